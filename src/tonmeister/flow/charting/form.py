"""The form on the chart: sections in bars, the same letter where the same music comes again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tonmeister.flow.charting.lines import Counted
from tonmeister.model import ChartSection, Section

JOINED_BARS = 8
"""The same music twice in a row is one section up to this length."""


def charted_sections(found: Sequence[Section], lines: Counted) -> tuple[ChartSection, ...]:
    """Put the sections on bar lines; what would have no bar of its own is left out."""
    starts = [lines.bar_near(section.where.start_s) for section in found]
    if starts:
        starts[0] = 0
    ends = [*starts[1:], len(lines.bars)]
    letters: dict[str, str] = {}
    out: list[ChartSection] = []
    for section, first, stop in zip(found, starts, ends, strict=True):
        if stop <= first:
            continue
        letter = letters.setdefault(section.name, _letter(len(letters)))
        if out and out[-1].letter == letter and out[-1].bars + stop - first <= JOINED_BARS:
            out[-1] = replace(out[-1], bars=out[-1].bars + stop - first)
            continue
        out.append(
            ChartSection(name=section.name, first_bar=first, bars=stop - first, letter=letter)
        )
    return tuple(out)


def _letter(number: int) -> str:
    return chr(ord("A") + number % 26) + ("" if number < 26 else str(number // 26))
