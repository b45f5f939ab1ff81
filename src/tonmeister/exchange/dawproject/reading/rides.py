"""Points of a DAWproject as our curves: no more breakpoints than they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tonmeister.exchange.daw.curves import as_levels
from tonmeister.exchange.dawproject.reading.figures import number, place
from tonmeister.exchange.dawproject.reading.places import Scope
from tonmeister.model.daw import FramePoint

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

TOLERANCE_DB = 0.002
QUIET_DB, QUIET_TOLERANCE_DB = -90.0, 0.1
"""Under this level a curve in dB need not be as true: nobody hears it."""

TOLERANCE_PERCENT = 1e-6


@dataclass(frozen=True)
class Moves:
    """A curve in seconds of the song: (at, value, whether it holds until the next)."""

    unit: str
    points: tuple[tuple[float, float, bool], ...]

    @property
    def stands(self) -> bool:
        """Whether it never moves."""
        return len({value for _, value, _ in self.points}) <= 1

    def frames(self, rate_hz: int) -> list[FramePoint]:
        """Return breakpoints with straight lines between; a step is two at one frame."""
        out: list[FramePoint] = []
        held: float | None = None
        for at_s, value, holds in self.points:
            at = round(at_s * rate_hz)
            if held is not None and held != value:
                out.append((at, held))
            out.append((at, value))
            held = value if holds else None
        return out


def moves(points: Element, scope: Scope) -> Moves:
    """Return a ``Points`` element as a curve of the song."""
    inner = scope.within(points.get("timeUnit"))
    found = [
        (
            inner.seconds(place(point, "time", 0.0)),
            number(point, "value", 0.0),
            point.get("interpolation", "hold") != "linear",
        )
        for point in points
        if point.tag == "RealPoint"
    ]
    return Moves(points.get("unit", ""), tuple(sorted(found, key=lambda point: point[0])))


def steady(parameter: Element) -> Moves:
    """Return a parameter that stands still as a curve."""
    return Moves(parameter.get("unit", ""), ((0.0, number(parameter, "value", 1.0), True),))


def levels(gains: Sequence[FramePoint]) -> tuple[FramePoint, ...]:
    """Return a curve in amplitude as one in dB."""
    found = [(at, round(level, 9)) for at, level in as_levels(gains)]
    return thinned(found, TOLERANCE_DB, QUIET_TOLERANCE_DB)


def thinned(
    points: Sequence[FramePoint], tolerance: float, quiet: float | None = None
) -> tuple[FramePoint, ...]:
    """Leave out the breakpoints that lie on the straight line between others.

    ``quiet`` is the tolerance where the value is under -90 dB.
    """
    kept: list[FramePoint] = []
    first = 0
    for n in range(1, len(points) + 1):
        if n == len(points) or points[n][0] == points[n - 1][0]:
            kept.extend(_thinned(points[first:n], tolerance, quiet or tolerance))
            first = n
    return tuple(kept)


def _thinned(points: Sequence[FramePoint], usual: float, quiet: float) -> list[FramePoint]:
    """Keep the ends and, of what lies between, the farthest from the line, and so on."""
    keep, open_spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        if last - first < 2:
            continue
        (at, value), (then, next_value) = points[first], points[last]
        slope = (next_value - value) / (then - at)
        far, most = first, 1.0
        for n in range(first + 1, last):
            room = usual if points[n][1] > QUIET_DB else quiet
            away = abs(points[n][1] - value - slope * (points[n][0] - at)) / room
            if away > most:
                far, most = n, away
        if far != first:
            keep.add(far)
            open_spans += [(first, far), (far, last)]
    return [points[n] for n in sorted(keep)]
