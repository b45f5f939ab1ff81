"""Words that touch: where a page needs more room."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.exchange.engrave.drawing import Box, Drawing, overlapping

SPARE_MM = 0.7
"""Syllables and chord symbols that stand closer are hard to tell apart."""


def tight_lines(pages: Sequence[Drawing]) -> set[int]:
    """Return the lines of music, from 0 over all pages, on which words stand too close."""
    out: set[int] = set()
    above = 0
    for page in pages:
        half = 0.5 * SPARE_MM * page.width / page.width_mm
        for kind in ("syl", "harm"):
            words = [w for w in page.words if w.kind == kind]
            boxes: list[Box] = [
                (w.box[0] - half, w.box[1], w.box[2] + half, w.box[3]) for w in words
            ]
            out |= {above + words[n].system - 1 for n, _ in overlapping(boxes)}
        above += page.systems
    return out
