"""The four takes of the demo's lead vocal: how each line went, so that a test can ask again.

A line's badness (0 to 1) sets how far its notes stray in pitch and time; beside that some
things happened that a producer should hear, listed in ``EVENTS``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.signal.instruments.singer import Sung

TAKES = 4
OFF_CENTS, OFF_MS = 32.0, 24.0
BADNESS: tuple[tuple[float, ...], ...] = (
    # verse 1, chorus 1, verse 2, chorus 2, outro: 4 lines each, the outro one
    (0.15, 0.2, 0.5, 0.35, 0.8, 0.7, 0.75, 0.6, 0.3, 0.15, 0.4, 0.5, 0.7, 0.9, 0.6, 0.65, 0.4),
    (0.6, 0.5, 0.2, 0.55, 0.2, 0.3, 0.15, 0.25, 0.6, 0.5, 0.2, 0.6, 0.35, 0.2, 0.3, 0.5, 0.15),
    (0.7, 0.8, 0.6, 0.15, 0.5, 0.15, 0.5, 0.7, 0.15, 0.7, 0.6, 0.2, 0.2, 0.5, 0.15, 0.2, 0.6),
    (0.9, 0.7, 0.9, 0.8, 0.6, 0.8, 0.6, 0.9, 0.8, 0.8, 0.9, 0.7, 0.8, 0.7, 0.9, 0.8, 0.9),
)
"""Take by take, line by line: no take is best everywhere, the last one is tired."""

EVENTS: tuple[tuple[int, int, str, float], ...] = (
    (1, 4, "flat_cents", -70.0),  # take 1, the long note that ends line 5
    (3, 1, "late_ms", 55.0),  # take 3 drags through line 2
    (4, 2, "missing_notes", 2.0),  # take 4 forgets the end of line 3
    (4, 9, "flat_cents", -60.0),
)
"""Take (from 1), line (from 0), what, how much."""


def performed(lines: Sequence[Sequence[Sung]], take: int, seed: int) -> list[list[Sung]]:
    """Return what a take (from 1) really sings of the written lines."""
    rng = np.random.default_rng((seed, take))
    out: list[list[Sung]] = []
    for number, line in enumerate(lines):
        bad = BADNESS[take - 1][number % len(BADNESS[0])]
        sung: list[Sung] = []
        for start_s, length_s, midi, velocity, sounds in line:
            off = float(np.clip(rng.standard_normal(), -2.5, 2.5)) * bad * OFF_CENTS / 100.0
            late_s = float(np.clip(rng.standard_normal(), -2.5, 2.5)) * bad * OFF_MS / 1000.0
            sung.append((start_s + late_s, length_s, midi + off, velocity, sounds))
        for of_take, at, what, amount in EVENTS:
            if (of_take, at) == (take, number):
                sung = _happened(sung, what, amount)
        out.append(sung)
    return out


def _happened(line: list[Sung], what: str, amount: float) -> list[Sung]:
    if what == "missing_notes":
        return line[: -int(amount)]
    if what == "late_ms":
        return [(start_s + amount / 1000.0, *rest) for start_s, *rest in line]  # type: ignore[misc]
    start_s, length_s, midi, velocity, sounds = line[-1]
    return [*line[:-1], (start_s, length_s, midi + amount / 100.0, velocity, sounds)]
