"""Drawings as files: SVG, PNG, PDF, all of them paths only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from tonmeister.exchange.engrave.drawing import Drawing, Mark, Outline, times

PNG_DPI = 200
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""In every PDF, so that the same chart gives the same file."""


def svg(page: Drawing, title: str) -> str:
    """Return a page as SVG: shapes that come again are written once."""
    names: dict[Outline, str] = {}
    body = []
    for mark in page.marks:
        uses = names.setdefault(mark.outline, f"s{len(names)}")
        body.append(f'<use xlink:href="#{uses}" transform="{_matrix(mark)}"{_style(mark)}/>')
    shapes = [f'<path id="{name}" d="{_d(outline)}"/>' for outline, name in names.items()]
    size = f'width="{page.width_mm:g}mm" height="{page.height_mm:g}mm"'
    return "\n".join([
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'{size} viewBox="0 0 {page.width:g} {page.height:g}">',
        f"<title>{escape(title)}</title>",
        "<defs>", *shapes, "</defs>",
        f'<rect width="{page.width:g}" height="{page.height:g}" fill="#fff"/>',
        '<g stroke="none" stroke-linecap="butt">', *body, "</g>", "</svg>", "",
    ])  # fmt: skip


def _d(outline: Outline) -> str:
    big = max((abs(v) for _, points in outline for p in points for v in p), default=0.0) > 20.0
    digits = 1 if big else 4
    return "".join(
        name + " ".join(f"{_short(x, digits)} {_short(y, digits)}" for x, y in points)
        for name, points in outline
    )


def _short(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") or "0"


def _matrix(mark: Mark) -> str:
    return f"matrix({' '.join(_short(v, 4) for v in mark.matrix)})"


def _style(mark: Mark) -> str:
    out = "" if mark.filled else ' fill="none"'
    return f'{out} stroke="#000" stroke-width="{mark.stroke:g}"' if mark.stroke else out


def png(drawn_svg: str) -> bytes:
    """Return a page as a picture, 200 dots an inch on A4, on white."""
    import resvg_py

    found = resvg_py.svg_to_bytes(
        svg_string=drawn_svg, dpi=PNG_DPI, background="white", skip_system_fonts=True
    )
    return bytes(found)


def pdf(pages: Sequence[Drawing], title: str, author: str) -> bytes:
    """Return all pages as one PDF, lines and curves as they are."""
    from fpdf import FPDF

    first = pages[0]
    out = FPDF(unit="pt", format=(_points(first.width_mm), _points(first.height_mm)))
    out.set_auto_page_break(auto=False)
    out.set_margin(0)
    out.set_title(title)
    if author:
        out.set_author(author)
    out.set_creator("Tonmeister")
    out.set_creation_date(NO_DATE)
    for page in pages:
        out.add_page()
        out._out(_operators(page))
    return bytes(out.output())


def _points(length_mm: float) -> float:
    return length_mm * 72.0 / 25.4


def _operators(page: Drawing) -> str:
    scale = _points(page.width_mm) / page.width
    paper = (scale, 0.0, 0.0, -scale, 0.0, _points(page.height_mm))
    known: dict[Outline, str] = {}
    out = ["0 g 0 G"]
    for mark in page.marks:
        if mark.outline not in known:
            known[mark.outline] = _path(mark.outline)
        matrix = " ".join(f"{v:.6g}" for v in times(paper, mark.matrix))
        pen = f"{mark.stroke:.4g} w " if mark.stroke else ""
        paint = {(True, False): "f", (True, True): "B", (False, True): "S", (False, False): "n"}
        out.append(
            f"q {matrix} cm {pen}{known[mark.outline]}{paint[mark.filled, mark.stroke > 0.0]} Q"
        )
    return "\n".join(out)


def _path(outline: Outline) -> str:
    words = {"M": "m", "L": "l", "C": "c"}
    out = ""
    for name, points in outline:
        numbers = "".join(f"{x:.5g} {y:.5g} " for x, y in points)
        out += "h " if name == "Z" else f"{numbers}{words[name]} "
    return out
