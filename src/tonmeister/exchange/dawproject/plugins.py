"""Plug-ins of other makers: by their own names, with the state that their host stored."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from tonmeister.exchange.dawproject.elements import put, real, switch
from tonmeister.model.daw import DawDevice, FramePoint

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

TAGS = {"vst2": "Vst2Plugin", "vst3": "Vst3Plugin", "clap": "ClapPlugin", "au": "AuPlugin"}
"""The plug-ins that DAWproject has words for; others (LV2, JS) go as a plain ``Device``,
their kind before their id."""

_ENDINGS = {"vst2": "fxp", "vst3": "vstpreset", "clap": "clap-preset", "au": "aupreset"}

Curves = list[tuple[str, tuple[FramePoint, ...]]]


def put_plugin(
    parent: Element, device: DawDevice, mark: str, states: dict[str, bytes]
) -> tuple[Curves, str]:
    """Append a plug-in; returns the curves of its parameters by id, and what is to be told."""
    plugin = device.plugin
    assert plugin is not None
    own = plugin.id if plugin.kind in TAGS else f"{plugin.kind}:{plugin.id}"
    unit = put(
        parent, TAGS.get(plugin.kind, "Device"), id=mark, name=device.name,
        comment=device.decision or None, deviceID=own, deviceName=device.name or plugin.id,
        deviceRole="audioFX", loaded=True,
    )  # fmt: skip
    curves: Curves = []
    parameters = put(unit, "Parameters")
    for n, knob in enumerate(sorted({*plugin.values, *device.curves})):
        points = device.curves.get(knob, ())
        value = plugin.values.get(knob, points[0][1] if points else 0.0)
        one = real(
            parameters, "RealParameter", float(value), "linear", mark=f"{mark}-p{n}", name=knob
        )
        if knob.isascii() and knob.isdecimal() and int(knob) < 2**31:
            one.set("parameterID", str(int(knob)))
        if points:
            curves.append((f"{mark}-p{n}", points))
    switch(unit, "Enabled", device.enabled, mark=f"{mark}-on")
    told = ""
    if plugin.state:
        path = f"plugins/{mark}.{_ENDINGS.get(plugin.kind, 'state')}"
        try:
            states[path] = base64.b64decode(plugin.state, validate=True)
            put(unit, "State", path=path)
        except (binascii.Error, ValueError):
            told = f"The state of the plug-in {device.name} is not readable: it opens at its rest."
    if plugin.kind not in TAGS:
        told = (
            f"{device.name} is a plug-in of a kind ({plugin.kind}) that DAWproject has no name "
            "for: only Tonmeister reads it back."
        )
    return curves, told
