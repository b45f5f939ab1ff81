"""Plug-ins in a session: our effects by their twins, other people's by their own names."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from tonmeister.exchange.ardour.marks import Marks, number, yes
from tonmeister.exchange.ardour.names import said
from tonmeister.model.daw import DawDevice

_TWINS = "tonmeister.exchange.twins"


def live(device: DawDevice, rate_hz: int) -> str:
    """Say as what a device stays editable in Ardour, or "" where it must be printed.

    Our own effects stay where a faithful LV2 twin is known and they need neither side-chain nor
    moving knobs; LV2 plug-ins stay themselves.
    """
    if device.plugin is not None:
        return (device.name or device.plugin.id) if device.plugin.kind == "lv2" else ""
    twin = twin_of(device, rate_hz, 2)
    return str(twin.title) if twin is not None else ""


def twin_of(device: DawDevice, rate_hz: int, channels: int) -> Any:
    """Return the LV2 plug-in that sounds as our effect does, or ``None``."""
    if device.key or any(len(curve) > 1 for curve in device.curves.values()):
        return None
    return import_module(_TWINS).twin_of(device, rate_hz, channels)


def processor(
    device: DawDevice, marks: Marks, rate_hz: int, channels: int
) -> tuple[Element, str] | None:
    """Return a device as Ardour loads it and what it is called, or ``None`` if it has none."""
    if device.plugin is not None:
        if device.plugin.kind != "lv2":
            return None
        title = device.name or device.plugin.id
        ports: Mapping[str, float] = device.plugin.values
        uri = device.plugin.id
    else:
        twin = twin_of(device, rate_hz, channels)
        if twin is None:
            return None
        uri, title, ports = twin.uri, twin.title, twin.ports
    out = Element("Processor", {
        "id": marks.id(), "name": said(title), "active": yes(device.enabled),
        "user-latency": "0", "use-user-latency": "0", "type": "lv2", "unique-id": said(uri),
        "count": "1", "custom": "0",
    })  # fmt: skip
    knobs = SubElement(out, "lv2", {
        "last-preset-uri": "", "last-preset-label": "", "parameter-changed-since-last-preset": "0"
    })  # fmt: skip
    for symbol, value in ports.items():
        SubElement(knobs, "Port", {"symbol": said(symbol), "value": number(float(value))})
    return out, title
