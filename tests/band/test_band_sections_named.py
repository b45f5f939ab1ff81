"""A chart without section names is given some, from its chords and how high its tune lies."""

from __future__ import annotations

from fractions import Fraction

from tonmeister.model import Chart, ChartChord, ChartNote
from tonmeister.music.chord_names import read_symbol
from tonmeister.music.spelling import spelled
from tonmeister.producer.arranging.sections import with_sections


def aba(middle_midi: int) -> Chart:
    """Return 24 bars, A B A, whose middle is sung at a pitch."""
    rows = ("C", "F") * 4, ("Am", "G") * 4, ("C", "F") * 4
    names = [name for row in rows for name in row]
    key = Chart(title="").keys[0]
    return Chart(
        title="A B A",
        chords=tuple(
            ChartChord(
                start_quarters=Fraction(4 * i), length_quarters=Fraction(4), symbol=read_symbol(n)
            )
            for i, n in enumerate(names)
        ),
        melody=tuple(
            ChartNote(
                start_quarters=Fraction(4 * i), length_quarters=Fraction(2),
                pitch=spelled(middle_midi if 8 <= i < 16 else 60, key),
            )
            for i in range(24)
        ),
    )  # fmt: skip


def test_a_middle_that_is_sung_clearly_higher_is_the_chorus() -> None:
    chart, _ = with_sections(aba(67))
    assert [s.name for s in chart.sections] == ["Verse", "Chorus", "Verse"]


def test_a_middle_that_is_not_is_a_bridge() -> None:
    chart, said = with_sections(aba(59))
    assert [s.name for s in chart.sections] == ["Verse", "Bridge", "Verse"]
    assert said is not None
    assert "A B A" in said
