"""Songs for the tests of paper, from a line of chords."""

from __future__ import annotations

from fractions import Fraction

from tonmeister.model import Chart, ChartNote, ChartSection, KeyAt, Pitch
from tonmeister.music.chart_cells import Cell
from tonmeister.music.chart_grid import Grid

VERSE = "D | A/C# | Bm | G | D A | Em7 | A7 | D . . A"
CHORUS = "Gm | C | E7 | A7sus4 | Bb | D/F# | F#m7b5:3 B7:1 | D"
WORDS = "Leave the light on, ba- by I am com- ing home to you a- gain to- night"


def song(text: str, tonic_fifths: int = 2, mode: str = "major", **more: object) -> Chart:
    """Return a chart with these bars of 4/4."""
    grid = Grid()
    for bar, cell in enumerate(text.split("|")):
        grid.read(cell, Cell(Fraction(4 * bar), Fraction(4 * bar + 4), Fraction(1)))
    key = KeyAt(at_quarters=Fraction(0), tonic_fifths=tonic_fifths, mode=mode)
    return Chart(title="Leave the light on", keys=(key,), chords=tuple(grid.chords), **more)  # type: ignore[arg-type]


def sung_song() -> Chart:
    """Return a verse with words, and a chorus without."""
    words = WORDS.split()
    melody = tuple(
        ChartNote(
            start_quarters=Fraction(i, 2), length_quarters=Fraction(1, 2),
            pitch=Pitch(2 + i % 3, 4), syllable=word,
        )
        for i, word in enumerate(words)
    )  # fmt: skip
    sections = (
        ChartSection(name="Verse 1", first_bar=0, bars=8, letter="A"),
        ChartSection(name="Chorus", first_bar=8, bars=8, letter="B"),
    )
    return song(f"{VERSE} | {CHORUS}", melody=melody, sections=sections)
