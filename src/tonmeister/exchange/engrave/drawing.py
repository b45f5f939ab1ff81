"""A drawn page: outlines in their places, and nothing else. No text, no fonts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

Point = tuple[float, float]
Segment = tuple[str, tuple[Point, ...]]
"""``M`` and ``L`` with a point, ``C`` with three, ``Z`` with none."""
Outline = tuple[Segment, ...]
Matrix = tuple[float, float, float, float, float, float]
HERE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One outline on a page. ``kind`` says what it is ("harm", "syl", "reh", "notehead");
    ``stroke`` is how thick its line is drawn (0: only filled), in the outline's measure.
    """

    outline: Outline
    matrix: Matrix
    kind: str
    filled: bool = True
    stroke: float = 0.0

    @property
    def box(self) -> Box:
        """Where it lies on the page, lines and all."""
        a, b, c, d, e, f = self.matrix
        left, top, right, bottom = _edges(self.outline)
        xs = [a * x + c * y + e for x in (left, right) for y in (top, bottom)]
        ys = [b * x + d * y + f for x in (left, right) for y in (top, bottom)]
        half = 0.5 * self.stroke * max(abs(a), abs(d))
        return min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half


@lru_cache(maxsize=4096)
def _edges(outline: Outline) -> Box:
    points = [p for _, segment in outline for p in segment]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text that was drawn: what it says, and where it lies."""

    text: str
    kind: str
    box: Box
    system: int = 0  # which line of music on the page it belongs to, from 1


@dataclass(slots=True)
class Drawing:
    """A page: ``width`` and ``height`` in its own measure, ``width_mm`` wide on paper; ``systems``
    lines of music.
    """

    width: float
    height: float
    width_mm: float
    marks: list[Mark] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    systems: int = 0

    @property
    def height_mm(self) -> float:
        """How high it is on paper."""
        return self.width_mm * self.height / self.width


def lift(page: Drawing, kind: str, up_mm: float) -> None:
    """Move everything of a kind up."""
    up = up_mm * page.width / page.width_mm
    above: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, -up)
    page.marks = [
        replace(m, matrix=times(above, m.matrix)) if m.kind == kind else m for m in page.marks
    ]
    page.words = [
        replace(w, box=(w.box[0], w.box[1] - up, w.box[2], w.box[3] - up)) if w.kind == kind else w
        for w in page.words
    ]


def times(outer: Matrix, inner: Matrix) -> Matrix:
    """Return both placings, the inner one first."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (
        a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j,
        a * k + c * m + e, b * k + d * m + f,
    )  # fmt: skip


def around(boxes: Iterable[Box]) -> Box:
    """Return the box around boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def overlapping(boxes: Sequence[Box], spare: float = 0.0) -> Iterator[tuple[int, int]]:
    """Yield pairs of boxes, by number, that lie on each other by more than ``spare``."""
    order = sorted(range(len(boxes)), key=lambda n: boxes[n][0])
    for place, n in enumerate(order):
        for m in order[place + 1 :]:
            if boxes[m][0] >= boxes[n][2] - spare:
                break
            if min(boxes[n][3], boxes[m][3]) - max(boxes[n][1], boxes[m][1]) > spare:
                yield n, m
