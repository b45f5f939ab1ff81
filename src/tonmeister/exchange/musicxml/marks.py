"""What stands around the notes: key, meter, clef, chords, tempo, sections, bar lines."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tonmeister.exchange.musicxml.elements import add
from tonmeister.exchange.musicxml.kinds import WORDS, shown
from tonmeister.model import ChordSymbol, KeyAt, MeterAt, Pitch
from tonmeister.music.spelling import signature_fifths

MODES = {"natural minor": "minor", "harmonic minor": "minor", "melodic minor": "minor"}
SWING_WORDS = {"swing": "Swing", "triplet": "Triplet feel"}


def printed_fifths(key: KeyAt) -> int:
    """Return the signature as it is printed: a key with more than seven signs as its neighbour
    with fewer.
    """
    fifths = signature_fifths(key)
    while abs(fifths) > 7:
        fifths += -12 if fifths > 0 else 12
    return fifths


def write_key(attributes: Element, key: KeyAt) -> None:
    """Add a key signature."""
    element = add(attributes, "key")
    add(element, "fifths", printed_fifths(key))
    add(element, "mode", MODES.get(key.mode, key.mode))


def write_meter(attributes: Element, meter: MeterAt) -> None:
    """Add a time signature."""
    time = add(attributes, "time")
    add(time, "beats", meter.beats)
    add(time, "beat-type", meter.unit)


def write_clef(attributes: Element, sign: str, line: int, octaves: int = 0) -> None:
    """Add a clef."""
    clef = add(attributes, "clef")
    add(clef, "sign", sign)
    add(clef, "line", line)
    if octaves:
        add(clef, "clef-octave-change", octaves)


def write_chord(
    measure: Element, symbol: ChordSymbol | None, offset: int, *, drawn: bool = False
) -> None:
    """Add a chord symbol, or ``N.C.`` where no chord is played any more.

    Where it is ``drawn`` by our engraver, its letters say all.
    """
    harmony = add(measure, "harmony", print_frame="no")
    root = add(harmony, "root")
    if symbol is None:
        add(root, "root-step", "C", text="")
        add(harmony, "kind", "none", text="N.C.")
    else:
        _tone(root, "root", symbol.root_fifths)
        word, degrees = WORDS[symbol.quality]
        add(harmony, "kind", word, text=shown(symbol))
        if symbol.bass_fifths is not None:
            _tone(add(harmony, "bass"), "bass", symbol.bass_fifths)
        for number, alter, what in () if drawn else degrees:
            degree = add(harmony, "degree", print_object="no")
            add(degree, "degree-value", number)
            add(degree, "degree-alter", alter)
            add(degree, "degree-type", what)
    if offset:
        add(harmony, "offset", offset)


def _tone(parent: Element, name: str, fifths: int) -> None:
    pitch = Pitch(fifths, 4)
    add(parent, f"{name}-step", pitch.letter)
    if pitch.alter:
        add(parent, f"{name}-alter", pitch.alter)


def write_section(measure: Element, letter: str, name: str, *, drawn: bool = False) -> None:
    """Add a rehearsal mark: the section's letter in a box, and its name beside it.

    Our engraver gets both in one box.
    """
    direction = add(measure, "direction", placement="above")
    named = name if name != letter else ""
    if drawn or not letter:
        text = "  ".join(filter(None, (letter, named)))
        add(add(direction, "direction-type"), "rehearsal", text, halign="left", justify="left")
        return
    add(add(direction, "direction-type"), "rehearsal", letter)
    if named:
        beside = add(measure, "direction", placement="above")
        add(add(beside, "direction-type"), "words", named, font_weight="bold")


def write_tempo(
    measure: Element, quarter_bpm: float, meter: MeterAt, offset: int, words: str, *, printed: bool
) -> None:
    """Add a tempo: counted beats a minute where it is ``printed``, always for programs that
    play it.
    """
    if printed:
        direction = add(measure, "direction", placement="above")
        if words:
            add(add(direction, "direction-type"), "words", words + " ", font_weight="bold")
        metronome = add(add(direction, "direction-type"), "metronome", parentheses="no")
        beat_quarters = float(meter.beat_quarters)
        dotted = meter.beat_quarters.numerator == 3
        names = {4.0: "whole", 2.0: "half", 1.5: "quarter", 1.0: "quarter", 0.5: "eighth"}
        add(metronome, "beat-unit", names.get(beat_quarters, "quarter"))
        if dotted:
            add(metronome, "beat-unit-dot")
        counted = quarter_bpm / (beat_quarters if beat_quarters in names else 1.0)
        add(metronome, "per-minute", f"{counted:.0f}")
        if offset:
            add(direction, "offset", offset, sound="yes")
        add(direction, "sound", tempo=f"{quarter_bpm!r}")
    else:
        sound = add(measure, "sound", tempo=f"{quarter_bpm!r}")
        if offset:
            add(sound, "offset", offset)


def write_bar_line(measure: Element, style: str) -> None:
    """Add the bar line at the end of a bar: ``light-light`` or ``light-heavy``."""
    add(add(measure, "barline", location="right"), "bar-style", style)
