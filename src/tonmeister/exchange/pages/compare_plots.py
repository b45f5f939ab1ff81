"""The pictures of a comparison."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tonmeister.exchange.pages.compare import ComparePage, PairCurves
from tonmeister.exchange.report.curves import BANDS_HZ, time_ticks
from tonmeister.exchange.report.plot import Axes, drawing, level_grid, path, x_label
from tonmeister.exchange.report.words import safe, sentence

_OCTAVES = {31.25: "31", 62.5: "63", 125: "125", 250: "250", 500: "500", 1000: "1k",
            2000: "2k", 4000: "4k", 8000: "8k", 16000: "16k"}  # fmt: skip
_MINOR = (31.25, 125, 500, 2000, 8000)
_DEEPEST_DB = 48.0


def _at(hz: float) -> float:
    return math.log(hz / 22.4) / math.log(22400 / 22.4)


def _hz_ticks() -> str:
    return "".join(x_label(_at(hz), said, minor=hz in _MINOR) for hz, said in _OCTAVES.items())


def legend(page: ComparePage) -> str:
    """Name the colours."""
    return "".join(
        f'<span class="key s-{lane.label.lower()}">{lane.label} <small>{safe(lane.title)}</small>'
        "</span>"
        for lane in page.lanes
    )


def tone(page: ComparePage) -> str:
    """Draw the spectra over each other."""
    core = [level for lane in page.lanes for level in lane.tone_db[2:28]]
    top = max(core)
    axes = Axes(x=_at, bottom=max(min(core), top - _DEEPEST_DB) - 2.0, top=top + 3.0)
    grid, levels = level_grid(axes, 6.0, "dB")
    lines = [
        path(axes.line(BANDS_HZ, lane.tone_db), f"side s-{lane.label.lower()}")
        for lane in reversed(page.lanes)
    ]
    return (
        f'<div class="plot">{drawing([grid, *lines], "The spectra at equal loudness")}{levels}'
        f'{_hz_ticks()}</div><p class="readout">{legend(page)}</p>'
    )


def difference(page: ComparePage) -> str:
    """Draw what each other mix has more or less of, with the band in which nobody hears it."""
    most = max(4.0, *(abs(v) for pair in page.pairs for v in pair.tone_db[2:28])) + 1.0
    most = min(most, 18.0)
    axes = Axes(x=_at, bottom=-most, top=most)
    grid, levels = level_grid(axes, 3.0 if most < 10 else 6.0, "dB")
    low = [-v for v in page.least_db]
    shapes = [grid, path(axes.area(BANDS_HZ, low, page.least_db), "band")]
    shapes.append(path(axes.line((22.4, 22400.0), (0.0, 0.0)), "zero"))
    shapes += [
        path(axes.line(BANDS_HZ, pair.tone_db), f"side s-{pair.other.lower()}")
        for pair in page.pairs
    ]
    keys = "".join(
        f'<span class="key s-{p.other.lower()}">{p.other} minus {p.one}</span>' for p in page.pairs
    )
    return (
        f'<div class="plot low">{drawing(shapes, "Difference in third octaves")}{levels}'
        f'{_hz_ticks()}</div><p class="readout">{keys}<span class="key band">'
        "too little to be heard</span></p>"
    )


def loudness(page: ComparePage) -> str:
    """Draw the loudness of all over time, on one clock and at equal loudness."""
    heard = [v for lane in page.lanes for v in lane.loudness_lufs if v > -70.0]
    top = math.ceil(max(heard, default=-10.0) / 3.0) * 3.0 + 4.0
    low = sorted(heard)[len(heard) // 50] if heard else top - 30.0
    axes = Axes(x=lambda s: s / page.length_s, bottom=max(low - 4.0, top - 40.0), top=top)
    grid, levels = level_grid(axes, 6.0, "LUFS")
    lines = []
    for lane in reversed(page.lanes):
        points = [(i * page.hop_s, v) for i, v in enumerate(lane.loudness_lufs)]
        if len(points) > 1:
            lines.append(
                path(axes.line(*zip(*points, strict=True)), f"side s-{lane.label.lower()}")
            )
    stripes = "".join(
        f'<span class="stripe" style="left:{100 * a / page.length_s:.2f}%;'
        f'width:{100 * (b - a) / page.length_s:.2f}%"><i>{safe(name)}</i></span>'
        for name, a, b in page.sections
    )
    return (
        f'<div class="plot" data-time="1">{stripes}{drawing([grid, *lines], "Loudness over time")}'
        f'{levels}{time_ticks(page.length_s)}</div><p class="readout">{legend(page)}</p>'
    )


def width(page: ComparePage) -> str:
    """Draw how far the sides lie over the middle in nine bands, before what records keep to."""
    low = [row[0] for row in page.usual_width_db]
    high = [row[1] for row in page.usual_width_db]
    everything = [*low, *high, *(v for lane in page.lanes for v in lane.width_db)]
    axes = Axes(
        x=lambda i: (i + 0.5) / 9.0,
        bottom=max(min(everything), -42.0) - 2.0,
        top=min(max(everything), 10.0) + 2.0,
    )
    grid, levels = level_grid(axes, 6.0, "dB")
    shapes = [grid, path(axes.area(range(9), low, high), "band")]
    shapes += [
        path(axes.line(range(9), lane.width_db), f"side s-{lane.label.lower()}")
        for lane in reversed(page.lanes)
    ]
    ticks = "".join(
        x_label((i + 0.5) / 9.0, words, minor=i % 2 == 1)
        for i, words in enumerate(band_names(page))
    )
    return (
        f'<div class="plot low">{drawing(shapes, "Width in nine bands")}{levels}{ticks}</div>'
        f'<p class="readout">{legend(page)}<span class="key band">where 90 of 100 released songs '
        "lie</span></p>"
    )


def band_names(page: ComparePage) -> list[str]:
    """Name the nine bands shortly."""
    names = [f"to {_hz(page.edges_hz[1])}"]
    names += [f"{_hz(page.edges_hz[i])}–{_hz(page.edges_hz[i + 1])}" for i in range(1, 8)]
    return [*names, f"over {_hz(page.edges_hz[8])}"]


def _hz(hz: float) -> str:
    return f"{hz / 1000:.1f}k" if hz >= 1000 else f"{hz:.0f}"


def percentiles(page: ComparePage) -> str:
    """Show where each band's level lies among released songs."""
    rows = []
    for i, name in enumerate(band_names(page)):
        dots = "".join(
            f'<i class="dot s-{lane.label.lower()}" '
            f'style="left:{min(max(lane.percentiles[i], 0.5), 99.5):.1f}%" '
            f'title="{lane.label}: {lane.percentiles[i]:.0f} of 100"></i>'
            for lane in page.lanes
        )
        said = ", ".join(f"{lane.label} {lane.percentiles[i]:.0f}" for lane in page.lanes)
        rows.append(
            f"<tr><th>{name} Hz</th><td><div class='place100'><i class='usual'></i>{dots}</div>"
            f"</td><td>{said}</td></tr>"
        )
    return (
        '<table class="hundred"><thead><tr><th>Band</th><th>Of 100 released songs, so many have '
        f"less of it</th><th></th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
        f'<p class="readout">{legend(page)}</p>'
    )


def crest(page: ComparePage) -> str:
    """Show how far the strokes rise over the body in four bands."""
    head = "".join(f"<th>{lane.label}</th>" for lane in page.lanes)
    rows = "".join(
        f"<tr><th>{safe(name)}</th>"
        + "".join(f"<td>{_db(lane.crest_db[i])}</td>" for lane in page.lanes)
        + "</tr>"
        for i, name in enumerate(page.crest_names)
    )
    facts = "".join(
        f"<tr><th>{safe(title)}</th>"
        + "".join(f"<td>{sentence(lane.numbers[i][1])}</td>" for lane in page.lanes)
        + "</tr>"
        for i, (title, _) in enumerate(page.lanes[0].numbers)
    )
    return (
        f'<div class="scroll"><table class="figures"><thead><tr><th></th>{head}</tr></thead>'
        f'<tbody>{facts}<tr class="head"><th>Peaks over body</th></tr>{rows}</tbody></table></div>'
    )


def _db(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.1f}\N{NO-BREAK SPACE}dB"


def heat(page: ComparePage, pair: PairCurves) -> str:
    """Show the sections as rows, level and nine bands as columns."""
    head = "".join(f"<th>{name}</th>" for name in ("level", *band_names(page)))
    rows = "".join(
        f"<tr><th>{_place(row.name, row.start_s)}</th>{_cells((row.level_lu, *row.tone_db))}</tr>"
        for row in pair.heat
    )
    return (
        f'<div class="scroll"><table class="heat s-{pair.other.lower()}"><thead><tr>'
        f"<th>{pair.other} minus {pair.one}</th>{head}</tr></thead><tbody>{rows}</tbody></table>"
        "</div>"
    )


def _place(name: str, start_s: float | None) -> str:
    if start_s is None:
        return safe(name)
    return f'<button type="button" data-seek="{start_s:.2f}">{safe(name)}</button>'


def _cells(values: Iterable[float]) -> str:
    cells = []
    for value in values:
        part = 0.0 if abs(value) < 1.0 else min(abs(value) / 8.0, 1.0)
        kind = "more" if value > 0 else "less"
        said = f"{round(value, 1) + 0.0:+.1f}".replace("-", "−")
        cells.append(f'<td class="{kind}" style="--part:{100 * part:.0f}%">{said}</td>')
    return "".join(cells)
