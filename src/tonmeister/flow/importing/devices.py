"""What stands in a channel's insert chain, as moves of ours; what cannot be one is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tonmeister.effects import OutOfRange, effects, knobs_of, recall
from tonmeister.effects.plugin import values_text
from tonmeister.flow.importing.wishes import IMPORT
from tonmeister.model import (
    STAGES,
    DawDevice,
    Decision,
    FramePoint,
    Point,
    Setting,
    Stage,
)
from tonmeister.model.daw import DawKind
from tonmeister.studio.hosts.found import CannotHost, Found
from tonmeister.studio.hosts.lv2 import lv2_folders, lv2_plugin
from tonmeister.units import say

_STAGES: Mapping[str, Stage] = {
    "bell": "eq", "low_shelf": "eq", "high_shelf": "eq", "match_eq": "eq",
    "highpass": "filter", "lowpass": "filter", "gate": "gate", "compressor": "compress",
    "multiband": "compress", "deesser": "deess", "saturation": "saturate", "clipper": "saturate",
    "width": "pan", "room": "space", "plate": "space", "delay": "space", "convolution": "space",
    "ducker": "duck", "limiter": "master", "dither": "master",
}  # fmt: skip
_ON: Mapping[DawKind, Stage] = {"return": "space", "bus": "bus", "master": "mixbus"}
FOREIGN = "it is a plug-in that has no place here"
_PLAYED_AT_THE_END = ("trim", "fader", "pan", "send")


@dataclass(frozen=True)
class NotCarried:
    """A device that has no place here, and why."""

    name: str
    why: str


def stage_of(effect: str, kind: DawKind) -> Stage:
    """Return the stage that a device's move belongs to."""
    own = _STAGES.get(effect, "saturate")
    return own if kind == "track" or own == "master" else _ON[kind]


def decision_of(
    device: DawDevice, strip: str, kind: DawKind, number: int, told: str, rate_hz: int
) -> Decision | NotCarried:
    """Return a device as a held move; ``told`` names the session in its reason.

    A move of ours that comes home keeps its id.
    """
    name = device.name or device.effect or (device.plugin.id if device.plugin else "a device")
    try:
        effect, settings = _ours(device)
    except CannotHost as error:
        return NotCarried(name, f"{FOREIGN} ({error})")
    if not effect or effect in _PLAYED_AT_THE_END or effect not in effects():
        return NotCarried(name, FOREIGN)
    curves = {k: seconds(points, rate_hz) for k, points in device.curves.items() if points}
    try:
        settings = dict(recall(effect, settings).settings())
        _check_curves(effect, curves)
    except OutOfRange as error:
        return NotCarried(name, str(error))
    if effects()[effect].needs_key and not device.key:
        return NotCarried(name, "what it listens to is not in the session")
    stage = stage_of(effect, kind)
    own = device.decision.rpartition(f"{strip}/")[2].split("/")
    if device.decision.startswith(f"{strip}/") and own[0] in STAGES:
        stage = own[0]
        word = "/".join(own[1:]) or effect
    else:
        word = f"{effect} {number}"
    return Decision(
        id=f"{strip}/{stage}/{word}",
        stage=stage,
        effect=effect,
        settings=settings,
        rule=IMPORT,
        because=(),
        reason=f"As it stood in {told}: {_said(name, settings)}.",
        curves=curves,
        key=device.key,
        bypass=not device.enabled,
        hold=True,
    )


def seconds(points: tuple[FramePoint, ...], rate_hz: int) -> tuple[Point, ...]:
    """Return a curve with its breakpoints in seconds of the song, none before it."""
    ordered = sorted(points, key=lambda point: point[0])
    early = [point for point in ordered if point[0] < 0]
    kept = ordered[len(early) :]
    if early:
        at, value = early[-1]
        then, following = kept[0] if kept else (0, value)
        begins = value + (following - value) * (0 - at) / (then - at)
        kept = [(0, begins), *kept]
    return tuple((at / rate_hz, float(value)) for at, value in kept)


def _ours(device: DawDevice) -> tuple[str, Mapping[str, Setting]]:
    """Return the effect of ours that a device is, or "" for none.

    An LV2 that is installed here is one that hosts it, set to what the session knows of its ports.
    Raises ``CannotHost``.
    """
    plugin = device.plugin
    if device.effect or plugin is None or plugin.kind != "lv2":
        return device.effect, device.settings
    found = _installed(plugin.id, tuple(lv2_folders()))
    if found.refused:
        raise CannotHost(found.refused)
    values = {port: float(value) for port, value in plugin.values.items() if found.parameter(port)}
    return "plugin", {"format": "lv2", "id": plugin.id, "values": values_text(values)}


@lru_cache(maxsize=256)
def _installed(address: str, folders: tuple[Path, ...]) -> Found:
    """Return a plug-in; looked for once in the same folders."""
    return lv2_plugin(address)


def _check_curves(effect: str, curves: Mapping[str, tuple[Point, ...]]) -> None:
    knobs = {knob.name: knob for knob in knobs_of(effects()[effect])}
    for name, points in curves.items():
        knob = knobs.get(name)
        if knob is None or not knob.automatable:
            raise OutOfRange(f"{effect}: {name} cannot be automated")
        for _, value in points:
            recall_one = {name: value}
            if not knob.low <= value <= knob.high:
                recall(effect, recall_one)


def _said(name: str, settings: Mapping[str, Setting]) -> str:
    """Say a device's first numbers."""
    numbers = [
        f"{(key.rpartition('_')[0] or key).replace('_', ' ')} {say(key, value)}"
        for key, value in settings.items()
        if isinstance(value, float)
    ]
    return f"{name}, {', '.join(numbers[:4])}" if numbers else name
