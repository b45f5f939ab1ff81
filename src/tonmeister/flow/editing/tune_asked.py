"""What is asked of tuning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tonmeister.producer.edits.tune import TuneWish

PlacedPitch = tuple[float, float, float]
"""(start_s, end_s, pitch in semitones): what the other takes agree on."""


@dataclass(frozen=True, kw_only=True)
class TuneAsked:
    """What is asked for: which track (None: the lead vocals), by which key or score, and how."""

    track: str | None = None
    scale: str | None = None
    score: Path | None = None
    wish: TuneWish = field(default_factory=TuneWish)
    targets: Mapping[str, Sequence[PlacedPitch]] = field(default_factory=dict)
