"""The small parts that an Ardour session is written in: ids, times, lists of breakpoints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

SUPERCLOCKS_PER_SECOND = 282_240_000
"""Ardour 7 counts time in these, so that every common rate and tempo divides it."""


@dataclass
class Marks:
    """Gives out ids in the order of asking, and writes places at a session's rate."""

    rate_hz: int
    last: int = 1000
    by_name: dict[str, str] = field(default_factory=dict)

    def id(self) -> str:
        """Return the next id."""
        self.last += 1
        return str(self.last)

    def id_of(self, name: str) -> str:
        """Return the id that belongs to a name, the same each time."""
        if name not in self.by_name:
            self.by_name[name] = self.id()
        return self.by_name[name]

    def clock(self, frames: float) -> int:
        """Return a place in superclocks."""
        if frames == int(frames):
            return int(frames) * SUPERCLOCKS_PER_SECOND // self.rate_hz
        return round(frames * SUPERCLOCKS_PER_SECOND / self.rate_hz)

    def at(self, frames: float) -> str:
        """Return a place as Ardour writes it: ``a`` for audio time."""
        return f"a{self.clock(frames)}"

    def points(
        self,
        parent: Element,
        what: str,
        points: Iterable[tuple[float, float]],
        *,
        playing: bool = False,
    ) -> Element:
        """Add a list of breakpoints (frames, value), straight lines between."""
        curve = SubElement(parent, "AutomationList", {
            "automation-id": what, "id": self.id(), "interpolation-style": "Linear",
            "time-domain": "AudioTime", "state": "Play" if playing else "Off",
        })  # fmt: skip
        SubElement(curve, "events").text = "".join(
            f"{self.at(at)} {value:.9g}\n" for at, value in points
        )
        return curve


def control(parent: Element, marks: Marks, name: str, value: float, flags: str = "") -> Element:
    """Add a control that stands at a value."""
    return SubElement(
        parent,
        "Controllable",
        {"name": name, "id": marks.id(), "flags": flags, "value": number(value)},
    )


def number(value: float) -> str:
    """Return a number as short as it can be told without loss."""
    return repr(int(value)) if value == int(value) else repr(float(value))


def yes(true: bool) -> str:
    """Return 1 or 0."""
    return "1" if true else "0"
