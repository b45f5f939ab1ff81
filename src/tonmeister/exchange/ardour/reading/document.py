"""An Ardour session's XML, and how its times are told.

Since version 7 a place is told in superclocks (``a282240000``) or ticks of a quarter note
(``b1920``), a length with its place (``a480@a960``); before, in frames at the session's rate.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from tonmeister.exchange.ardour.marks import SUPERCLOCKS_PER_SECOND
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.model.daw import DawTempo

TICKS = 1920
_LONGEST_S = 360_000.0


@dataclass
class Document:
    """A session file: its elements, rate, version; ``timeline`` once the tempo map is known."""

    root: Element
    said: str
    rate_hz: int
    version: int
    superclocks: int = SUPERCLOCKS_PER_SECOND
    timeline: Timeline = field(init=False)

    def __post_init__(self) -> None:
        self.timeline = Timeline([DawTempo(at_s=0.0, quarter_bpm=120.0)], self.rate_hz)

    def frames(self, told: str | None, default: float = 0.0) -> float:
        """Return a place or a length in frames; raises ``CannotOpen`` where it is none."""
        if not told:
            return default
        text = told.strip()
        try:
            if text[0] == "a":
                frames = int(text[1:]) * self.rate_hz / self.superclocks
            elif text[0] == "b":
                frames = self.timeline.seconds(int(text[1:]) / TICKS) * self.rate_hz
            else:
                frames = float(text)
        except (ValueError, OverflowError):
            raise CannotOpen(f"{self.said}: {told[:40]!r} is no place in time") from None
        if not abs(frames) < _LONGEST_S * self.rate_hz:
            raise CannotOpen(f"{self.said}: {told[:40]!r} lies in no song")
        return frames

    def stretch(self, element: Element) -> tuple[float, float]:
        """Return where a region lies and how long it is, in frames."""
        length, _, place = element.get("length", "").partition("@")
        if not place:
            return self.frames(element.get("position")), self.frames(length)
        at = self.frames(place)
        if length.strip().startswith("b") and place.strip().startswith(("a", "b")):
            start = self.timeline.quarters_at(at)
            quarters = _whole(length.strip()[1:]) / TICKS
            return at, self.timeline.seconds(start + quarters) * self.rate_hz - at
        return at, self.frames(length)

    def all(self, path: str) -> Iterator[Element]:
        """Return the elements at a path under the session."""
        return iter(self.root.findall(path))


def document_of(root: Element, said: str) -> Document:
    """Return a session; raises ``CannotOpen`` where the XML is none."""
    if root.tag != "Session":
        raise CannotOpen(f"{said} is no Ardour session: it begins with <{root.tag[:40]}>")
    rate = number(root.get("sample-rate"), 0.0)
    if not 8_000 <= rate <= 768_000:
        raise CannotOpen(f"{said} names no sample rate that sound has")
    version = int(number(root.get("version", "").split(".")[0], 0.0))
    if version < 1000:
        version *= 1000
    if version < 3000:
        raise CannotOpen(
            f"{said} was saved by Ardour 2 or earlier: open and save it once with a newer Ardour"
        )
    clocks = root.find("TempoMap")
    superclocks = number(clocks.get("superclocks-per-second") if clocks is not None else None, 0.0)
    return Document(
        root=root,
        said=said,
        rate_hz=int(rate),
        version=version,
        superclocks=int(superclocks) if superclocks > 0 else SUPERCLOCKS_PER_SECOND,
    )


def number(told: str | None, default: float) -> float:
    """Return a number that is one, or ``default``."""
    try:
        value = float(told or "")
    except ValueError:
        return default
    return value if math.isfinite(value) else default


def yes(told: str | None, default: bool = False) -> bool:
    """Return what an attribute says: 1 or yes."""
    return default if told is None else told.strip().lower() in ("1", "yes", "true", "y")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return 0


def value_of(parent: Element | None, name: str, default: float) -> float:
    """Return where a control of that name stands."""
    if parent is not None:
        for control in parent.findall("Controllable"):
            if control.get("name") == name:
                return number(control.get("value"), default)
    return default
