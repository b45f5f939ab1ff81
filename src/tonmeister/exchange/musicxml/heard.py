"""The bars of one part, read one by one: notes, chords, tempos, marks, each in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree.ElementTree import Element

from tonmeister.exchange.musicxml.kinds import Degree, read_kind
from tonmeister.exchange.musicxml.numbers import number, tempo_bpm, whole
from tonmeister.exchange.musicxml.opening import NotMusicXML
from tonmeister.model import ChordSymbol, Pitch
from tonmeister.model.chart import LETTERS
from tonmeister.music.spelling import SIGNATURE, at_octave

UNITS = {
    "whole": Fraction(4), "half": Fraction(2), "quarter": Fraction(1), "eighth": Fraction(1, 2),
    "16th": Fraction(1, 4),
}  # fmt: skip
Said = tuple[str, str]
"""A lyric: its syllable ("-" where the word goes on), and which verse it belongs to."""


@dataclass(slots=True)
class Heard:
    """A note in its bar."""

    at: Fraction
    length: Fraction
    pitch: Pitch
    voice: str
    staff: str
    tied_back: bool
    tied_on: bool
    lyrics: list[Said]


@dataclass(slots=True)
class Bar:
    """Everything in a bar, in quarters from its beginning."""

    nominal: Fraction = Fraction(4)
    length: Fraction = Fraction(0)
    meter: tuple[int, int] = (4, 4)
    key: tuple[int, str] | None = None
    notes: list[Heard] = field(default_factory=list)
    chords: list[tuple[Fraction, ChordSymbol | None]] = field(default_factory=list)
    tempos: list[tuple[Fraction, float]] = field(default_factory=list)
    marks: list[tuple[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    double_line: bool = False
    implicit: bool = False


@dataclass(slots=True)
class Reader:
    """What stays from bar to bar: divisions, meter, transposition; ``marked`` right after a
    rehearsal mark, where the section's name may follow.
    """

    divisions: Fraction = Fraction(1)
    meter: tuple[int, int] = (4, 4)
    up_fifths: int = 0
    up: int = 0
    marked: bool = False

    def bar(self, measure: Element) -> Bar:
        """Read a bar."""
        bar = Bar(implicit=measure.get("implicit") == "yes" or measure.get("number") == "0")
        at = Fraction(0)
        begun = at
        self.marked = False
        for element in measure:
            match element.tag:
                case "attributes":
                    self._attributes(element, bar)
                case "note" if element.find("grace") is None:
                    length = self._quarters(element)
                    chord = element.find("chord") is not None
                    begun = begun if chord else at
                    self._note(element, bar, begun, length)
                    at = max(at, begun + length)
                case "backup":
                    at = max(Fraction(0), at - self._quarters(element))
                case "forward":
                    at += self._quarters(element)
                case "harmony":
                    self._harmony(element, bar, at)
                case "direction":
                    self._direction(element, bar, at)
                case "sound":
                    self._sound(element, bar, at + self._offset(element))
                case "barline":
                    line = (element.findtext("bar-style") or "").strip()
                    right = element.get("location", "right") == "right"
                    bar.double_line = bar.double_line or (right and line == "light-light")
            bar.length = max(bar.length, at)
        bar.meter = self.meter
        bar.nominal = Fraction(4 * self.meter[0], self.meter[1])
        return bar

    def _quarters(self, element: Element) -> Fraction:
        length = number(element, "duration") / self.divisions
        if not 0 <= length <= 1000:
            raise NotMusicXML(f"a <{element.tag}> lasts {float(length):g} quarter notes")
        return length

    def _offset(self, element: Element) -> Fraction:
        return number(element, "offset", 0) / self.divisions

    def _attributes(self, element: Element, bar: Bar) -> None:
        if element.find("divisions") is not None:
            self.divisions = number(element, "divisions")
            if self.divisions <= 0:
                raise NotMusicXML("<divisions> is not above 0")
        time = element.find("time")
        if time is not None and time.find("beats") is not None:
            parts = re.findall(r"\d{1,3}", time.findtext("beats") or "")
            beats, unit = sum(int(p) for p in parts), whole(time, "beat-type", 1, 64)
            if not 0 < beats <= 64 or unit & (unit - 1):
                raise NotMusicXML(f"the meter is {beats}/{unit}")
            self.meter = (beats, unit)
        move = element.find("transpose")
        if move is not None:
            chromatic = whole(move, "chromatic", -48, 48)
            diatonic = whole(move, "diatonic", -28, 28, round(chromatic * 7 / 12))
            self.up_fifths = 7 * chromatic - 12 * diatonic
            self.up = chromatic + 12 * whole(move, "octave-change", -4, 4, 0)
        key = element.find("key")
        if key is not None and key.find("fifths") is not None:
            mode = (key.findtext("mode") or "major").strip()
            mode = mode if mode in SIGNATURE else "major"
            fifths = whole(key, "fifths", -7, 7) + self.up_fifths
            bar.key = (fifths - SIGNATURE[mode], mode)

    def _note(self, note: Element, bar: Bar, at: Fraction, length: Fraction) -> None:
        pitch = note.find("pitch")
        slash = "slash" in (note.findtext("notehead") or "")
        if pitch is None or slash or note.find("cue") is not None or not length:
            return
        ties = {t.get("type") for t in note.iterfind("tie")}
        bar.notes.append(
            Heard(
                at, length, self._pitch(pitch), note.findtext("voice") or "1",
                note.findtext("staff") or "1", "stop" in ties, "start" in ties,
                [_lyric(lyric) for lyric in note.iterfind("lyric")],
            )
        )  # fmt: skip

    def _pitch(self, element: Element) -> Pitch:
        alter = round(number(element, "alter", 0))
        written = Pitch(_fifths(element.findtext("step"), alter), whole(element, "octave", -1, 10))
        if not self.up and not self.up_fifths:
            return written
        return at_octave(written.fifths + self.up_fifths, written.midi + self.up)

    def _harmony(self, element: Element, bar: Bar, at: Fraction) -> None:
        kind, root = element.find("kind"), element.find("root")
        if kind is None:
            return
        degrees = frozenset(_degree(d) for d in element.iterfind("degree"))
        word = (kind.text or "").strip()
        quality = read_kind(word, degrees, kind.get("text", "").strip())
        at += self._offset(element)
        if quality is None or root is None:
            bar.chords += [(at, None)] if quality is None else []
            return
        bass = element.find("bass")
        low = None if bass is None else _tone(bass, "bass") + self.up_fifths
        tone = _tone(root, "root") + self.up_fifths
        bar.chords.append((at, ChordSymbol(tone, quality, None if low == tone else low)))

    def _direction(self, element: Element, bar: Bar, at: Fraction) -> None:
        at += self._offset(element)
        words = [_text(w) for w in element.iterfind("direction-type/words")]
        marks = [_text(r) for r in element.iterfind("direction-type/rehearsal")]
        said = " ".join(filter(None, words))
        if any(marks):
            bar.marks.append((" ".join(filter(None, marks)), said))
        elif self.marked and said and element.find("direction-type/metronome") is None:
            bar.marks[-1] = (bar.marks[-1][0], said)
        self.marked = any(marks) and not said
        bar.words += words
        sound = element.find("sound")
        if sound is not None and tempo_bpm(sound.get("tempo")):
            self._sound(sound, bar, at)
            return
        metronome = element.find("direction-type/metronome")
        unit = None if metronome is None else UNITS.get(metronome.findtext("beat-unit") or "")
        if metronome is not None and unit is not None:
            bpm = tempo_bpm(metronome.findtext("per-minute"))
            dotted = metronome.find("beat-unit-dot") is not None
            if bpm is not None:
                bar.tempos.append((at, bpm * float(unit) * (1.5 if dotted else 1.0)))

    def _sound(self, element: Element, bar: Bar, at: Fraction) -> None:
        bpm = tempo_bpm(element.get("tempo"))
        if bpm is not None:
            bar.tempos.append((at, bpm))


def _text(element: Element) -> str:
    return " ".join((element.text or "").split())


def _fifths(step: str | None, alter: int) -> int:
    letter = (step or "").strip()
    if len(letter) != 1 or letter not in LETTERS or abs(alter) > 4:
        raise NotMusicXML(f"a note is called {letter[:20]!r} with alter {alter}")
    return LETTERS.index(letter) - 1 + 7 * alter


def _tone(element: Element, name: str) -> int:
    return _fifths(element.findtext(f"{name}-step"), round(number(element, f"{name}-alter", 0)))


def _degree(element: Element) -> Degree:
    kind = (element.findtext("degree-type") or "").strip()
    alter = whole(element, "degree-alter", -2, 2, 0)
    return whole(element, "degree-value", 1, 13), alter, kind


def _lyric(element: Element) -> Said:
    text = "".join(e.text or "" for e in element if e.tag in ("text", "elision"))
    place = (element.findtext("syllabic") or "single").strip()
    said = " ".join(text.split())
    return said + ("-" if said and place in ("begin", "middle") else ""), element.get("number", "1")
