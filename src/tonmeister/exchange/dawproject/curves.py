"""Rides as points: faders, pans, sends and clip gains that move."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.dawproject.elements import put
from tonmeister.model.daw import DawTempo, FramePoint

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def put_points(
    parent: Element,
    mark: str,
    unit: str,
    points: Iterable[tuple[float, float]],
    *,
    parameter: str | None = None,
    expression: str | None = None,
) -> Element:
    """Append a curve: (quarters, value) with straight lines between."""
    found = put(parent, "Points", id=mark, timeUnit="beats", unit=unit)
    put(found, "Target", parameter=parameter, expression=expression)
    for at_quarters, value in points:
        put(found, "RealPoint", time=at_quarters, value=value, interpolation="linear")
    return found


def with_corners(points: Sequence[FramePoint], corners: Sequence[int]) -> list[FramePoint]:
    """Return a curve with a breakpoint at every corner that it passes.

    A straight line in seconds has a bend in quarter notes where the tempo changes.
    """
    out: list[FramePoint] = []
    for (at, value), (then, next_value) in itertools.pairwise(points):
        out.append((at, value))
        out.extend(
            (corner, value + (next_value - value) * (corner - at) / (then - at))
            for corner in corners
            if at < corner < then
        )
    return [*out, *points[-1:]]


def tempo_corners(tempos: Sequence[DawTempo], rate_hz: int) -> list[int]:
    """Return the frames at which the tempo changes."""
    return [round(tempo.at_s * rate_hz) for tempo in tempos[1:]]


def in_quarters(points: Sequence[FramePoint], line: Timeline) -> list[tuple[float, float]]:
    """Return breakpoints with their places in quarter notes of the song."""
    return [(line.quarters_at(at), value) for at, value in points]
