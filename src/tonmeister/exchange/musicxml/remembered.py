"""What a file says beside its notes: title, composer, feel, and what we wrote for ourselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from tonmeister.exchange.musicxml.heard import Bar
from tonmeister.exchange.musicxml.numbers import NUMBER
from tonmeister.model import Chart, Feel


def heading(root: Element) -> tuple[str, str]:
    """Return title and composer."""
    title = _line(root.findtext("work/work-title")) or _line(root.findtext("movement-title"))
    creators = root.findall("identification/creator")
    composers = [c for c in creators if c.get("type") == "composer"]
    return title, ", ".join(filter(None, (_line(c.text) for c in composers)))


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def feel_of(bars: Sequence[Bar]) -> Feel:
    """Return the feel from the words over the music."""
    words = " ".join(w.casefold() for bar in bars for w in bar.words)
    if "triplet feel" in words:
        return "triplet"
    return "swing" if "swing" in words or "shuffle" in words else "straight"


def remembered(chart: Chart, root: Element) -> Chart:
    """Return the chart with what our own files keep: where the recording begins, other readings."""
    held = {
        str(f.get("name")).removeprefix("tonmeister "): f.text or ""
        for f in root.iterfind("identification/miscellaneous/miscellaneous-field")
        if str(f.get("name")).startswith("tonmeister ")
    }
    known: dict[str, Any] = {}
    if NUMBER.match(held.get("first_s", "")):
        known["first_s"] = _number(held["first_s"])
    if "alternatives_bpm" in held:
        known["alternatives_bpm"] = tuple(_number(n) for n in held["alternatives_bpm"].split())
    if held.get("runner_up"):
        known["runner_up"] = held["runner_up"]
    if held.get("notes"):
        known["notes"] = tuple(held["notes"].split("\n"))
    if held.get("feel") in ("straight", "triplet", "swing"):
        known["feel"] = held["feel"]
    return replace(chart, **known)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
