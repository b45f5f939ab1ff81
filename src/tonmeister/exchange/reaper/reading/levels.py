"""REAPER's faders, pans and sends in our terms: the same amplitude on both sides."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tonmeister.exchange.daw.curves import OFF_DB, as_levels, level_of, value_at
from tonmeister.exchange.daw.laws import position_percent
from tonmeister.exchange.daw.thinning import thinned
from tonmeister.exchange.reaper.chunks import Chunk, number
from tonmeister.exchange.reaper.panning import SINE_LAW, reaper_sides
from tonmeister.exchange.reaper.reading.shapes import plays, straight
from tonmeister.model.daw import FramePoint, PanLaw

TOLERANCE_DB = 1e-5
TOLERANCE_PERCENT = 1e-4
_TRIM_READ = 0
_FINEST_FRAMES = 64
_STEP = 0.01
_DIGITS = 9


@dataclass(frozen=True)
class Fader:
    """A level and a pan of ours, with their rides."""

    level_db: float
    curve_db: tuple[FramePoint, ...] = ()
    pan_percent: float = 0.0
    pan_curve_percent: tuple[FramePoint, ...] = ()


@dataclass(frozen=True)
class Knobs:
    """What REAPER says of a channel or a send."""

    volume: float
    pan: float
    law: float
    mode: int
    volume_envelope: Chunk | None = None
    pan_envelope: Chunk | None = None


def knobs_of(
    words: Sequence[str],
    first: int,
    law: float,
    mode: float,
    envelopes: tuple[Chunk | None, Chunk | None],
) -> Knobs:
    """Return volume, pan and law from a line's words; a law under 0 is the project's."""
    own = number(words, first + 2, -1.0)
    volume, pan = envelopes
    return Knobs(
        volume=number(words, first, 1.0),
        pan=number(words, first + 1, 0.0),
        law=own if own > 0.0 else law,
        mode=int(mode),
        volume_envelope=volume if plays(volume) else None,
        pan_envelope=pan if plays(pan) else None,
    )


def fader_of(knobs: Knobs, law: PanLaw, rate_hz: int) -> Fader:
    """Return a fader of ours with this law that makes both sides as loud as REAPER makes them."""
    volumes = volume_points(knobs, rate_hz)
    pans = _pan_points(knobs, rate_hz)
    if not pans:
        percent, factor = _ours(law, knobs.law, knobs.pan)
        if not volumes:
            level = round(level_of(abs(knobs.volume) * factor), _DIGITS)
            return Fader(level, (), round(percent, _DIGITS))
        return _fader([(at, value * factor) for at, value in volumes], percent, ())
    same = law == "sine" and abs(knobs.law - SINE_LAW) < 1e-6
    frames = [at for at, _ in pans] if same else _frames(pans, volumes)
    placed = [(at, *_ours(law, knobs.law, value_at(pans, at))) for at in frames]
    points = [(at, round(percent, _DIGITS)) for at, percent, _ in placed]
    curve = thinned(points, TOLERANCE_PERCENT)
    base = volumes or [(0, abs(knobs.volume))]
    gains = base if same else [(at, value_at(base, at) * factor) for at, _, factor in placed]
    if len(curve) == 1:
        return _fader(gains, curve[0][1], ())
    return _fader(gains, 0.0, curve)


def send_of(knobs: Knobs, way: Callable[[float], float], rate_hz: int) -> Fader:
    """Return a send's level; ``way`` says what our pan gives at a place on its louder side."""
    volumes = volume_points(knobs, rate_hz)
    pans = _pan_points(knobs, rate_hz)
    base = volumes or [(0, abs(knobs.volume))]
    if not pans:
        loud = max(reaper_sides(knobs.law, knobs.pan))
        return _fader([(at, gain * loud / way(at)) for at, gain in base], 0.0, ())
    gains = []
    for at in _frames(pans, volumes):
        loud = max(reaper_sides(knobs.law, value_at(pans, at)))
        gains.append((at, value_at(base, at) * loud / way(at)))
    return _fader(gains, 0.0, ())


def volume_points(knobs: Knobs, rate_hz: int) -> list[FramePoint]:
    """Return a ride of the volume as it sounds: times the fader where the mode says so."""
    if knobs.volume_envelope is None:
        return []
    trim = abs(knobs.volume) if knobs.mode == _TRIM_READ else 1.0
    return [(round(s * rate_hz), v * trim) for s, v in straight(knobs.volume_envelope)]


def _pan_points(knobs: Knobs, rate_hz: int) -> list[FramePoint]:
    """Return a ride of the pan from left (-1) to right; REAPER's envelope has +1 on the left."""
    if knobs.pan_envelope is None:
        return []
    trim = knobs.pan if knobs.mode == _TRIM_READ else 0.0
    return [
        (round(s * rate_hz), max(-1.0, min(1.0, trim - v))) for s, v in straight(knobs.pan_envelope)
    ]


def _ours(law: PanLaw, reaper_law: float, pan: float) -> tuple[float, float]:
    """Return our position and what the level is to be multiplied by."""
    if law == "sine" and abs(reaper_law - SINE_LAW) < 1e-6:
        return pan * 100.0, 1.0
    return position_percent(law, *reaper_sides(reaper_law, pan))


def _frames(pans: Sequence[FramePoint], volumes: Sequence[FramePoint]) -> list[int]:
    """Return so many places that straight pieces between them follow a bent law."""
    frames = {at for at, _ in pans} | {at for at, _ in volumes}
    for (at, value), (then, goal) in itertools.pairwise(pans):
        pieces = int(min((then - at) // _FINEST_FRAMES, abs(goal - value) / _STEP))
        frames.update(at + (then - at) * k // pieces for k in range(1, pieces))
    return sorted(frames)


def _fader(gains: Sequence[FramePoint], percent: float, pan_curve: tuple[FramePoint, ...]) -> Fader:
    """Return a fader from a ride in amplitude; one that never moves is a level."""
    curve = thinned(as_levels(gains), TOLERANCE_DB) if gains else ((0, OFF_DB),)
    curve = tuple((at, round(level, _DIGITS)) for at, level in curve)
    rides = curve if len(curve) > 1 else ()
    return Fader(curve[0][1], rides, round(percent, _DIGITS), pan_curve)
