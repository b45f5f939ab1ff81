"""Figures of a DAWproject that somebody else wrote: numbers that are numbers, units told."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from tonmeister.exchange.daw.curves import OFF_DB, gain_of, level_of
from tonmeister.exchange.daw.opening import CannotOpen

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_S = 360_000.0
"""A hundred hours: a place behind it is a mistake."""

MOST_DB, MOST_AMPLITUDE = 200.0, 1e4
"""A level over this is a mistake."""


def number(element: Element, attribute: str, default: float) -> float:
    """Return an attribute as a number (it may be infinite); raises ``CannotOpen``."""
    told = element.get(attribute)
    if told is None:
        return default
    try:
        value = float(told)
    except ValueError:
        raise _no_number(element, attribute, told) from None
    if math.isnan(value):
        raise _no_number(element, attribute, told)
    return value


def place(element: Element, attribute: str, default: float) -> float:
    """Return a time, in whatever unit: a number that a song can hold."""
    value = number(element, attribute, default)
    if not -MOST_S * 20 < value < MOST_S * 20:
        raise CannotOpen(
            f"project.xml: {element.tag} has {attribute}={element.get(attribute)!r}, which lies in "
            "no song"
        )
    return value


def whole(element: Element, attribute: str, default: int) -> int:
    """Return an attribute as a whole number."""
    value = number(element, attribute, default)
    if not math.isfinite(value) or value != int(value):
        raise _no_number(element, attribute, str(element.get(attribute)))
    return int(value)


def yes(element: Element | None, attribute: str, default: bool) -> bool:
    """Return whether an attribute says true."""
    told = None if element is None else element.get(attribute)
    return default if told is None else told.strip().lower() in ("true", "1")


def exact(element: Element | None, default: float, shift: int = 0) -> float:
    """Return a parameter's value times ten to ``shift``, digit by digit."""
    if element is None or element.get("value") is None:
        return default
    value = number(element, "value", default)
    if not math.isfinite(value):
        return value
    return float(Decimal(element.attrib["value"].strip()).scaleb(shift))


def ratio(element: Element | None, default: float) -> float:
    """Return a ratio: told as such, or in percent of the way to a wall (75 % is 4:1)."""
    if element is None or element.get("value") is None:
        return default
    value = number(element, "value", 0.0)
    if element.get("unit") not in ("percent", "normalized") or not math.isfinite(value):
        return value
    with localcontext() as digits:
        digits.prec = 60
        full = 100 if element.get("unit") == "percent" else 1
        share = Decimal(element.attrib["value"].strip()) / full
        return math.inf if share >= 1 else float(1 / (1 - share))


def hertz(element: Element | None, default: float) -> float:
    """Return a frequency: told in hertz, or as Bitwig tells it in semitones (69 is 440 Hz)."""
    value = exact(element, default)
    if element is not None and element.get("unit") == "semitones":
        return 440.0 * math.exp2((value - 69.0) / 12.0)
    return value


def gain(value: float, unit: str, most: float) -> float:
    """Return a level as an amplitude; ``most`` is what 1 or 100 % of the way means."""
    if value > (MOST_DB if unit == "decibel" else MOST_AMPLITUDE):
        raise CannotOpen(f"project.xml: a level of {value:g} is more than any fader gives")
    if unit == "decibel":
        return gain_of(value)
    if unit not in ("normalized", "percent"):
        return value
    way = value if unit == "normalized" else value / 100.0
    return way * (most if most <= MOST_AMPLITUDE else 1.0)


def level_db(element: Element | None, default: float = 0.0) -> float:
    """Return a fader or send in dB."""
    if element is None or element.get("value") is None:
        return default
    value, unit = number(element, "value", 1.0), element.get("unit", "linear")
    if unit == "decibel":
        gain(value, unit, 1.0)
        return max(value, OFF_DB)
    return round(level_of(gain(value, unit, number(element, "max", 1.0))), 9)


def pan_percent(value: float, unit: str, low: float | None, high: float | None) -> float:
    """Return a pan from -100 to 100, whatever range it was told in."""
    usual = {"normalized": (0.0, 1.0), "percent": (0.0, 100.0)}.get(unit, (-1.0, 1.0))
    first = usual[0] if low is None else low
    last = usual[1] if high is None else high
    if last <= first:
        first, last = usual
    return max(-100.0, min(100.0, round((value - first) / (last - first) * 200.0 - 100.0, 9)))


def _no_number(element: Element, attribute: str, told: str) -> CannotOpen:
    return CannotOpen(f"project.xml: {element.tag} has {attribute}={told!r}, which is no number")
