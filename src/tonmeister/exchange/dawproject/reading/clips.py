"""What is heard in an arrangement as clips on whole frames."""

from __future__ import annotations

import re
from itertools import pairwise

from tonmeister.exchange.daw.curves import OFF_DB, gain_of, level_of
from tonmeister.exchange.dawproject.reading.figures import gain
from tonmeister.exchange.dawproject.reading.heard import Heard
from tonmeister.exchange.dawproject.reading.rides import TOLERANCE_DB, Moves, levels, thinned
from tonmeister.model.daw import DawClip, DawFile, Fade, FadeShape, FramePoint

_GAIN = re.compile(r"gain (-?[\d.]+) dB")


def clip_of(sound: Heard, file: DawFile, rate_hz: int, *, ours: bool) -> DawClip | None:
    """Return a sound as a clip; ``None`` where less than a frame of it is heard."""
    at, end = round(sound.at_s * rate_hz), round(sound.end_s * rate_hz)
    start = round(sound.file_s * rate_hz)
    end = min(end, at + file.frames * rate_hz // file.rate_hz - start)
    if at < 0:
        at, start = 0, start - at
    if end <= at:
        return None
    said = sound.inside.comment if ours else ""
    gains = sound.inside.gains
    level, envelope = _own_levels(gains, at, rate_hz, said) if ours else _levels(gains, at, rate_hz)
    comes, goes = _fades(sound, at, end, rate_hz)
    return DawClip(
        file=file.name,
        at_frames=at,
        length_frames=end - at,
        start_frames=start,
        name=sound.inside.name,
        gain_db=level,
        fade_in=Fade(length_frames=comes, shape=_shape(said, "fade in")),
        fade_out=Fade(length_frames=goes, shape=_shape(said, "fade out")),
        envelope_db=envelope,
        muted=sound.inside.muted,
    )


def _fades(sound: Heard, at: int, end: int, rate_hz: int) -> tuple[int, int]:
    """Return the fades of the clips whose ends this one shares."""
    comes = goes = 0
    for edge in sound.inside.edges:
        if edge.in_s > 0.0 and round(edge.start_s * rate_hz) == at:
            comes = max(comes, round((edge.start_s + edge.in_s) * rate_hz) - at)
        edge_end = sound.end_s if edge.end_s is None else edge.end_s
        if edge.out_s > 0.0 and round(edge_end * rate_hz) == end:
            goes = max(goes, end - round((edge_end - edge.out_s) * rate_hz))
    return min(comes, end - at), min(goes, end - at)


def _levels(
    gains: tuple[Moves, ...], at: int, rate_hz: int
) -> tuple[float, tuple[FramePoint, ...]]:
    """Return a clip's own level and what moves on top of it."""
    level = 0.0
    curves: list[tuple[FramePoint, ...]] = []
    for moving in gains:
        points = _amplitudes(moving, at, rate_hz)
        if moving.stands:
            level = max(OFF_DB, level + level_of(points[0][1]))
        else:
            curves.append(levels(points))
    if len(curves) > 1:
        return round(level, 9), _summed(curves)
    return round(level, 9), curves[0] if curves else ()


def _own_levels(
    gains: tuple[Moves, ...], at: int, rate_hz: int, said: str
) -> tuple[float, tuple[FramePoint, ...]]:
    """Return the same of a clip of ours: its comment holds its gain, the rest is its envelope."""
    found = _GAIN.match(said)
    told = float(found[1]) if found else 0.0
    if not gains or told <= OFF_DB:
        return told, ()
    points = [(frame, value / gain_of(told)) for frame, value in _amplitudes(gains[0], at, rate_hz)]
    if all(abs(value - 1.0) < 1e-9 for _, value in points) and len(points) == 1:
        return told, ()
    return told, levels(points)


def _amplitudes(moving: Moves, at: int, rate_hz: int) -> list[FramePoint]:
    return [(frame - at, gain(value, moving.unit, 1.0)) for frame, value in moving.frames(rate_hz)]


def _summed(curves: list[tuple[FramePoint, ...]]) -> tuple[FramePoint, ...]:
    frames = sorted({frame for curve in curves for frame, _ in curve})
    total = [(frame, max(OFF_DB, sum(_at(curve, frame) for curve in curves))) for frame in frames]
    return thinned(total, TOLERANCE_DB)


def _at(curve: tuple[FramePoint, ...], frame: int) -> float:
    if frame <= curve[0][0]:
        return curve[0][1]
    for (at, value), (then, next_value) in pairwise(curve):
        if at <= frame < then:
            return value + (next_value - value) * (frame - at) / (then - at)
    return curve[-1][1]


def _shape(said: str, which: str) -> FadeShape:
    return "equal_power" if f"{which} with equal power" in said else "linear"
