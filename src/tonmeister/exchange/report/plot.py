"""Lines and areas that stretch to any width. Words around them are HTML, so they never shrink."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tonmeister.exchange.report.words import safe

WIDTH, HEIGHT = 1000.0, 400.0
"""The drawing's own units; the page stretches them."""


@dataclass(frozen=True, slots=True)
class Axes:
    """Where a value lies on the drawing. ``x`` gives a fraction from the left; levels run from
    ``bottom`` to ``top``.
    """

    x: Callable[[float], float]
    bottom: float
    top: float

    def y(self, value: float) -> float:
        """Return the fraction from the top, kept a little outside the picture at most."""
        return min(max((self.top - value) / (self.top - self.bottom), -0.2), 1.2)

    def line(self, xs: Sequence[float], ys: Sequence[float]) -> str:
        """Return the path through points."""
        points = (
            f"{self.x(x) * WIDTH:.1f} {self.y(y) * HEIGHT:.1f}" for x, y in zip(xs, ys, strict=True)
        )
        return "M" + "L".join(points)

    def area(self, xs: Sequence[float], low: Sequence[float], high: Sequence[float]) -> str:
        """Return the closed path between two lines."""
        back = self.line(list(reversed(xs)), list(reversed(low)))
        return f"{self.line(xs, high)}L{back[1:]}Z"


def path(d: str, name: str) -> str:
    """Draw a path; the style sheet knows its name."""
    return f'<path class="{name}" d="{d}" vector-effect="non-scaling-stroke"/>'


def drawing(shapes: Iterable[str], words: str) -> str:
    """Wrap shapes into a picture that a screen reader hears as ``words``."""
    return (
        f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" preserveAspectRatio="none" role="img" '
        f'aria-label="{safe(words)}">{"".join(shapes)}</svg>'
    )


def level_grid(axes: Axes, step: float, unit: str) -> tuple[str, str]:
    """Return the level lines and their labels; the unit stands once, at the foot."""
    lines: list[str] = []
    labels: list[str] = []
    value = axes.top - axes.top % step
    while value >= axes.bottom:
        at = axes.y(value)
        lines.append(path(f"M0 {at * HEIGHT:.1f}H{WIDTH:.0f}", "grid"))
        said = f"{value:.0f}".replace("-", "−")
        labels.append(f'<span class="level" style="top:{at * 100:.2f}%">{said}</span>')
        value -= step
    labels.append(f'<span class="level unit">{safe(unit)}</span>')
    return "".join(lines), "".join(labels)


def x_label(at: float, text: str, *, minor: bool) -> str:
    """Place a word under the drawing; minor ones give way on a phone."""
    kind = "tick minor" if minor else "tick"
    return f'<span class="{kind}" style="left:{at * 100:.2f}%">{safe(text)}</span>'
