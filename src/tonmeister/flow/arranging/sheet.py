"""``arrangement.toml``: who plays what, on which instrument, and why; for people to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import tomlkit

from tonmeister.flow.arranging.players import Hired
from tonmeister.model import Arrangement
from tonmeister.studio.disk import write_text


def write_arrangement(
    path: Path, arrangement: Arrangement, hired: Mapping[str, Hired], notes: Sequence[str]
) -> None:
    """Write down what was arranged: style, seed, parts, licences, reasons."""
    sheet = tomlkit.document()
    sheet.add(tomlkit.comment("The same chart, style, seed and feel give the same notes."))
    sheet["title"] = arrangement.chart.title
    sheet["style"] = arrangement.style
    sheet["seed"] = arrangement.seed
    sheet["feel_percent"] = arrangement.feel_percent
    parts = tomlkit.aot()
    for clip in arrangement.clips:
        part = tomlkit.table()
        part["name"] = clip.name
        part["part"] = clip.part
        part["notes_count"] = len(clip.notes)
        if clip.name in hired:
            part["instrument"] = hired[clip.name].name
            part["licence"] = hired[clip.name].licence
            if hired[clip.name].notes:
                part["notes"] = list(hired[clip.name].notes)
        parts.append(part)
    sheet["part"] = parts
    sheet["reasons"] = _lines(arrangement.reasons)
    if notes:
        sheet["notes"] = _lines(notes)
    write_text(path, tomlkit.dumps(sheet))


def _lines(words: Sequence[str]) -> tomlkit.items.Array:
    rows = tomlkit.array()
    for line in words:
        rows.append(line)
    return rows.multiline(True)
