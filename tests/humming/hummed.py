"""Hums for tests: tunes sung by the house's singer, with everything about them known."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.humming.hum_note import HumNote
from tonmeister.signal.instruments.singer import Singer
from tonmeister.signal.instruments.takes import sing_take

Real = NDArray[np.float64]
Score = tuple[tuple[str, int], ...]

RATE_HZ = 48000
LEAD_S = 0.8


def read(lengths: str, pitches: str) -> Score:
    """Read a tune: lengths in quarters, MIDI pitches."""
    return tuple(zip(lengths.split(), map(int, pitches.split()), strict=True))


ODE = read(
    "1 1 1 1 1 1 1 1 1 1 1 1 3/2 1/2 2 1 1 1 1 1 1 1 1 1 1 1 1 3/2 1/2 2",
    "66 66 67 69 69 67 66 64 62 62 64 66 66 64 64 66 66 67 69 69 67 66 64 62 62 64 66 64 62 62",
)
"""Beethoven, 1824: D major, 4/4, full of repeated notes."""
LULLABY = read(
    "1/2 1/2 3/2 1/2 1 2 1/2 1/2 1 1 1 1 1 1/2 1/2 1 1 1 2 1/2 1/2 1/2 1/2 1 1 2",
    "64 64 67 64 64 67 64 67 72 71 69 69 67 62 64 65 62 62 64 62 65 71 69 67 71 72",
)
"""Brahms, 1868: C major, 3/4, with a pickup of a quarter."""


def placed(score: Score, first: str = "0") -> list[tuple[Fraction, Fraction, int]]:
    """Return (start, length, MIDI) in quarters."""
    at, out = Fraction(first), []
    for length, midi in score:
        out.append((at, Fraction(length), midi))
        at += Fraction(length)
    return out


def as_notes(
    score: Score, bpm: float, *, first: str = "0", off_ms: float = 12.0, seed: int = 1,
    slower_percent: float = 0.0,
) -> list[HumNote]:  # fmt: skip
    """Return the notes as an ear would hand them over, off by some milliseconds."""
    rng = np.random.default_rng(seed)
    rows = placed(score, first)
    whole = float(rows[-1][0] + rows[-1][1])

    def when(at: Fraction) -> float:
        bent = float(at) * (1.0 + 0.005 * slower_percent * float(at) / whole)
        return LEAD_S - float(rows[0][0]) * 60.0 / bpm + bent * 60.0 / bpm

    starts = [when(a) + float(rng.normal(0.0, off_ms / 1000.0)) for a, _, _ in rows]
    ends = [*starts[1:], when(rows[-1][0] + rows[-1][1])]
    return [HumNote(a, b - 0.02, m, 0.0, float(m)) for a, b, (_, _, m) in
            zip(starts, ends, rows, strict=True)]  # fmt: skip


@cache
def hum_of(
    name: str, bpm: float, sounds: tuple[str, ...] = ("N", "AH"), badness: float = 0.2
) -> tuple[Real, tuple[tuple[float, float, int], ...]]:
    """Hum a tune: sound [1, n] at 48 kHz, and (start_s, end_s, MIDI) of its notes."""
    score, first = {"ode": (ODE, "0"), "lullaby": (LULLABY, "-1")}[name]
    rows, each_s = placed(score, first), 60.0 / bpm
    half = len(rows) // 2
    lines = [
        [
            (LEAD_S + float(a - rows[0][0]) * each_s, float(b) * each_s, float(m), 0.75, sounds)
            for a, b, m in part
        ]
        for part in (rows[:half], rows[half:])
    ]
    length_s = lines[1][-1][0] + lines[1][-1][1] + 0.6
    take = sing_take(lines, length_s, Singer(seed=4), [badness, badness], 5)
    truth = tuple(
        (n.start_s + n.off_ms / 1000.0, n.start_s + n.length_s, round(n.midi)) for n in take.notes
    )
    return np.ascontiguousarray(take.sound[None]) / 2.0, truth
