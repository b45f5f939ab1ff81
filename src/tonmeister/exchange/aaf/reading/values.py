"""Numbers of an AAF as any program writes them."""

from __future__ import annotations

from typing import Any

from tonmeister.exchange.aaf import definitions as known
from tonmeister.model.daw import FramePoint

MOST_POINTS = 100_000
GAINS = frozenset({known.GAIN, known.AMPLITUDE})  # Resolve numbers the effect as its parameter


def number_of(definition: Any) -> str:
    """Return the number of an effect or parameter."""
    return str(definition.auid).lower()


def is_gain(group: Any) -> bool:
    """Whether an effect is a gain."""
    name = (group.operation.name or "").lower()
    return number_of(group.operation) in GAINS or name in ("audio gain", "mono audio gain")


def is_pan(group: Any) -> bool:
    """Whether an effect is a pan."""
    return number_of(group.operation) == known.PAN


def is_combiner(group: Any) -> bool:
    """Whether an effect makes one clip of several channels."""
    return "channel combiner" in (group.operation.name or "").lower().replace(
        "channelc", "channel c"
    )


def value_of(group: Any, wanted: tuple[str, ...], length: int) -> tuple[FramePoint, ...]:
    """Return a parameter over ``length`` frames: one point if steady, none if absent."""
    if "Parameters" not in group:
        return ()
    for parameter in group.parameters:
        if str(parameter.auid).lower() not in wanted:
            continue
        points = parameter.get("PointList", None)
        if points is None:
            return ((0, float(parameter.value)),)
        read = [
            (round(float(point.time) * length), float(point.value))
            for point, _ in zip(points.value, range(MOST_POINTS), strict=False)
        ]
        if str(parameter.interpolation.auid).lower() == _STEPS:
            read = _stepped(read)
        return tuple(sorted(read, key=lambda point: point[0]))
    return ()


_STEPS = "5b6c85a5-0ede-11d3-80a9-006008143e6f"


def _stepped(points: list[FramePoint]) -> list[FramePoint]:
    """Return a curve that jumps from point to point as breakpoints."""
    out: list[FramePoint] = []
    for at, value in points:
        out += [(at, out[-1][1]), (at, value)] if out else [(at, value)]
    return out
