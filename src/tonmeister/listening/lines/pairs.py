"""Microphones on one source: which comes later, which is upside down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import HOP_S
from tonmeister.listening.lines.levels import level_of
from tonmeister.listening.lines.line import Line, one_source
from tonmeister.listening.lines.moments import Moments
from tonmeister.listening.sources_align import align
from tonmeister.signal import Samples, Source

SURE = 0.6
NEAR_MS, FAR_MS = 20.0, 30.0

Kind = Literal["close", "sides", "far"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two microphones that heard one source.

    ``kind``: ``close`` on one instrument, ``sides`` of a stereo pair, ``far``: a close one and
    one from afar. ``late_ms`` is how much later the second hears it. Not ``sure``: nothing is
    claimed.
    """

    first: str
    second: str
    kind: Kind
    late_ms: float
    flipped: bool
    confidence: float

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class _Alone:
    """A line where it has the stage, silence elsewhere. ``open_steps``: steps of 0.1 s."""

    sound: Source
    open_steps: NDArray[np.bool_]

    @property
    def rate_hz(self) -> int:
        return self.sound.rate_hz

    @property
    def frames(self) -> int:
        return self.sound.frames

    def read(self, start: int, count: int) -> Samples:
        step_frames = HOP_S * self.rate_hz
        steps = ((start + np.arange(count)) / step_frames).astype(int)
        inside = (steps >= 0) & (steps < len(self.open_steps))
        opened = self.open_steps[np.clip(steps, 0, len(self.open_steps) - 1)] & inside
        return np.asarray(self.sound.read(start, count) * opened)


def pairs_of(lines: Sequence[Line], moments: Moments) -> list[Pair]:
    """Compare the microphones of each source, and the snare (or kick) with what hears the kit.

    What stands far off hears the whole kit: it is compared where that drum has the stage.
    """
    living = [x for x in lines if level_of(x).state == "alive" and not x.aside]
    found = [
        _compared(first, second, "sides" if first.pair and first.pair == second.pair else "close")
        for first, second in combinations(living, 2)
        if one_source(first, second)
    ]
    near = next((x for role in ("snare", "kick") for x in living if x.role == role), None)
    if near is not None:
        row = [line.name for line in moments.lines].index(near.name)
        opened = moments.ahead[row].copy()
        opened[1:] |= moments.ahead[row][:-1]
        opened[:-1] |= moments.ahead[row][1:]
        heard = replace(near, sound=_Alone(near.sound, opened))
        found += [_compared(heard, far, "far") for far in living if far.far]
    return found


def _compared(first: Line, second: Line, kind: Kind) -> Pair:
    result = align(first.sound, second.sound, FAR_MS if kind == "far" else NEAR_MS)
    return Pair(
        first=first.name, second=second.name, kind=kind, late_ms=round(-result.shift_ms, 2),
        flipped=result.flipped, confidence=result.confidence,
    )  # fmt: skip
