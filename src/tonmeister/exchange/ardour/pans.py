"""Our pans on Ardour's panners: the position with the same ratio of the sides, and what is left.

Ardour pans a mono channel by ``g(x) = x (s x + 1 - s)`` with s chosen for -3 dB in the middle
(measured to -134 dBFS), and balances a stereo channel in straight lines; both are the same from
Ardour 3 to 9. Whatever ours gives beyond that position goes into a gain.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from tonmeister.exchange.daw.curves import level_of
from tonmeister.exchange.daw.laws import sides
from tonmeister.model.daw import DawTrack, FramePoint

MONO = "http://ardour.org/plugin/panner_1in2out"
BALANCE = "http://ardour.org/plugin/panner_balance"
TITLES = {MONO: "Mono to Stereo Panner", BALANCE: "Stereo Balance"}

_BEND = 2.0 - 4.0 * 10.0 ** (-3.0 / 20.0)
_STEP_PERCENT = 0.5


def position(channels: int, left: float, right: float) -> tuple[float, float]:
    """Return Ardour's azimuth (0 left, 1 right) for two sides, and the gain that is left over.

    Raises ``ValueError`` where both sides are silent.
    """
    if left <= 0.0 and right <= 0.0:
        raise ValueError("both sides are silent: that is a mute, not a pan")
    if channels != 1:
        at = 0.5 * right / left if left >= right else 1.0 - 0.5 * left / right
        return at, max(left, right)
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if mono_gain(middle) * left < mono_gain(1.0 - middle) * right:
            low = middle
        else:
            high = middle
    at = 0.0 if right <= 0.0 else 1.0 if left <= 0.0 else 0.5 * (low + high)
    return at, left / mono_gain(1.0 - at) if left >= right else right / mono_gain(at)


def mono_gain(part: float) -> float:
    """Return how loud Ardour plays a mono channel on the side it stands ``part`` of the way to."""
    return part * (_BEND * part + 1.0 - _BEND)


def curve_positions(track: DawTrack, channels: int) -> tuple[list[FramePoint], list[FramePoint]]:
    """Return a moving pan as azimuths, and in dB what is left over, both in straight lines."""
    azimuths: list[FramePoint] = []
    rest_db: list[FramePoint] = []
    for at, percent in _dense(track.pan_curve_percent):
        azimuth, rest = position(channels, *sides(track.law, percent))
        azimuths.append((at, azimuth))
        rest_db.append((at, level_of(rest)))
    return azimuths, rest_db


def _dense(points: Sequence[FramePoint]) -> list[FramePoint]:
    """Return a curve with breakpoints so close that a law bends little between two."""
    out: list[FramePoint] = []
    for (at, value), (then, next_value) in itertools.pairwise(points):
        pieces = max(1, min(then - at, math.ceil(abs(next_value - value) / _STEP_PERCENT)))
        for k in range(pieces):
            frame = at + (then - at) * k // pieces
            part = (frame - at) / max(1, then - at)
            out.append((frame, value + (next_value - value) * part))
    return [*out, *points[-1:]]
