"""Two pictures: the spectrum against the target band, and the loudness over time."""

from __future__ import annotations

import math

from tonmeister.exchange.report.data import ReportData
from tonmeister.exchange.report.plot import Axes, drawing, level_grid, path, x_label
from tonmeister.exchange.report.words import number, safe, sentence
from tonmeister.model import clock

BANDS_HZ = tuple(1000.0 * 2.0 ** (i / 3.0) for i in range(-16, 14))
"""Centres of the 30 third octaves, as ``listening.features`` has them."""

_OCTAVES = {31.25: "31", 62.5: "63", 125: "125", 250: "250", 500: "500", 1000: "1k",
            2000: "2k", 4000: "4k", 8000: "8k", 16000: "16k"}  # fmt: skip
_MINOR = (31.25, 125, 500, 2000, 8000)


def spectrum(data: ReportData) -> str:
    """Draw before and after against what records of this kind keep to."""
    drawn = [data.before.spectrum_db, data.after.spectrum_db]
    if data.band:
        drawn += [data.band.low_db, data.band.high_db]
    core = [level for line in drawn for level in line[2:27]]
    axes = Axes(
        x=lambda hz: math.log(hz / 22.4) / math.log(22400 / 22.4),
        bottom=max(min(core), max(core) - 48.0) - 3.0,
        top=max(core) + 3.0,
    )
    grid, levels = level_grid(axes, 6.0, "dB")
    shapes = [grid]
    if data.band:
        shapes.append(path(axes.area(BANDS_HZ, data.band.low_db, data.band.high_db), "band"))
        shapes.append(path(axes.line(BANDS_HZ, data.band.middle_db), "middle"))
    shapes.append(path(axes.line(BANDS_HZ, data.before.spectrum_db), "before"))
    shapes.append(path(axes.line(BANDS_HZ, data.after.spectrum_db), "after"))
    ticks = "".join(x_label(axes.x(hz), said, minor=hz in _MINOR) for hz, said in _OCTAVES.items())
    words = "Spectrum in third octaves, before and after" + (
        f"; after lies inside the target band in {_inside(data)} of 30 bands" if data.band else ""
    )
    source = f'<p class="source">{sentence(data.band.source)}</p>' if data.band else ""
    return (
        f'<div class="plot" data-plot="spectrum">{drawing(shapes, words)}{levels}{ticks}</div>'
        f'<p class="readout" data-for="spectrum">{_legend(band=bool(data.band))}</p>{source}'
        f"{_spectrum_table(data)}"
    )


def _inside(data: ReportData) -> int:
    assert data.band is not None
    return sum(
        low <= level <= high
        for low, level, high in zip(
            data.band.low_db, data.after.spectrum_db, data.band.high_db, strict=True
        )
    )


def _legend(*, band: bool) -> str:
    keys = '<span class="key before">before</span><span class="key after">after</span>'
    return keys + ('<span class="key band">where the genre keeps it</span>' if band else "")


def _spectrum_table(data: ReportData) -> str:
    head = "<th>Before</th><th>After</th>" + ("<th>Kept between</th>" if data.band else "")
    rows = []
    for i, hz in enumerate(BANDS_HZ):
        cells = [
            f"<td>{number('level_db', side.spectrum_db[i])}</td>"
            for side in (data.before, data.after)
        ]
        if data.band:
            low, high = data.band.low_db[i], data.band.high_db[i]
            cells.append(f"<td>{number('low_db', low)} to {number('high_db', high)}</td>")
        rows.append(f"<tr><th>{number('centre_hz', hz)}</th>{''.join(cells)}</tr>")
    return (
        '<details class="numbers"><summary>As numbers</summary><div class="scroll"><table>'
        f"<thead><tr><th>Band</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        "</div></details>"
    )


def loudness(data: ReportData) -> str:
    """Draw how loud it is from moment to moment, with the sections behind it."""
    length_s = max(data.song.length_s, 1e-3)
    target_lufs = data.sheet.target.loudness_lufs
    heard = [
        level
        for side in (data.before, data.after)
        for level in side.short_term_lufs
        if math.isfinite(level)
    ]
    top = math.ceil(max([*heard, target_lufs]) / 3.0) * 3.0 + 4.0  # room for the names
    axes = Axes(x=lambda s: s / length_s, bottom=top - 34.0, top=top)
    grid, levels = level_grid(axes, 6.0, "LUFS")
    shapes = [grid, path(axes.line((0.0, length_s), (target_lufs, target_lufs)), "middle")]
    for side, name in ((data.before, "before"), (data.after, "after")):
        step = max(1, len(side.short_term_lufs) // 700)
        points = [
            (i * side.hop_s, side.short_term_lufs[i])
            for i in range(0, len(side.short_term_lufs), step)
            if i * side.hop_s <= length_s
        ]
        if points:
            shapes.append(path(axes.line(*zip(*points, strict=True)), name))
    stripes = "".join(
        f'<span class="stripe" style="left:{100 * s.where.start_s / length_s:.2f}%;'
        f'width:{100 * (s.where.end_s - s.where.start_s) / length_s:.2f}%">'
        f"<i>{safe(s.name)}</i></span>"
        for s in data.song.sections
    )
    words = (
        f"Short-term loudness over the song; the target is {number('loudness_lufs', target_lufs)}"
    )
    return (
        f'<div class="plot" data-plot="loudness">{stripes}{drawing(shapes, words)}{levels}'
        f"{time_ticks(length_s)}</div>"
        f'<p class="readout" data-for="loudness"><span class="key before">before</span>'
        '<span class="key after">after</span><span class="key middle">target for the whole song'
        "</span></p>"
    )


def time_ticks(length_s: float) -> str:
    """Return the clock under a picture of the song; every second label gives way on a phone."""
    step_s = next((s for s in (10, 15, 30, 60, 120, 300) if length_s / s <= 12), 600)
    count = int(length_s // step_s) + 1
    return "".join(
        x_label(i * step_s / length_s, clock(i * step_s), minor=i % 2 == 1) for i in range(count)
    )
