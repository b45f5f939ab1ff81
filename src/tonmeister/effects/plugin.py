"""Plug-in."""

from __future__ import annotations

import math
import re

from tonmeister.effects.declare import Effect, OutOfRange, Processor, choice, effect, knob

_VALUE = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s=,;"']+))\s*=\s*([^\s,;]+)\s*[,;]?""")
_NO_NAME = re.compile(r"[/\\:\x00-\x1f]|^\.|^\s*$")


@effect("plugin", source="LV2 core 1.18 and VST 3, each played by a host of its own")
class Plugin(Effect):
    """Play a plug-in of somebody else's: an LV2 or a VST3 that is installed on this computer.

    It plays in a process of its own, ahead of the mix; the console then plays what came out, in
    time. Should it fail, the strip plays on without it and that is said.
    """

    format: str = choice(default="lv2", choices=("lv2", "vst3"), doc="what kind of plug-in it is")
    id: str = choice(
        default="", doc="an LV2's address; a VST3's file name, or its path in the plug-in folders"
    )
    values: str = choice(
        default="", doc='what it is set to: threshold=-20 ratio=4 (names with spaces in "")'
    )
    state: str = choice(
        default="", doc="a file in the project's folder plugins: a preset, a chunk of its own"
    )
    latency_ms: float = knob(
        default=0.0, low=0.0, high=2000.0, doc="how late it comes out; 0 finds out"
    )
    mix_percent: float = knob(
        default=100.0, low=0.0, high=100.0, rest=0.0, doc="how much of the result is the plug-in's"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        values_of(self.values)
        if self.state and _NO_NAME.search(self.state):
            raise OutOfRange(
                f"plugin: state is {self.state!r}, but takes the name of a file in the project's "
                "folder plugins"
            )

    def start(self, rate_hz: int) -> Processor:
        raise NotImplementedError("plugin: the console plays it from what its host made of it")


def values_of(text: str) -> dict[str, float]:
    """Read what a plug-in is set to: ``threshold=-20 ratio=4`` -> ``{"threshold": -20.0, ...}``.

    Spaces, commas or semicolons stand between; a name with spaces stands in quotes. Raises
    ``OutOfRange``.
    """
    values: dict[str, float] = {}
    at = 0
    while text[at:].strip():
        found = _VALUE.match(text, at)
        if found is None:
            raise OutOfRange(
                f"plugin: values cannot be read from {text[at:].strip()[:40]!r} on; "
                "write name=number name=number"
            )
        at = found.end()
        name = next(part for part in found.groups()[:3] if part is not None)
        if name in values:
            raise OutOfRange(f"plugin: values sets {name} twice")
        values[name] = _number(name, found[4])
    return values


def values_text(values: dict[str, float]) -> str:
    """Write values so that ``values_of`` reads the same; raises ``OutOfRange`` if it cannot."""
    parts = []
    for name, value in values.items():
        plain = name and not re.search(r"""[\s=,;"']""", name)
        mark = "" if plain else "'" if '"' in name else '"'
        if mark and mark in name:
            raise OutOfRange(f"plugin: a parameter called {name!r} cannot be written down")
        parts.append(f"{mark}{name}{mark}={value!r}")
    text = " ".join(parts)
    if values_of(text) != values:
        raise OutOfRange(f"plugin: values {text!r} cannot be written down")
    return text


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise OutOfRange(f"plugin: {name} is {text!r}, but takes a number")
    return value
