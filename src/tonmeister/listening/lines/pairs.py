"""Microphones on one source: which comes later, which is upside down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from tonmeister.listening.lines.levels import level_of
from tonmeister.listening.lines.line import Line, one_source
from tonmeister.listening.sources_align import align

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


def pairs_of(lines: Sequence[Line]) -> list[Pair]:
    """Compare the microphones of each source, and the snare (or kick) with what hears the kit."""
    living = [x for x in lines if level_of(x).state == "alive" and not x.aside]
    found = [
        _compared(first, second, "sides" if first.pair and first.pair == second.pair else "close")
        for first, second in combinations(living, 2)
        if one_source(first, second)
    ]
    near = next((x for role in ("snare", "kick") for x in living if x.role == role), None)
    if near is not None:
        found += [_compared(near, far, "far") for far in living if far.far]
    return found


def _compared(first: Line, second: Line, kind: Kind) -> Pair:
    result = align(first.sound, second.sound, FAR_MS if kind == "far" else NEAR_MS)
    return Pair(
        first=first.name, second=second.name, kind=kind, late_ms=round(-result.shift_ms, 2),
        flipped=result.flipped, confidence=result.confidence,
    )  # fmt: skip
