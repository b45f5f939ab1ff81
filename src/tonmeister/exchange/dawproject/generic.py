"""Our effects as DAWproject's generic devices: equaliser, compressor, gate, limiter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from tonmeister.exchange.dawproject.elements import put, real, switch
from tonmeister.model.daw import DawDevice

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

BANDS = {
    "bell": "bell",
    "low_shelf": "lowShelf",
    "high_shelf": "highShelf",
    "highpass": "highPass",
    "lowpass": "lowPass",
}
"""Our equaliser effects and the kinds of band that say them."""

PASS_Q = {12.0: (math.sqrt(0.5),), 24.0: (0.541196100146197, 1.3065629648763766)}
"""The bands (each of order 2) of a Butterworth filter: one for 12 dB an octave, two for 24.

Of 6 and 18 dB a band could only say by its order, which importers are known to leave out.
"""

DYNAMICS = {"compressor": "Compressor", "gate": "NoiseGate", "limiter": "Limiter"}

NO_WORDS_FOR = {"compressor": {"lookahead_ms": 0.0, "key_highpass_hz": 10.0, "mix_percent": 100.0}}
"""Knobs that the generic device lacks and where they must stand for it to sound alike."""


def live(device: DawDevice, rate_hz: int) -> str:
    """Say as what an effect of ours stays editable in DAWproject; "" where it must be printed."""
    if device.plugin is not None or device.curves or device.key:
        return ""
    if device.effect in BANDS:
        slope_db = settings_of(device).get("slope_db", 12.0)
        return "DAWproject Equalizer" if slope_db in PASS_Q else ""
    if device.effect not in DYNAMICS:
        return ""
    settings = settings_of(device)
    if any(settings[knob] != at for knob, at in NO_WORDS_FOR.get(device.effect, {}).items()):
        return ""
    return f"DAWproject {DYNAMICS[device.effect]}"


def settings_of(device: DawDevice) -> dict[str, float]:
    """Return every knob of one of our effects, those that are not named at their rest."""
    from tonmeister.effects import recall

    return {k: float(v) for k, v in recall(device.effect, device.settings).settings().items()}


def put_equalizer(parent: Element, devices: Sequence[DawDevice], mark: str) -> None:
    """Append equaliser effects in a row as one device: a band each (two for 24 dB an octave)."""
    unit = _device(parent, "Equalizer", mark, "Equalizer", "")
    switch(unit, "Enabled", True, mark=f"{mark}-on")
    number = 0
    for device in devices:
        settings = settings_of(device)
        qs: tuple[float, ...] = (settings.get("width_q", 1.0),)
        if "slope_db" in settings:
            qs = PASS_Q[settings["slope_db"]]
        for q in qs:
            band = put(unit, "Band", type=BANDS[device.effect], order=2)
            real(band, "Freq", settings["frequency_hz"], "hertz", mark=f"{mark}-freq{number}",
                 name=device.name, comment=device.decision or None)  # fmt: skip
            if "gain_db" in settings:
                real(band, "Gain", settings["gain_db"], "decibel", mark=f"{mark}-gain{number}")
            real(band, "Q", q, "linear", mark=f"{mark}-q{number}")
            switch(band, "Enabled", device.enabled, mark=f"{mark}-band{number}")
            number += 1


def put_dynamics(parent: Element, device: DawDevice, mark: str) -> None:
    """Append a compressor, gate or limiter; what the generic one lacks stands in its parameters."""
    s = settings_of(device)
    unit = _device(parent, DYNAMICS[device.effect], mark, device.name, device.decision)
    own = {
        "compressor": (("knee_db", "decibel"),),
        "gate": (("hold_ms", "linear"), ("hysteresis_db", "decibel")),
        "limiter": (("release_fast_ms", "linear"),),
    }[device.effect]
    extra = put(unit, "Parameters")
    for knob, measure in own:
        real(extra, "RealParameter", s[knob], measure, mark=f"{mark}-{knob}", name=knob)
    switch(unit, "Enabled", device.enabled, mark=f"{mark}-on")

    def part(tag: str, value: float | str, measure: str) -> None:
        put(unit, tag, id=f"{mark}-{tag.lower()}", name=tag, unit=measure, value=value)

    attack_ms = s["lookahead_ms"] if device.effect == "limiter" else s["attack_ms"]
    part("Attack", _seconds(attack_ms), "seconds")
    if device.effect == "compressor":
        part("OutputGain", s["makeup_db"], "decibel")
        part("Ratio", _amount_percent(s["ratio"]), "percent")
    elif device.effect == "gate":
        part("Range", s["range_db"], "decibel")
        part("Ratio", 100.0, "percent")
    else:
        part("InputGain", s["gain_db"], "decibel")
    part("Release", _seconds(s["release_ms"]), "seconds")
    limits = s["ceiling_dbtp"] if device.effect == "limiter" else s["threshold_db"]
    part("Threshold", limits, "decibel")


def _device(parent: Element, tag: str, mark: str, name: str, decision: str) -> Element:
    return put(
        parent, tag, id=mark, name=name, comment=decision or None,
        deviceName=f"Tonmeister {tag}", deviceRole="audioFX", loaded=True,
    )  # fmt: skip


def _seconds(time_ms: float) -> str:
    """Return milliseconds as seconds, digit by digit: nothing is lost on the way back."""
    return format(Decimal(repr(float(time_ms))).scaleb(-3), "f")


def _amount_percent(ratio: float) -> str:
    """Return a ratio as the format counts it: 0 % is 1:1, 75 % is 4:1, 100 % a wall."""
    with localcontext() as exact:
        exact.prec = 60
        share = (1 - 1 / Decimal(repr(float(ratio)))) * 100
        return format(round(share, 24).normalize(), "f")
