"""Plug-ins of REAPER's chains: kept as REAPER itself wrote them, for only it reads their state."""

from __future__ import annotations

import base64
import binascii

from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.reaper.chunks import Chunk, parsed
from tonmeister.model.daw import DawDevice, DawPlugin

_WRAP = "REAPER_PROJECT"
_KINDS = {"VST3": "vst3", "VST": "vst2", "LV2": "lv2", "CLAP": "clap", "AU": "au", "JS": "js"}
CHUNKS = ("VST", "VST3", "LV2", "CLAP", "AU", "JS", "DX", "VIDEO_EFFECT")


def kept(device: DawDevice) -> Chunk | None:
    """Return a plug-in as REAPER wrote it, or ``None`` where no REAPER did."""
    if device.plugin is None or not device.plugin.state:
        return None
    try:
        text = base64.b64decode(device.plugin.state, validate=True)
        wrapped = parsed(f"<{_WRAP}\n".encode() + text + b">\n", device.name)
    except (binascii.Error, ValueError, CannotOpen):
        return None
    inner = wrapped.chunk(*CHUNKS)
    return inner if inner is not None and wrapped.body == [inner] else None


def add_plugins(home: Chunk, name: str, devices: tuple[DawDevice, ...]) -> None:
    """Write a chain of the plug-ins that REAPER once wrote."""
    chain = [(device, chunk) for device in devices if (chunk := kept(device)) is not None]
    if not chain:
        return
    rack = home.add(name)
    rack.say("SHOW", 0)
    rack.say("LASTSEL", 0)
    rack.say("DOCKED", 0)
    for device, chunk in chain:
        rack.say("BYPASS", 0 if device.enabled else 1, 0, 0)
        rack.body.append(chunk)


def read_plugins(rack: Chunk | None) -> tuple[DawDevice, ...]:
    """Return a chain's plug-ins, each with its name, its id and REAPER's own text as its state."""
    devices: list[DawDevice] = []
    bypassed = False
    for entry in rack.body if rack else ():
        if isinstance(entry, str):
            if entry.startswith("BYPASS "):
                bypassed = any(flag not in ("0", "BYPASS") for flag in entry.split()[:3])
        elif entry.name in CHUNKS:
            devices.append(_device(entry, enabled=not bypassed))
            bypassed = False
    return tuple(devices)


def _device(chunk: Chunk, *, enabled: bool) -> DawDevice:
    shown = chunk.words[0] if chunk.words else chunk.name
    told, _, rest = shown.partition(": ")
    format_name = told.rstrip("i") if rest else chunk.name
    name = rest or shown
    kind = _KINDS.get(format_name, _KINDS.get(chunk.name, chunk.name.lower()))
    words = chunk.words[1:]
    named = next((word for word in words if "{" in word), words[0] if words else shown)
    identity = named[named.index("{") + 1 : named.find("}")] if "{" in named else named
    state = base64.b64encode(chunk.text().encode()).decode()
    plugin = DawPlugin(kind=kind, id=identity or shown, state=state)
    return DawDevice(name=name, enabled=enabled, plugin=plugin)
