"""A channel's fader and pan as REAPER plays them: law, position, level, and both as rides."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from tonmeister.exchange.daw.curves import as_gains, gain_of, value_at
from tonmeister.exchange.daw.laws import sides
from tonmeister.exchange.reaper.panning import SINE_LAW, reaper_sides, said_in_reaper
from tonmeister.model.daw import FramePoint, PanLaw

_STEP_PERCENT = 0.25


@dataclass(frozen=True)
class Level:
    """What REAPER is told: knobs, and curves that replace them (amplitude; +1 is left)."""

    law: float
    volume: float
    pan: float
    volume_points: tuple[FramePoint, ...] = ()
    pan_points: tuple[FramePoint, ...] = ()


def level_in_reaper(
    law: PanLaw,
    level_db: float,
    curve_db: Sequence[FramePoint],
    pan_percent: float,
    pan_curve: Sequence[FramePoint],
) -> Level:
    """Return a fader and a pan of ours in REAPER's terms.

    Where a balance leaves the middle, REAPER's law makes both sides softer than ours does: what is
    missing is put on the fader, along a pan ride as a ride. A knob under a ride stays neutral.
    """
    if not pan_curve:
        reaper_law, pan, factor = said_in_reaper(law, pan_percent)
        if not curve_db:
            return Level(reaper_law, gain_of(level_db) * factor, pan)
        points = tuple((at, gain * factor) for at, gain in as_gains(curve_db))
        return Level(reaper_law, 1.0, pan, points)
    if law == "sine":
        pan_points = tuple((at, 0.0 - _placed(law, percent)[0]) for at, percent in pan_curve)
        points = tuple(as_gains(curve_db))
        return Level(SINE_LAW, 1.0 if points else gain_of(level_db), 0.0, points, pan_points)
    level = list(curve_db) or [(0, level_db)]
    frames = sorted({at for at, _ in as_gains(level)} | set(_dense(pan_curve)))
    placed = [(at, *_placed(law, value_at(pan_curve, at))) for at in frames]
    ridden = tuple((at, gain_of(value_at(level, at)) * factor) for at, _, factor in placed)
    return Level(SINE_LAW, 1.0, 0.0, ridden, tuple((at, 0.0 - pan) for at, pan, _ in placed))


def _placed(law: PanLaw, percent: float) -> tuple[float, float]:
    """Return position and factor with the law of -3 dB."""
    if law == "sine":
        return max(-1.0, min(1.0, percent / 100.0)), 1.0
    left, right = sides(law, percent)
    pan = 4.0 * math.atan2(right, left) / math.pi - 1.0
    had = reaper_sides(SINE_LAW, pan)
    return pan, left / had[0] if left >= right else right / had[1]


def _dense(points: Sequence[FramePoint]) -> list[int]:
    """Return so many places of a pan ride that straight pieces between them follow its law."""
    out: list[int] = []
    for (at, percent), (then, next_percent) in itertools.pairwise(points):
        pieces = max(1, min(then - at, math.ceil(abs(next_percent - percent) / _STEP_PERCENT)))
        out.extend(at + (then - at) * k // pieces for k in range(pieces))
    return [*out, points[-1][0]]
