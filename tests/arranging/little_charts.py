"""Small charts as a person writes them, for a band to play."""

from __future__ import annotations

from fractions import Fraction

from tonmeister.model import Chart, ChartChord, ChartNote, ChartSection, KeyAt, TempoAt
from tonmeister.music.chord_names import read_symbol
from tonmeister.music.spelling import spelled

D_MAJOR = KeyAt(at_quarters=Fraction(0), tonic_fifths=2)
VERSE = ("D", "A/C#", "Bm", "G")
CHORUS = ("G", "D/F#", "Em7", "A")
TUNE = (57, 59, 62, 61, 59, 57, 62, 64)


def little_chart(*, words: bool = False, bpm: float = 120.0) -> Chart:
    """Return eight bars: four of verse, four of chorus, with a melody."""
    chords, notes = [], []
    for bar, name in enumerate((*VERSE, *CHORUS)):
        at = Fraction(4 * bar)
        chords.append(
            ChartChord(start_quarters=at, length_quarters=Fraction(4), symbol=read_symbol(name))
        )
        notes += [
            ChartNote(
                start_quarters=at + beat,
                length_quarters=Fraction(1),
                pitch=spelled(TUNE[(bar + beat) % len(TUNE)], D_MAJOR),
                syllable="la" if words else "",
            )
            for beat in range(4)
        ]
    return Chart(
        title="Little Song",
        keys=(D_MAJOR,),
        tempos=(TempoAt(at_quarters=Fraction(0), quarter_bpm=bpm),),
        chords=tuple(chords),
        melody=tuple(notes),
        sections=(
            ChartSection(name="Verse", first_bar=0, bars=4),
            ChartSection(name="Chorus", first_bar=4, bars=4),
        ),
    )
