"""The head of the first page and the numbers of the others."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.exchange.engrave.drawing import Drawing
from tonmeister.exchange.engrave.fonts import MUSIC
from tonmeister.exchange.engrave.lettering import Run, draw_line, plain, width
from tonmeister.exchange.musicxml.marks import SWING_WORDS
from tonmeister.model import Chart

TITLE_MM, NAME_MM, NOTE_MM = 8.0, 4.2, 5.4
HALF, QUARTER, EIGHTH, DOT = "\ueca3", "\ueca5", "\ueca7", "\uecb7"
"""The notes of tempo marks in the music font (SMuFL)."""
BEATS = {4: EIGHTH, 8: QUARTER, 12: QUARTER + DOT, 16: HALF}
"""By how many 32nds a counted beat lasts."""


def draw_titles(pages: Sequence[Drawing], chart: Chart) -> None:
    """Draw title, composer and tempo on the first page, and numbers where there are several."""
    page = pages[0]
    unit = page.width / page.width_mm
    room = page.width - 30.0 * unit
    title = [Run(_line(chart.title), "bold", TITLE_MM * unit)]
    title[0] = _fit(title[0], room)
    draw_line(page, title, page.width / 2, 19.0 * unit, "middle", "title")
    if chart.composer.strip():
        name = Run(_line(chart.composer), "regular", NAME_MM * unit)
        name = _fit(name, 0.6 * room)
        draw_line(page, [name], page.width - 13.0 * unit, 26.5 * unit, "end", "composer")
    draw_line(page, _tempo(chart, unit), 13.0 * unit, 26.5 * unit, "start", "tempo")
    for number, other in enumerate(pages[1:], 2):
        said = Run(f"{_line(chart.title)}, {number}", "italic", 3.4 * unit)
        draw_line(other, [_fit(said, room)], page.width / 2, 9.0 * unit, "middle", "number")


def _line(text: str) -> str:
    return " ".join(plain(text).split())


def _tempo(chart: Chart, unit: float) -> list[Run]:
    """Return feel and tempo as they stand over a song: ``Swing ♩ = 120``."""
    counted = chart.meters[0].beat_quarters
    sign = BEATS.get(int(counted * 8), QUARTER)
    beat_quarters = float(counted) if int(counted * 8) in BEATS else 1.0
    said = f"{chart.tempos[0].quarter_bpm / beat_quarters:.0f}"
    words = SWING_WORDS.get(chart.feel, "")
    return [
        Run(f"{words}  " if words else "", "bold", NAME_MM * unit),
        Run(sign, MUSIC, NOTE_MM * unit),
        Run(f" = {said}", "bold", NAME_MM * unit),
    ]


def _fit(run: Run, room: float) -> Run:
    """Return a line in a size in which it fits on the page."""
    needed = width([run])
    return run if needed <= room else Run(run.text, run.font, run.size * room / needed)
