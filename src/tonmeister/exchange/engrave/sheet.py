"""A lead sheet on paper: engraved by verovio, written as SVG, PNG and PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tonmeister.exchange.engrave.drawing import Drawing, lift
from tonmeister.exchange.engrave.files import pdf, png, svg
from tonmeister.exchange.engrave.fonts import CannotEngrave
from tonmeister.exchange.engrave.tight import tight_lines
from tonmeister.exchange.engrave.titles import draw_titles
from tonmeister.exchange.engrave.verovio_pages import drawn
from tonmeister.exchange.musicxml import engraving
from tonmeister.exchange.musicxml.lines import LINE_ROOM
from tonmeister.model import Chart
from tonmeister.studio.disk import whole, write_text

FORMATS = ("svg", "png", "pdf")


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper."""

    width_mm: float
    height_mm: float


PAPERS = {"a4": Paper(210.0, 297.0), "letter": Paper(215.9, 279.4)}
MARGIN_MM = 13.0
MOST_TRIES = 5
CLOSER: tuple[dict[str, float], ...] = (
    {"spacingSystem": 6}, {"spacingSystem": 4}, {"spacingSystem": 4, "unit": 7.8},
)  # fmt: skip
"""Lines closer together, then a little smaller: instead of one or two lines on a last page."""
OPTIONS = {
    "header": "auto", "bottomMarginHeader": 12.5, "footer": "none", "breaks": "line",
    "scale": 100, "unit": 8.6,
    "fontTextLiberation": True, "smuflTextFont": "none", "outputIndent": 0, "xmlIdSeed": 1,
    "spacingSystem": 9, "justifyVertically": False, "harmDist": 1.4, "lyricSize": 4.3,
    "lyricWordSpace": 1.6, "lyricTopMinMargin": 2.5, "tupletNumHead": False,
    "measureMinWidth": 12, "mnumInterval": 0, "breaksNoWidow": False,
}  # fmt: skip


def write_lead_sheet(
    folder: Path, stem: str, chart: Chart, *, paper: str = "a4", only: tuple[str, ...] = FORMATS
) -> dict[str, Path]:
    """Write a lead sheet as SVG and PNG (numbered where there are several pages) and one PDF.

    Returns the files by format, the first page of several. Everything on the page is drawn in
    outlines: it needs no fonts. Raises ``CannotEngrave``.
    """
    pages = lead_sheet_pages(chart, paper=paper)
    out: dict[str, Path] = {}
    for number, page in enumerate(pages, 1):
        name = stem if len(pages) == 1 else f"{stem}-{number}"
        if not {"svg", "png"}.intersection(only):
            break
        text = svg(page, chart.title)
        if "svg" in only:
            path = folder / f"{name}.svg"
            write_text(path, text)
            out.setdefault("svg", path)
        if "png" in only:
            path = folder / f"{name}.png"
            write_bytes(path, png(text))
            out.setdefault("png", path)
    if "pdf" in only:
        out["pdf"] = folder / f"{stem}.pdf"
        write_bytes(out["pdf"], pdf(pages, chart.title, chart.composer))
    return out


def lead_sheet_pages(chart: Chart, *, paper: str = "a4") -> list[Drawing]:
    """Return a lead sheet's pages, drawn.

    Where words would touch on a line, its bars are shared out to more lines, and so again.
    """
    wide: dict[int, float] = {}
    for _ in range(MOST_TRIES):
        plan = engraving(chart, wide)
        pages = engraved(plan.xml, PAPERS[paper])
        tight = tight_lines(pages)
        crowded = [line for n, line in enumerate(plan.lines) if n in tight and len(line) > 1]
        if not crowded:
            break
        for line in crowded:
            more = 1.02 * max(1.0, LINE_ROOM / sum(plan.widths[n] for n in line))
            wide |= {n: plan.widths[n] * more for n in line}
    pages = _without_a_last_line(plan.xml, PAPERS[paper], pages)
    for page in pages:
        lift(page, "reh", 0.7)
    draw_titles(pages, chart)
    return pages


def _without_a_last_line(xml: str, paper: Paper, pages: list[Drawing]) -> list[Drawing]:
    """Return the pages with lines closer together, where that saves a nearly empty page."""
    for closer in CLOSER if len(pages) > 1 and pages[-1].systems < 4 else ():
        found = engraved(xml, paper, **closer)
        if len(found) < len(pages) and not tight_lines(found):
            return found
    return pages


def engraved(xml: str, paper: Paper, **options: float | str) -> list[Drawing]:
    """Return the pages that verovio makes of MusicXML, without titles."""
    import verovio

    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions(
        OPTIONS
        | {
            "pageWidth": round(10 * paper.width_mm), "pageHeight": round(10 * paper.height_mm),
            **{f"pageMargin{side}": round(10 * MARGIN_MM) for side in ("Left", "Right", "Bottom")},
            "pageMarginTop": round(10 * MARGIN_MM),
        }
        | options
    )  # fmt: skip
    if not toolkit.loadData(xml):
        raise CannotEngrave("verovio cannot read the MusicXML of this chart")
    count = toolkit.getPageCount()
    return [drawn(toolkit.renderToSVG(n), paper.width_mm) for n in range(1, count + 1)]


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all."""
    with whole(path) as part:
        part.write_bytes(data)
