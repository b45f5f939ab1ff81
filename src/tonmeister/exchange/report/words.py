"""Numbers and names as a person reads them, safe to put on a page."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Mapping
from html import escape

from tonmeister.model import Setting
from tonmeister.units import UNITS, say

_SIGNED = ("gain_db", "change_db", "makeup_db")


def safe(text: object) -> str:
    """Make any text harmless inside HTML and its attributes."""
    return escape(str(text), quote=True)


_EFFECTS = {"highpass": "high-pass", "lowpass": "low-pass", "deesser": "de-esser"}


def number(name: str, value: float) -> str:
    """Write a number with its unit: ``number("gain_db", -3) == "−3.0 dB"`` (a real minus)."""
    if math.isnan(value):
        return "not measured"
    if math.isinf(value):
        return "silent" if value < 0 else "without end"
    if name == "slope_db":  # a filter's slope is said per octave
        return f"{value:.0f}\N{NO-BREAK SPACE}dB per octave"
    text = say(name, value)
    if name in _SIGNED and value > 0:
        text = f"+{text}"
    return text.replace("-", "−", 1).replace(" ", "\N{NO-BREAK SPACE}")


def label(name: str) -> str:
    """Name a number without its unit: ``label("key_highpass_hz") == "key highpass"``."""
    head, _, last = name.rpartition("_")
    return (head if head and last in UNITS else name).replace("_", " ")


def effect_words(name: str) -> str:
    """Name an effect in the trade's words."""
    return _EFFECTS.get(name, name.replace("_", " "))


def setting(name: str, value: Setting) -> str:
    """Write a knob's setting: a number with unit, a word, or on and off."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else number(name, value)


def pairs(values: Mapping[str, Setting]) -> str:
    """Write numbers and words as a list of label and value."""
    return "".join(
        f"<div><dt>{safe(label(name))}</dt><dd>{safe(setting(name, value))}</dd></div>"
        for name, value in values.items()
    )


def slug(text: str) -> str:
    """Make a name that can stand in an address: ``slug("Lead Vocals") == "lead-vocals"``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"


def anchor(text: str) -> str:
    """Make a name for a place on the page: readable, and different for different texts."""
    return f"{slug(text)}-{zlib.crc32(text.encode('utf-8')):08x}"


def sentence(text: str) -> str:
    """Escape a sentence and give its numbers real minus signs."""
    return re.sub(r"(?<![\w-])-(?=\d)", "−", safe(text))


def megabytes(size_bytes: int) -> str:
    """Write the size of a file."""
    return f"{size_bytes / 1e6:.1f}\N{NO-BREAK SPACE}MB"
