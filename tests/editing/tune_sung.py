"""A phrase of our own singer for tests: in tune or out of tune by known amounts."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.instruments.singer import Singer, Sung, sing_with_pitch

RATE_HZ = 48000
WORDS = (("L", "IY", "V"), ("AH",), ("L", "AY", "T"), ("M", "IY"), ("R", "OW", "D"), ("L", "OW"))
TUNE = (62.0, 64.0, 67.0, 66.0, 64.0, 62.0)
OFF_CENTS = (38.0, -42.0, 4.0, 55.0, -35.0, 3.0)
NOTE_S = 0.5
FIRST_S = 0.8
LENGTH_S = 4.6

Real = NDArray[np.float64]


def line(off_cents: tuple[float, ...]) -> list[Sung]:
    return [
        (FIRST_S + i * NOTE_S, NOTE_S, p + off / 100.0, 0.8, words)
        for i, (p, off, words) in enumerate(zip(TUNE, off_cents, WORDS, strict=True))
    ]


@cache
def phrase(*, out_of_tune: bool) -> tuple[Real, Real]:
    """Return sound [1, n] and true pitch in Hz a millisecond."""
    who = Singer(tuning_cents=0.0, timing_ms=0.0, seed=3)
    off = OFF_CENTS if out_of_tune else (0.0,) * len(TUNE)
    sound, curve_hz = sing_with_pitch([line(off)], LENGTH_S, who)
    return np.ascontiguousarray(sound[None]), curve_hz


def spans() -> list[tuple[float, float, float]]:
    """Return (start_s, end_s, pitch in semitones) of the notes as their pitch is sung."""
    at = [FIRST_S + i * NOTE_S - 0.03 for i in range(len(TUNE))]
    return [(a, a + NOTE_S, p) for a, p in zip(at, TUNE, strict=True)]
