"""A brief in Markdown as a PDF page to hand round: headings, paragraphs, lists, tables, bold."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tonmeister.exchange.engrave.fonts import ttf

FAMILY = "Brief"
BODY_PT, SMALL_PT = 9.5, 8.5
HEAD_PT = {1: 17.0, 2: 12.0, 3: 10.5}
MARGIN_MM, LINE_MM = 16.0, 4.4
GREY = 90


def brief_pdf(words: str) -> bytes:
    """Return a PDF (A4) of Markdown: ``#`` headings, ``-`` and ``1.`` lists, tables, ``**bold**``.

    The same words give the same bytes.
    """
    from datetime import UTC, datetime

    from fpdf import FPDF

    pdf = FPDF(format="A4", unit="mm")
    pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))
    pdf.set_margins(MARGIN_MM, MARGIN_MM)
    pdf.set_auto_page_break(True, MARGIN_MM)
    with tempfile.TemporaryDirectory(prefix="tonmeister-") as folder:
        for style, name in (("", "regular"), ("B", "bold"), ("I", "italic")):
            path = Path(folder) / f"{name}.ttf"
            path.write_bytes(ttf(name))
            pdf.add_font(FAMILY, style, path)
        pdf.add_page()
        for block in _blocks(words):
            _draw(pdf, block)
        return bytes(pdf.output())


def _blocks(words: str) -> Iterator[list[str]]:
    """Yield what belongs together: a line, or all lines of a table."""
    table: list[str] = []
    for line in words.splitlines():
        if line.startswith("|"):
            table.append(line)
            continue
        if table:
            yield table
            table = []
        if line.strip():
            yield [line]
    if table:
        yield table


def _draw(pdf: Any, block: list[str]) -> None:
    line = block[0]
    if line.startswith("|"):
        _table(pdf, block)
        return
    head = re.match(r"(#{1,3}) (.*)", line)
    if head:
        pdf.ln(1.5)
        pdf.set_font(FAMILY, "B", HEAD_PT[len(head[1])])
        pdf.multi_cell(0, LINE_MM * 1.5, head[2], new_x="LMARGIN", new_y="NEXT")
        return
    item = re.match(r"(\s*)(-|\d+\.) (.*)", line)
    pdf.set_font(FAMILY, "", BODY_PT)
    words, indent = (item[3], 5.0) if item else (line.strip(), 5.0 if line[0] == " " else 0.0)
    if item:
        pdf.set_x(MARGIN_MM)
        pdf.cell(indent, LINE_MM, "\u2022" if item[2] == "-" else item[2])
    pdf.set_x(MARGIN_MM + indent)
    pdf.multi_cell(
        0, LINE_MM, words.replace("`", ""), markdown=True, align="L", new_x="LMARGIN", new_y="NEXT"
    )


def _table(pdf: Any, lines: list[str]) -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rows = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    pdf.set_font(FAMILY, "", SMALL_PT)
    pdf.set_draw_color(GREY)
    longest = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    widths = [min(max(count, 5), 40) for count in longest]
    with pdf.table(
        col_widths=widths, line_height=LINE_MM, borders_layout="MINIMAL", text_align="LEFT",
        first_row_as_headings=True,
    ) as table:  # fmt: skip
        for row in rows:
            cells = table.row()
            for cell in row:
                cells.cell(cell)
    pdf.ln(1.5)
