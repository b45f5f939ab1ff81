"""Devices of a DAWproject as our effects, as plug-ins, or as a sentence about what is lost."""

from __future__ import annotations

import base64
import math
import zipfile
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tonmeister.exchange.daw.opening import member
from tonmeister.exchange.dawproject.generic import BANDS, DYNAMICS, PASS_Q
from tonmeister.exchange.dawproject.plugins import TAGS
from tonmeister.exchange.dawproject.reading.figures import exact, hertz, number, ratio, yes
from tonmeister.exchange.dawproject.reading.rides import Moves
from tonmeister.model.daw import DawDevice, DawPlugin, FramePoint

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_STATE_BYTES = 64 << 20
_EFFECTS = {kind: effect for effect, kind in BANDS.items()}
_UNITS = {tag: effect for effect, tag in DYNAMICS.items()}
_KINDS = {tag: kind for kind, tag in TAGS.items()}

Tell = Callable[[str], None]


def devices_of(
    channel: Element,
    packed: zipfile.ZipFile,
    rides: Mapping[str, Moves],
    rate_hz: int,
    tell: Tell,
) -> tuple[DawDevice, ...]:
    """Return a channel's insert chain."""
    chain = channel.find("Devices")
    out: list[DawDevice] = []
    for unit in [] if chain is None else chain:
        name = unit.get("name") or unit.get("deviceName") or unit.tag
        if unit.get("deviceRole") in ("instrument", "noteFX"):
            tell(f"{name} makes or changes notes: it is not carried.")
        elif unit.tag == "Equalizer":
            out.extend(_bands(unit, name, tell))
        elif unit.tag in _UNITS:
            out.append(_dynamics(unit, _UNITS[unit.tag], tell))
        elif unit.tag in _KINDS or _named_by_us(unit):
            out.append(_plugin(unit, name, packed, rides, rate_hz))
        else:
            tell(f"{name} is a device of its own program: it is not carried.")
    return tuple(out)


def _named_by_us(unit: Element) -> bool:
    """Tell whether a plain device is a plug-in of a kind that only we have a word for."""
    kind, colon, _ = unit.get("deviceID", "").partition(":")
    return unit.tag == "Device" and bool(colon) and kind in ("lv2", "js")


def _bands(unit: Element, name: str, tell: Tell) -> list[DawDevice]:
    on = yes(unit.find("Enabled"), "value", True)
    for end in ("InputGain", "OutputGain"):
        if number(element, "value", 0.0) if (element := unit.find(end)) is not None else 0.0:
            tell(f"{name}: its {end} is not carried.")
    out: list[DawDevice] = []
    bands = unit.findall("Band")
    skip = False
    for n, band in enumerate(bands):
        if skip:
            skip = False
            continue
        effect = _EFFECTS.get(band.get("type", ""))
        if effect is None:
            tell(f"{name}: a band of kind {band.get('type')} is not carried.")
            continue
        freq, q = band.find("Freq"), exact(band.find("Q"), math.sqrt(0.5))
        settings = {"frequency_hz": hertz(freq, 1000.0)}
        if effect in ("highpass", "lowpass"):
            skip = _steep(bands[n : n + 2])
            settings["slope_db"] = 24.0 if skip else 12.0
            if not skip and abs(q - math.sqrt(0.5)) > 0.05:
                tell(f"{name}: the resonance of a {effect} is not carried.")
        else:
            settings["gain_db"] = exact(band.find("Gain"), 0.0)
            settings["width_q"] = q
        out.append(
            DawDevice(
                name=_label(freq, unit, name), effect=effect,
                settings=_held(effect, settings, tell),
                enabled=on and yes(band.find("Enabled"), "value", True),
                decision="" if freq is None else freq.get("comment", ""),
            )
        )  # fmt: skip
    return out


def _label(freq: Element | None, unit: Element, name: str) -> str:
    """Return what a band is called: in our own equalisers each has a name."""
    if freq is None or unit.get("deviceName") != "Tonmeister Equalizer":
        return name
    return freq.get("name", "")


def _steep(pair: list[Element]) -> bool:
    """Tell whether two bands together are one Butterworth filter of 24 dB an octave."""
    if len(pair) < 2 or pair[0].get("type") != pair[1].get("type"):
        return False
    at = [hertz(band.find("Freq"), 0.0) for band in pair]
    qs = [exact(band.find("Q"), 0.0) for band in pair]
    return at[0] == at[1] and all(
        abs(q - wanted) < 1e-6 for q, wanted in zip(qs, PASS_Q[24.0], strict=True)
    )


def _dynamics(unit: Element, effect: str, tell: Tell) -> DawDevice:
    name = unit.get("name", "") if "name" in unit.attrib else unit.get("deviceName", unit.tag)
    if yes(unit.find("AutoMakeup"), "value", False):
        tell(f"{name}: its automatic make-up gain is not carried.")
    drive, out = exact(unit.find("InputGain"), 0.0), exact(unit.find("OutputGain"), 0.0)
    limit = exact(unit.find("Threshold"), {"gate": -45.0, "limiter": -1.0}.get(effect, -18.0))
    attack = exact(unit.find("Attack"), 10.0 if effect == "compressor" else 1.0, 3)
    if unit.find("Attack") is None and effect == "limiter":
        attack = 5.0
    settings = {"release_ms": exact(unit.find("Release"), 150.0, 3)}
    if effect == "limiter":
        settings |= {"gain_db": drive + out, "ceiling_dbtp": limit + out, "lookahead_ms": attack}
    else:
        settings |= {"threshold_db": limit - drive, "attack_ms": attack}
    if effect == "compressor":
        settings |= {"ratio": ratio(unit.find("Ratio"), 3.0), "makeup_db": drive + out}
    elif effect == "gate":
        settings["range_db"] = max(-90.0, exact(unit.find("Range"), -90.0))
    for parameter in unit.findall("Parameters/RealParameter"):
        if parameter.get("name") in ("knee_db", "hold_ms", "hysteresis_db", "release_fast_ms"):
            settings[parameter.attrib["name"]] = exact(parameter, 0.0)
    return DawDevice(
        name=name, effect=effect, settings=_held(effect, settings, tell),
        enabled=yes(unit.find("Enabled"), "value", True), decision=unit.get("comment", ""),
    )  # fmt: skip


def _held(effect: str, settings: dict[str, float], tell: Tell) -> dict[str, float]:
    """Return all knobs of an effect, those that were told within their range."""
    from tonmeister.effects import effects, knobs_of

    out: dict[str, float] = {}
    for knob in knobs_of(effects()[effect]):
        value = settings.get(knob.name, float(knob.default))
        out[knob.name] = max(knob.low, min(knob.high, value))
        if out[knob.name] != value:
            tell(
                f"A {effect}: {knob.name} was {value:g}, and goes from {knob.low:g} to "
                f"{knob.high:g} here."
            )
    return out


def _plugin(
    unit: Element,
    name: str,
    packed: zipfile.ZipFile,
    rides: Mapping[str, Moves],
    rate_hz: int,
) -> DawDevice:
    told = unit.get("deviceID", "")
    kind = _KINDS.get(unit.tag, "")
    if not kind:
        kind, _, told = told.partition(":")
    values: dict[str, float] = {}
    curves: dict[str, tuple[FramePoint, ...]] = {}
    for parameter in unit.findall("Parameters/RealParameter"):
        knob: str = parameter.get("name") or parameter.get("parameterID") or ""
        values[knob] = exact(parameter, 0.0)
        moving = rides.get(parameter.get("id", ""))
        if moving is not None and moving.points:
            curves[knob] = tuple(moving.frames(rate_hz))
    state, where = "", unit.find("State")
    if where is not None and where.get("path"):
        path = where.attrib["path"].replace("\\", "/").removeprefix("./")
        state = base64.b64encode(member(packed, path, MOST_STATE_BYTES)).decode("ascii")
    return DawDevice(
        name=unit.get("name", name), curves=curves,
        enabled=yes(unit.find("Enabled"), "value", True), decision=unit.get("comment", ""),
        plugin=DawPlugin(kind=kind, id=told, values=values, state=state),
    )  # fmt: skip
