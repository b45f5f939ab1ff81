"""A band's parts on paper: the score, or a page a player."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tonmeister.exchange.engrave.files import pdf
from tonmeister.exchange.engrave.sheet import PAPERS, engraved, write_bytes
from tonmeister.exchange.engrave.titles import draw_titles
from tonmeister.exchange.musicxml import score_musicxml
from tonmeister.model import Arrangement

SMALL: dict[str, float | str] = {
    "unit": 5.6, "spacingSystem": 6, "spacingStaff": 8, "breaks": "auto",
}  # fmt: skip


def write_score(
    folder: Path, stem: str, arrangement: Arrangement, *, parts: Sequence[str] = (),
    paper: str = "a4",
) -> Path:  # fmt: skip
    """Write the band's parts as a score in one PDF, in outlines; ``parts`` names single clips.

    One part alone is written in the size of a lead sheet. Raises ``CannotEngrave``.
    """
    alone = len(parts) == 1 or len(arrangement.clips) == 1
    options: dict[str, float | str] = {"breaks": "auto"} if alone else SMALL
    pages = engraved(score_musicxml(arrangement, parts, drawn=True), PAPERS[paper], **options)
    draw_titles(pages, arrangement.chart)
    path = folder / f"{stem}.pdf"
    write_bytes(path, pdf(pages, arrangement.chart.title, arrangement.chart.composer))
    return path
