"""How loud a line is, what is left above it, what lies under it, and whether it lives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tonmeister.listening.bands import db
from tonmeister.listening.lines.line import Line

State = Literal["alive", "dead", "only noise"]

NOTHING_DBFS = -90.0
NOISE_PEAK_DBFS = -40.0
STEADY_DB = 6.0
"""A line without a source stays within so much between its soft and its loud moments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One line's level; ``hum_dbfs`` is ``None`` where no hum was heard."""

    state: State
    peak_dbfs: float
    playing_dbfs: float
    floor_dbfs: float
    hum_dbfs: float | None
    hum_hz: float | None
    clipped_count: int

    @property
    def headroom_db(self) -> float:
        """What is left above the highest peak."""
        return -self.peak_dbfs


def level_of(line: Line) -> Level:
    """Read a line's level from its analysis."""
    facts = line.features.facts
    hum = facts.get("hum_db", 0.0) > 0.0
    return Level(
        state=_state(line),
        peak_dbfs=max(facts.get("sample_peak_dbfs", -200.0), -200.0),
        playing_dbfs=facts.get("active_rms_dbfs", -200.0),
        floor_dbfs=facts.get("noise_floor_dbfs", -200.0),
        hum_dbfs=facts.get("hum_dbfs") if hum else None,
        hum_hz=facts.get("hum_hz") if hum else None,
        clipped_count=round(facts.get("clipped_count", 0.0)),
    )


def _state(line: Line) -> State:
    """Tell a cable with nothing on it from a preamp that hears nothing, and both from sound."""
    peak_dbfs = line.features.facts.get("sample_peak_dbfs", -200.0)
    if peak_dbfs < NOTHING_DBFS or line.features.left_right.size == 0:
        return "dead"
    steps_db = db(line.features.left_right.mean(axis=0))
    sounding = steps_db[steps_db > NOTHING_DBFS - 20.0]
    if sounding.size == 0:
        return "dead"
    low, high = np.percentile(sounding, [10, 99])
    if peak_dbfs < NOISE_PEAK_DBFS and high - low < STEADY_DB:
        return "only noise"
    return "alive"
