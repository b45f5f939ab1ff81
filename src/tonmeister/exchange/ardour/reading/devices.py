"""Plug-ins of a route: twins of our effects become our effects again, others keep their names."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from tonmeister.exchange.ardour.reading.document import Document, number, yes
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.twins import effect_of
from tonmeister.model.daw import DawDevice, DawPlugin

_KINDS = {
    "lv2": "lv2", "vst3": "vst3", "lxvst": "vst2", "windows-vst": "vst2", "mac-vst": "vst2",
    "audiounit": "au", "ladspa": "ladspa", "luaproc": "lua",
}  # fmt: skip
_OWN = {
    "amp", "trim", "meter", "main-outs", "polarity", "diskreader", "diskwriter", "intsend",
    "intreturn", "capture", "monitor", "delay", "triggerbox", "delayout", "surrsend", "beatbox",
}  # fmt: skip
_MOST_BYTES = 16 << 20


def read_devices(
    route: Element, document: Document, folder: Path, name: str, remarks: Remarks
) -> tuple[DawDevice, ...]:
    """Return a route's plug-ins in their order."""
    devices: list[DawDevice] = []
    for processor in route.findall("Processor"):
        kind = processor.get("type", "")
        if kind in _KINDS:
            devices += _devices(processor, _KINDS[kind], document, folder)
        elif kind and kind not in _OWN:
            remarks.say(f"{name}: its {kind} {processor.get('name', '')!r} was left out")
    return tuple(devices)


def _devices(
    processor: Element, kind: str, document: Document, folder: Path
) -> tuple[DawDevice, ...]:
    values = {
        port.get("symbol", ""): number(port.get("value"), 0.0)
        for port in processor.findall(f"{processor.get('type')}/Port")
        if port.get("symbol")
    }
    name = processor.get("name") or kind
    plugin = DawPlugin(kind=kind, id=processor.get("unique-id") or name, values=values)
    active = yes(processor.get("active"), default=True)
    twins = effect_of(plugin, document.rate_hz, _state(processor, folder))
    if twins:
        return tuple(_switched(device, active=active) for device in twins)
    return (DawDevice(name=name, enabled=active, plugin=plugin),)


def _switched(device: DawDevice, *, active: bool) -> DawDevice:
    from dataclasses import replace

    return device if active else replace(device, enabled=False)


def _state(processor: Element, folder: Path) -> dict[str, bytes]:
    """Return the files of a plug-in's state folder, by name."""
    inner = processor.find("lv2")
    told = inner.get("state-dir", "") if inner is not None else ""
    ident = processor.get("id", "")
    if not re.fullmatch(r"\d+", ident) or not re.fullmatch(r"state\d+", told):
        return {}
    home = folder / "plugins" / ident / told
    within = folder.resolve()
    if not home.is_dir() or not home.resolve().is_relative_to(within):
        return {}
    return {  # what Ardour has saved is links, through its folder "externals"
        path.name: path.read_bytes()
        for path in sorted(home.iterdir())
        if path.is_file()
        and path.resolve().is_relative_to(within)
        and path.stat().st_size <= _MOST_BYTES
    }
