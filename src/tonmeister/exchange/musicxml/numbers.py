"""Numbers in MusicXML files, read strictly."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree.ElementTree import Element

from tonmeister.exchange.musicxml.opening import NotMusicXML

NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,9})?")


def number(element: Element, name: str, default: int | None = None) -> Fraction:
    """Return the number in a child; raises ``NotMusicXML`` where it is none."""
    said = (element.findtext(name) or "").strip()
    if not said and default is not None:
        return Fraction(default)
    if not NUMBER.fullmatch(said):
        raise NotMusicXML(f"<{name}> in <{element.tag}> is {said[:40]!r}, not a number")
    return Fraction(said)


def whole(element: Element, name: str, low: int, high: int, default: int | None = None) -> int:
    """Return a whole number within limits."""
    found = number(element, name, default)
    if not low <= found <= high or found.denominator != 1:
        raise NotMusicXML(f"<{name}> in <{element.tag}> is {found}, not one of {low} to {high}")
    return int(found)


def tempo_bpm(text: str | None) -> float | None:
    """Return a tempo that can be played, or None."""
    said = (text or "").strip()
    bpm = float(said) if NUMBER.fullmatch(re.sub(r"(\.\d{9})\d+", r"\1", said)) else 0.0
    return bpm if 5.0 <= bpm <= 1000.0 else None
