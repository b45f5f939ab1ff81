"""Paths as lines and cubic curves, whoever wrote them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tonmeister.exchange.engrave.drawing import Outline, Point, Segment


def outline_of(drawn: Any, scale: float) -> Outline:
    """Return a font's glyph, scaled, y upwards as fonts have it."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    pen = DecomposingRecordingPen(getattr(drawn, "glyphSet", {}))
    drawn.draw(pen)
    return _segments(pen.value, scale)


@lru_cache(maxsize=4096)
def parsed(d: str) -> Outline:
    """Return the path of an SVG element."""
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib.path import parse_path

    pen = RecordingPen()
    parse_path(d, pen)
    return _segments(pen.value, 1.0)


def _segments(calls: list[tuple[str, tuple[Any, ...]]], scale: float) -> Outline:
    out: list[Segment] = []
    now: Point = (0.0, 0.0)
    for name, raw in calls:
        points = tuple((p[0] * scale, p[1] * scale) for p in raw if p is not None)
        if name == "moveTo":
            out.append(("M", points))
        elif name == "lineTo":
            out.append(("L", points))
        elif name == "curveTo":
            out.append(("C", points))
        elif name == "qCurveTo":
            out.extend(_quadratic(now, points, closed=raw[-1] is None))
        elif name == "closePath":
            out.append(("Z", ()))
        if points:
            now = points[-1]
    return tuple(out)


def _quadratic(now: Point, points: tuple[Point, ...], *, closed: bool) -> list[Segment]:
    """Return TrueType's curves (points between two handles are left out) as cubic ones."""
    out: list[Segment] = []
    if closed:
        now = _between(points[-1], points[0])
        out.append(("M", (now,)))
        points = (*points, now)
    handles, end = points[:-1], points[-1]
    for n, handle in enumerate(handles):
        to = end if n == len(handles) - 1 else _between(handle, handles[n + 1])
        out.append(("C", (_third(now, handle), _third(to, handle), to)))
        now = to
    if closed:
        out.append(("Z", ()))
    return out


def _between(p: Point, q: Point) -> Point:
    return (0.5 * (p[0] + q[0]), 0.5 * (p[1] + q[1]))


def _third(end: Point, handle: Point) -> Point:
    return (end[0] + 2.0 * (handle[0] - end[0]) / 3.0, end[1] + 2.0 * (handle[1] - end[1]) / 3.0)


def straight(points: list[Point], *, closed: bool) -> Outline:
    """Return a line through points."""
    lines: list[Segment] = [("L", (p,)) for p in points[1:]]
    return (("M", (points[0],)), *lines, *((("Z", ()),) if closed else ()))


def ellipse(x: float, y: float, wide: float, high: float) -> Outline:
    """Return an ellipse around a place."""
    k = 0.5523
    a, b = wide * k, high * k
    return (
        ("M", ((x + wide, y),)),
        ("C", ((x + wide, y + b), (x + a, y + high), (x, y + high))),
        ("C", ((x - a, y + high), (x - wide, y + b), (x - wide, y))),
        ("C", ((x - wide, y - b), (x - a, y - high), (x, y - high))),
        ("C", ((x + a, y - high), (x + wide, y - b), (x + wide, y))),
        ("Z", ()),
    )
