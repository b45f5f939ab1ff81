"""The demo song "Leave a Light": words, tune, chords and form. Ours, under the same licence.

Nobody else wrote any of it. Time is in beats from the first bar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tonmeister.music.chords import Chord, read_chord, third_above

TITLE = "Leave a Light"
TEMPO_BPM = 100.0
KEY = "D major"
SCALE = (2, 4, 6, 7, 9, 11, 1)
BEATS_PER_BAR = 4


@dataclass(frozen=True, slots=True)
class Syllable:
    """One sung syllable: its letters, its sounds (ARPAbet), and its note."""

    text: str
    phones: tuple[str, ...]
    start_beats: float
    length_beats: float
    pitch: int


Line = tuple[Syllable, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the song in its place: bars of ``(chord, beats)`` and sung lines."""

    name: str
    turn: int  # the first verse is 1, the second 2
    first_bar: int
    bars: tuple[tuple[tuple[Chord, int], ...], ...]
    lines: tuple[Line, ...]

    @property
    def start_beats(self) -> float:
        """Where it starts."""
        return float(self.first_bar * BEATS_PER_BAR)

    @property
    def end_beats(self) -> float:
        """Where it ends."""
        return float((self.first_bar + len(self.bars)) * BEATS_PER_BAR)


CHORDS = {
    "intro": "D | Gadd9",
    "verse": "D | A/C# | Bm | G | D | A | G | A",
    "chorus": "G | D/F# | A | Bm | G | D/F# | Em7 A | D",
    "outro": "G | A | D | D",
}
# A line: start beat, then letters/sounds/MIDI pitch/beats. "=" is a rest.
VERSE_1 = (
    "0 Rain/R-EY-N/57/1 is/IH-Z/59/.5 fall-/F-AO-L/62/1 ing/IH-NG/61/.5 on/AA-N/59/.5"
    " the/DH-AH/57/.5 road/R-OW-D/61/2.5",
    "8 And/AE-N-D/59/1 the/DH-AH/59/.5 ra-/R-EY/62/1 di-/D-IY/61/.5 o/OW/62/.5"
    " is/IH-Z/61/.5 low/L-OW/59/2.5",
    "16 Ev-/EH-V/62/1 'ry/R-IY/64/.5 mile/M-AY-L/66/1 I/AY/64/.5 leave/L-IY-V/62/.5"
    " be-/B-IY/61/.5 hind/HH-AY-N-D/64/2.5",
    "24 Brings/B-R-IH-NG-Z/62/1 a/AH/62/.5 lit-/L-IH/59/1 tle/T-AH-L/62/.5 more/M-AO-R/64/.5"
    " of/AH-V/62/.5 home/HH-OW-M/64/2.25",
)
VERSE_2 = (
    "0 Emp-/EH-M-P/57/1 ty/T-IY/59/.5 sta-/S-T-EY/62/1 tions/SH-AH-N-Z/61/.5 morn-/M-AO-R/59/.5"
    " ing/N-IH-NG/57/.5 blue/B-L-UW/61/2.5",
    "8 Ev-/EH-V/59/1 'ry/R-IY/59/.5 win-/W-IH-N/62/1 dow/D-OW/61/.5 looks/L-UH-K-S/62/.5"
    " like/L-AY-K/61/.5 you/Y-UW/59/2.5",
    "16 I/AY/62/1 was/W-AH-Z/64/.5 nev-/N-EH/66/1 er/V-ER/64/.5 good/G-UH-D/62/.5 at/AE-T/61/.5"
    " prayer/P-R-EH-R/64/2.5",
    "24 But/B-AH-T/62/1 I'm/AY-M/62/.5 count-/K-AW-N/59/1 ing/T-IH-NG/62/.5 on/AA-N/64/.5"
    " you/Y-UW/62/.5 there/DH-EH-R/64/2.25",
)
CHORUS = (
    "-.5 So/S-OW/62/.5 leave/L-IY-V/62/.5 a/AH/64/.5 light/L-AY-T/67/1.75 =/=/0/.25"
    " leave/L-IY-V/67/.5 a/AH/66/.5 light/L-AY-T/69/1 on/AA-N/66/.5 for/F-AO-R/64/.5"
    " me/M-IY/66/1.25",
    "7.5 I'm/AY-M/62/.5 com-/K-AH/61/.5 ing/M-IH-NG/62/.5 home/HH-OW-M/64/1.75 =/=/0/.25"
    " o-/OW/64/.5 ver/V-ER/62/.5 riv-/R-IH/66/1 er/V-ER/64/.5 and/AE-N-D/62/.5 sea/S-IY/62/.8",
    "15 If/IH-F/62/.5 the/DH-AH/62/.5 night/N-AY-T/67/1 is/IH-Z/67/.5 long/L-AO-NG/67/1.5"
    " and/AE-N-D/66/.5 I/AY/64/.5 can't/K-AE-N-T/66/1 see/S-IY/69/.5 the/DH-AH/66/.5"
    " shore/SH-AO-R/66/1.5",
    "24 Leave/L-IY-V/64/.5 a/AH/66/.5 light/L-AY-T/67/1 leave/L-IY-V/66/.5 a/AH/64/.5"
    " light/L-AY-T/61/1 by/B-AY/66/.5 the/DH-AH/64/.5 door/D-AO-R/62/2.5",
)
OUTRO = (
    "0 Leave/L-IY-V/62/.5 a/AH/64/.5 light/L-AY-T/67/2.5 =/=/0/.5 by/B-AY/66/1 the/DH-AH/64/2.5"
    " =/=/0/.5 door/D-AO-R/62/4.5",
)
FORM = (("intro", 2), ("verse", 8), ("chorus", 8), ("verse", 8), ("chorus", 8), ("outro", 4))
SHORT_FORM = (("intro", 1), ("verse", 4), ("chorus", 4))
LINES = {("verse", 1): VERSE_1, ("verse", 2): VERSE_2, ("outro", 1): OUTRO}


def _bars(name: str, count: int) -> tuple[tuple[tuple[Chord, int], ...], ...]:
    """Read a row of bars; a bar's chords share its beats."""
    bars = [bar.split() for bar in CHORDS[name].split("|")][:count]
    return tuple(tuple((read_chord(c), BEATS_PER_BAR // len(bar)) for c in bar) for bar in bars)


def _syllables(line: str, start_beats: float) -> Iterator[Syllable]:
    """Read one written line, moved to where its section starts."""
    at, *words = line.split()
    now = start_beats + float(at)
    for word in words:
        text, sounds, pitch, beats = word.split("/")
        if text != "=":
            yield Syllable(text, tuple(sounds.split("-")), now, float(beats), int(pitch))
        now += float(beats)


def form(*, short: bool = False) -> tuple[Part, ...]:
    """Return the song's sections in order; ``short`` is half a verse and half a chorus."""
    plan = SHORT_FORM if short else FORM
    parts: list[Part] = []
    first_bar = 0
    for name, count in plan:
        turn = 1 + sum(part.name == name for part in parts)
        written = LINES.get((name, turn), CHORUS if name == "chorus" else ())
        lines = tuple(
            tuple(_syllables(line, first_bar * BEATS_PER_BAR))
            for line in written
            if float(line.split()[0]) < count * BEATS_PER_BAR - 1
        )
        parts.append(Part(name, turn, first_bar, _bars(name, count), lines))
        first_bar += count
    return tuple(parts)


def harmony(line: Line) -> Line:
    """Return what the second singer sings: the same words a third above."""
    return tuple(
        Syllable(s.text, s.phones, s.start_beats, s.length_beats, third_above(s.pitch, SCALE))
        for s in line
    )
