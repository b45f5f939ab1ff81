"""Long notes are cut where the beat must be seen; beats are straight or in triplets."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tonmeister.exchange.musicxml.bars import Event, Span, fitted, laid_out
from tonmeister.exchange.musicxml.beams import beam
from tonmeister.exchange.musicxml.rhythm import TICKS, beats_of, cut, grouped
from tonmeister.model import MeterAt


def _cut(meter: tuple[int, int], start: float, end: float, *, rest: bool = False) -> list[float]:
    beats = beats_of(MeterAt(bar=0, beats=meter[0], unit=meter[1]))
    pieces = cut(round(start * TICKS), round(end * TICKS), beats, rest=rest)
    return [(b - a) / TICKS for a, b in pieces]


@pytest.mark.parametrize(
    ("meter", "start", "end", "values"),
    [
        ((4, 4), 0, 4, [4]),
        ((4, 4), 0, 3, [3]),
        ((4, 4), 1, 3, [1, 1]),
        ((4, 4), 0.5, 3.5, [1.5, 1.5]),
        ((4, 4), 0.5, 1.5, [1]),
        ((4, 4), 0.75, 1.75, [0.25, 0.75]),
        ((4, 4), 0, 2.5, [2, 0.5]),
        ((3, 4), 1, 3, [2]),
        ((3, 4), 0, 2.5, [2, 0.5]),
        ((2, 4), 0.5, 1.5, [1]),
        ((6, 8), 0, 3, [3]),
        ((6, 8), 0.5, 2, [1, 0.5]),
        ((12, 8), 0, 6, [6]),
        ((12, 8), 1.5, 4.5, [1.5, 1.5]),
        ((9, 8), 0, 4.5, [3, 1.5]),
        ((5, 4), 0, 5, [3, 2]),
    ],
)
def test_a_note_shows_the_middle_of_the_bar(
    meter: tuple[int, int], start: float, end: float, values: list[float]
) -> None:
    assert _cut(meter, start, end) == values


@pytest.mark.parametrize(
    ("meter", "start", "end", "values"),
    [
        ((4, 4), 1, 4, [1, 2]),
        ((4, 4), 0, 3, [2, 1]),
        ((3, 4), 0, 2, [1, 1]),
        ((4, 4), 0.25, 2, [0.25, 0.5, 1]),
        ((6, 8), 1.5, 3, [1.5]),
        ((6, 8), 0.5, 1.5, [0.5, 0.5]),
    ],
)
def test_rests_show_every_beat(
    meter: tuple[int, int], start: float, end: float, values: list[float]
) -> None:
    assert _cut(meter, start, end, rest=True) == values


def test_odd_meters_are_counted_in_twos_and_threes() -> None:
    assert [grouped(n) for n in (3, 5, 6, 7, 8, 11, 1, 2)] == [
        (3,), (3, 2), (3, 3), (2, 2, 3), (3, 3, 2), (2, 2, 2, 2, 3), (1,), (2,),
    ]  # fmt: skip


def _bar(*places: tuple[Fraction, Fraction], meter: tuple[int, int] = (4, 4)) -> list:
    span = Span(0, 0, MeterAt(bar=0, beats=meter[0], unit=meter[1]))
    events = [Event(round(a * TICKS), round((a + d) * TICKS), n) for n, (a, d) in enumerate(places)]
    return laid_out(fitted(events, [span]), [span])[0]


def test_triplets_of_eighths_are_bracketed_by_beat() -> None:
    third = Fraction(1, 3)
    bar = _bar((Fraction(0), third), (third, third), (2 * third, third), (Fraction(1), Fraction(3)))
    assert [(p.kind, p.cell is not None) for p in bar[:3]] == [("eighth", True)] * 3
    assert [p.beams for p in bar[:3]] == [["begin"], ["continue"], ["end"]]
    assert [p.first_of_cell for p in bar[:3]] == [True, False, False]
    assert [p.last_of_cell for p in bar[:3]] == [False, False, True]
    assert [p.kind for p in bar[3:]] == ["quarter", "half"]


def test_triplets_of_quarters_go_over_two_beats() -> None:
    two = Fraction(2, 3)
    bar = _bar((Fraction(0), two), (two, two), (2 * two, two), (Fraction(2), Fraction(2)))
    assert [(p.kind, p.length) for p in bar] == [("quarter", 32)] * 3 + [("half", 96)]


def test_a_bar_is_always_full_whatever_is_in_it() -> None:
    import random

    rng = random.Random(5)
    for _ in range(300):
        at, places = Fraction(0), []
        while at < 7:
            length = Fraction(rng.randint(1, 90), rng.randint(7, 60))
            if rng.random() < 0.7:
                places.append((at, length))
            at += length * Fraction(rng.randint(5, 10), 8)
        meters = [rng.choice([(4, 4), (6, 8), (3, 4), (7, 8), (5, 16), (2, 2)]) for _ in range(4)]
        spans, start = [], 0
        for n, meter in enumerate(meters):
            spans.append(Span(n, start, MeterAt(bar=n, beats=meter[0], unit=meter[1])))
            start = spans[-1].end
        events = [Event(round(a * TICKS), round((a + d) * TICKS), None) for a, d in places]
        for span, bar in zip(spans, laid_out(fitted(events, spans), spans), strict=True):
            at_ticks = span.start
            for piece in bar:
                assert piece.at == at_ticks
                assert piece.length > 0
                at_ticks += piece.length
            assert at_ticks == span.end


def test_a_sixteenth_after_a_dotted_eighth_has_a_hook() -> None:
    bar = _bar((Fraction(0), Fraction(3, 4)), (Fraction(3, 4), Fraction(1, 4)))
    assert [p.beams for p in bar[:2]] == [["begin"], ["end", "backward hook"]]
    beam(bar[:1], beats_of(MeterAt(bar=0)), 0)
    assert bar[0].beams == ["begin"], "a note alone gets no beam of its own"
