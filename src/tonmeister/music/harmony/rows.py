"""Three rows of chords under a melody: safe, as a loop, with colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from tonmeister.model import ChartChord, ChordSymbol, KeyAt, MeterAt
from tonmeister.music.chord_kinds import semitones
from tonmeister.music.harmony.basses import with_basses
from tonmeister.music.harmony.fitting import fits
from tonmeister.music.harmony.tables import Choice, Harmony, Tone
from tonmeister.music.harmony.viterbi import HOME, best_row, move_costs

Flavour = Literal["safe", "loop", "colour"]
FLAVOURS: tuple[Flavour, ...] = ("safe", "loop", "colour")
SURE = 2.0
"""A margin of so many beats of melody is nearly certain."""
LOOP_END = 0.5


@dataclass(frozen=True, slots=True)
class Slots:
    """The stretches that may have a chord of their own: whole bars, or halves of them."""

    spans: tuple[tuple[Fraction, Fraction], ...]
    in_bar: tuple[bool, ...]


def slots_of(bars: int, meter: MeterAt) -> Slots:
    """Return the slots of so many bars: halves in 4/4 (and wider even bars), else whole bars."""
    bar = meter.bar_quarters
    parts = 2 if bar >= 4 and meter.beats % 2 == 0 else 1
    spans = [(bar * k / parts, bar * (k + 1) / parts) for k in range(bars * parts)]
    return Slots(tuple(spans), tuple(k % parts > 0 for k in range(bars * parts)))


def chord_rows(
    tones: Sequence[Tone], key: KeyAt, meter: MeterAt, bars: int, table: Harmony
) -> dict[Flavour, tuple[ChartChord, ...]]:
    """Return the chords of each flavour, bar by bar, equal neighbours as one."""
    return {
        "safe": safe_row(tones, key, meter, bars, table),
        "loop": loop_row(tones, key, meter, bars, table),
        "colour": colour_row(tones, key, meter, bars, table),
    }


def safe_row(
    tones: Sequence[Tone], key: KeyAt, meter: MeterAt, bars: int, table: Harmony
) -> tuple[ChartChord, ...]:
    """Return plain chords of the key."""
    found = _row(tones, key, meter, bars, table, list(table.safe))
    return _joined(found, key, slots_of(bars, meter))


def colour_row(
    tones: Sequence[Tone], key: KeyAt, meter: MeterAt, bars: int, table: Harmony
) -> tuple[ChartChord, ...]:
    """Return sevenths, secondary dominants, borrowed chords, and a bass that walks in steps."""
    choices = [*table.safe, *table.colour]
    found = _row(tones, key, meter, bars, table, choices)
    return with_basses(_joined(found, key, slots_of(bars, meter)))


def carried(tones: Sequence[Tone], key: KeyAt, meter: MeterAt, bars: int, table: Harmony) -> float:
    """Return how well plain chords, one a bar, carry a melody: below 0 well, a beat of melody
    counts 1. Wrong bars are hard to harmonise.
    """
    spans = [(meter.bar_quarters * k, meter.bar_quarters * (k + 1)) for k in range(bars)]
    costs = fits(tones, spans, table.safe, semitones(key.tonic_fifths), meter)
    row, _ = best_row(
        costs, move_costs(table.safe, table.moves), [False] * bars, np.zeros(len(table.safe))
    )
    beats = float(sum((t.length for t in tones), Fraction(0)) / meter.beat_quarters)
    return float(costs[np.arange(bars), row].sum()) / max(beats, 1.0)


Found = list[tuple[Choice, float]]


def _row(
    tones: Sequence[Tone], key: KeyAt, meter: MeterAt, bars: int, table: Harmony,
    choices: Sequence[Choice],
) -> Found:  # fmt: skip
    slots = slots_of(bars, meter)
    costs = fits(tones, slots.spans, choices, semitones(key.tonic_fifths), meter)
    moves = move_costs(choices, table.moves)
    home = np.array([-HOME * _is_home(c, table) for c in choices])
    row, margins = best_row(costs, moves, slots.in_bar, home)
    sure = 1.0 - np.exp(-margins / SURE)
    return [(choices[j], float(s)) for j, s in zip(row, sure, strict=True)]


def _is_home(choice: Choice, table: Harmony) -> bool:
    return choice.moves_like == table.home and choice.to_fifths is None


def loop_row(
    tones: Sequence[Tone], key: KeyAt, meter: MeterAt, bars: int, table: Harmony
) -> tuple[ChartChord, ...]:
    """Return the best round of four chords, a bar each (or two), turned so that it fits; it
    comes home where the song ends, if that fits better.
    """
    by_name = {c.name: c for c in table.safe}
    choices = list(table.safe)
    place = {c.name: i for i, c in enumerate(choices)}
    bar = meter.bar_quarters
    spans = [(bar * k, bar * (k + 1)) for k in range(bars)]
    costs = fits(tones, spans, choices, semitones(key.tonic_fifths), meter)
    ways: list[tuple[float, list[str]]] = []
    for loop in table.loops:
        for turn in range(len(loop)):
            for each in (1, 2) if bars >= 8 else (1,):
                names = [loop[(turn + k // each) % len(loop)] for k in range(bars)]
                row = [place[n] for n in names]
                price = float(costs[np.arange(bars), row].sum()) + 0.3 * (turn > 0)
                home = place[table.home]
                gain = float(costs[-1, row[-1]] - costs[-1, home]) - LOOP_END
                if gain > 0.0:
                    names, price = [*names[:-1], table.home], price - gain
                ways.append((price, names))
    ways.sort(key=lambda way: way[0])
    best, names = ways[0]
    other = next((price for price, row in ways if row != names), best)
    sure = 1.0 - float(np.exp(-(other - best) / SURE))
    found = [(by_name[n], sure) for n in names]
    whole = Slots(tuple(spans), (False,) * bars)
    return _joined(found, key, whole)


def _joined(found: Found, key: KeyAt, slots: Slots) -> tuple[ChartChord, ...]:
    out: list[ChartChord] = []
    for (choice, sure), (start, end), within in zip(found, slots.spans, slots.in_bar, strict=True):
        symbol = ChordSymbol(key.tonic_fifths + choice.root_fifths, choice.quality)
        if out and within and out[-1].symbol == symbol:
            last = out.pop()
            start, sure = last.start_quarters, max(sure, last.sure_score)
        out.append(
            ChartChord(start_quarters=start, length_quarters=end - start, symbol=symbol,
                       sure_score=round(sure, 3))
        )  # fmt: skip
    return tuple(out)
