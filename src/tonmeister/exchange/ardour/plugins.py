"""Plug-ins in a session: our effects by their twins, other people's by their own names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from tonmeister.exchange.ardour.marks import Marks, number, yes
from tonmeister.exchange.ardour.names import said
from tonmeister.exchange.twins import Together, twin_of, twins_of
from tonmeister.model.daw import DawDevice

_STATE = "state1"


@dataclass(frozen=True, kw_only=True)
class Plugged:
    """Plug-ins of a channel in their order, a sentence on each, files of their state by path."""

    elements: Sequence[Element]
    said: Sequence[str]
    files: Mapping[str, bytes] = field(default_factory=dict)


def live(device: DawDevice, rate_hz: int) -> str:
    """Say as what a device stays editable in Ardour, or "" where it must be printed.

    Our own effects stay where a faithful LV2 twin is known and they need neither side-chain nor
    moving knobs; LV2 plug-ins stay themselves.
    """
    if device.plugin is not None:
        return (device.name or device.plugin.id) if _is_lv2(device) else ""
    twin = twin_of(device, rate_hz, 2)
    return "" if twin is None else twin.title


def wants_stereo(devices: Sequence[DawDevice], rate_hz: int) -> bool:
    """Whether one of our effects has a twin for two channels only."""
    ours = [device for device in devices if device.plugin is None]
    return any(twin_of(device, rate_hz, 1) is None for device in ours)


def plugged(devices: Sequence[DawDevice], marks: Marks, rate_hz: int, channels: int) -> Plugged:
    """Return a channel's devices as Ardour loads them; equalisers side by side become one."""
    elements: list[Element] = []
    told: list[str] = []
    files: dict[str, bytes] = {}
    for foreign, chain in groupby(devices, key=lambda device: device.plugin is not None):
        if foreign:
            for device in chain:
                if not _is_lv2(device):
                    told.append(f"{_called(device)} is no LV2 plug-in, so it is left out.")
                    continue
                assert device.plugin is not None
                elements.append(
                    _processor(marks, _called(device), device.plugin.id, device.plugin.values,
                               active=device.enabled)
                )  # fmt: skip
            continue
        for parts, twin in _twins(tuple(chain), rate_hz, channels, told):
            made = _processor(marks, twin.title, twin.uri, twin.ports, active=True)
            if twin.state:
                made[0].set("state-dir", _STATE)
                ident = made.get("id")
                files |= {f"plugins/{ident}/{_STATE}/{n}": data for n, data in twin.state.items()}
            elements.append(made)
            names = ", ".join(_called(device) for device in parts)
            told.append(
                f"{names}: plays in {twin.title} (within {twin.tolerance_dbfs:.0f} dBFS of ours)."
            )
    return Plugged(elements=elements, said=told, files=files)


def _twins(
    devices: Sequence[DawDevice], rate_hz: int, channels: int, told: list[str]
) -> list[Together]:
    """Return the twins of a chain; what has none is said and left out."""
    whole = twins_of(devices, rate_hz, channels)
    if whole is not None:
        return whole
    out: list[Together] = []
    for device in devices:
        twin = twin_of(device, rate_hz, channels)
        if twin is None:
            told.append(f"{_called(device)} has no plug-in that sounds like it: it is left out.")
        else:
            out.append(((device,), twin))
    return out


def _processor(
    marks: Marks, name: str, uri: str, ports: Mapping[str, float], *, active: bool
) -> Element:
    """Return one plug-in with its knobs set."""
    out = Element("Processor", {
        "id": marks.id(), "name": said(name), "active": yes(active), "user-latency": "0",
        "use-user-latency": "0", "type": "lv2", "unique-id": said(uri), "count": "1",
        "custom": "0",
    })  # fmt: skip
    knobs = SubElement(out, "lv2", {
        "last-preset-uri": "", "last-preset-label": "", "parameter-changed-since-last-preset": "0",
    })  # fmt: skip
    for symbol, value in ports.items():
        SubElement(knobs, "Port", {"symbol": said(symbol), "value": number(float(value))})
    return out


def _is_lv2(device: DawDevice) -> bool:
    return device.plugin is not None and device.plugin.kind == "lv2"


def _called(device: DawDevice) -> str:
    return device.name or device.effect or (device.plugin.id if device.plugin else "a device")
