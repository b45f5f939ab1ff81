"""Lines of text set in outlines: measured, anchored, drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tonmeister.exchange.engrave.drawing import Drawing, Mark, Matrix, Word, around, times
from tonmeister.exchange.engrave.fonts import glyph

ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font (a style of the text font, or the music font) and size."""

    text: str
    font: str
    size: float


def plain(text: str) -> str:
    """Return a text on one line as fonts have it: accents on their letters, nothing unseen."""
    composed = unicodedata.normalize("NFC", text)
    blank = "".join(" " if s.isspace() else s for s in composed)
    return "".join(s for s in blank if unicodedata.category(s) not in ("Cf", "Cc"))


def width(runs: Sequence[Run]) -> float:
    """Return how long a line of text is."""
    return sum(glyph(s, r.font, r.text).advance * r.size for r in runs for s in r.text)


def draw_line(
    page: Drawing, runs: Sequence[Run], x: float, y: float, anchor: str, kind: str,
    matrix: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
) -> None:  # fmt: skip
    """Draw a line of text whose start, middle or end lies at ``x``, on the base line ``y``."""
    x -= ANCHORS[anchor] * width(runs)
    marks: list[Mark] = []
    for run in runs:
        for sign in run.text:
            drawn = glyph(sign, run.font, run.text)
            if drawn.outline:
                place = times(matrix, (run.size, 0.0, 0.0, -run.size, x, y))
                marks.append(Mark(drawn.outline, place, kind))
            x += drawn.advance * run.size
    if marks:
        page.marks += marks
        text = "".join(r.text for r in runs)
        page.words.append(Word(text, kind, around(m.box for m in marks), page.systems))
