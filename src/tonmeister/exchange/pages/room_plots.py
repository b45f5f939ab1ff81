"""The pictures of a room."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tonmeister.exchange.pages.room import RoomPage
from tonmeister.exchange.report.plot import HEIGHT, WIDTH, Axes, drawing, level_grid, path, x_label

SHOWN_DB, LEAST_SHOWN_S = 65.0, 0.3
LOW_HZ, HIGH_HZ = 18.0, 300.0
KINDS = {"axial": "0.16", "tangential": "0.09", "oblique": "0.045"}
"""How high, as part of the picture, the mark of each kind of mode stands."""


def octave(octave_hz: int) -> str:
    """Name an octave shortly: ``octave(2000) == "2k"``."""
    return f"{octave_hz // 1000}k" if octave_hz >= 1000 else str(octave_hz)


def times(page: RoomPage) -> str:
    """Draw how long each octave rings."""
    count = len(page.octaves)
    heard = [v for o in page.octaves for v in (o.edt_s, o.t20_s, o.t30_s) if v is not None]
    top = max(1.15 * max(heard, default=0.0), 0.5)
    axes = Axes(x=lambda i: (i + 0.5) / count, bottom=0.0, top=top)
    grid, levels = _seconds(axes)
    fair = path(
        axes.area((-0.5, count - 0.5), (page.fair_s[0],) * 2, (page.fair_s[1],) * 2), "band"
    )
    best = [o.t20_s if o.t30_s is None else o.t30_s for o in page.octaves]
    shapes = [
        fair, grid,
        *_runs(axes, [o.edt_s for o in page.octaves], "before"),
        *_runs(axes, best, "after"),
    ]  # fmt: skip
    ticks = "".join(
        x_label((i + 0.5) / count, octave(o.octave_hz), minor=False)
        for i, o in enumerate(page.octaves)
    )
    return (
        f'<div class="plot low">{drawing(shapes, "Decay times by octave")}{levels}{ticks}</div>'
        '<p class="readout"><span class="key after">T30 (T20 where T30 cannot be told)</span>'
        '<span class="key">early decay (EDT)</span>'
        '<span class="key band">rooms to record and judge in</span></p>'
    )


def _seconds(axes: Axes) -> tuple[str, str]:
    step = next((s for s in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0) if axes.top / s <= 7), 10.0)
    lines, labels, value = [], [], 0.0
    while value <= axes.top:
        at = axes.y(value)
        lines.append(path(f"M0 {at * HEIGHT:.1f}H{WIDTH:.0f}", "grid"))
        labels.append(f'<span class="level" style="top:{at * 100:.2f}%">{value:.1f}</span>')
        value += step
    return "".join(lines), "".join(labels) + '<span class="level unit">s</span>'


def _runs(axes: Axes, values: Sequence[float | None], name: str) -> list[str]:
    """Draw a line through what is known, with gaps; a value alone is a short dash."""
    shapes: list[str] = []
    run: list[tuple[float, float]] = []
    for i, value in enumerate([*values, None]):
        if value is not None:
            run.append((float(i), value))
            continue
        if len(run) == 1:
            run = [(run[0][0] - 0.15, run[0][1]), (run[0][0] + 0.15, run[0][1])]
        if run:
            shapes.append(path(axes.line(*zip(*run, strict=True)), name))
        run = []
    return shapes


def decays(page: RoomPage) -> str:
    """Draw the decay of each octave."""
    step = page.curve_step_s
    longest = LEAST_SHOWN_S
    for one in page.octaves:
        inside = sum(v > -SHOWN_DB for v in one.curve_db)
        longest = max(longest, inside * step)
    axes = Axes(x=lambda s: s / longest, bottom=-SHOWN_DB, top=3.0)
    grid, levels = level_grid(axes, 10.0, "dB")
    lines, keys = [], []
    for i, one in enumerate(page.octaves):
        keys.append(f'<span class="key o{i}">{octave(one.octave_hz)} Hz</span>')
        shown = [v for v in one.curve_db if v > -SHOWN_DB - 10.0]
        if len(shown) > 1:
            lines.append(path(axes.line([j * step for j in range(len(shown))], shown), f"o{i}"))
    each = next((s for s in (0.05, 0.1, 0.2, 0.5, 1.0, 2.0) if longest / s <= 9), 5.0)
    ticks = "".join(
        x_label(i * each / longest, f"{i * each:.2f} s" if each < 0.1 else f"{i * each:.1f} s",
                minor=i % 2 == 1)
        for i in range(int(longest / each) + 1)
    )  # fmt: skip
    return (
        f'<div class="plot">{drawing([grid, *lines], "The decay of each octave")}{levels}{ticks}'
        f'</div><p class="readout">{"".join(keys)}</p>'
    )


def early(page: RoomPage) -> str:
    """Draw the first 60 ms with the echoes that stand out."""
    length_ms = len(page.early_db) * page.early_step_ms
    before_ms = 2.0
    axes = Axes(x=lambda ms: (ms + before_ms) / length_ms, bottom=-45.0, top=4.0)
    grid, levels = level_grid(axes, 10.0, "dB")
    at = [i * page.early_step_ms - before_ms for i in range(len(page.early_db))]
    marks = [
        path(f"M{axes.x(e.delay_ms) * WIDTH:.1f} 0V{HEIGHT:.0f}", "mark1") for e in page.echoes
    ]
    shapes = [grid, *marks, path(axes.line(at, page.early_db), "after")]
    ticks = "".join(
        x_label(axes.x(ms), f"{ms} ms" if ms else "0", minor=ms % 20 == 10)
        for ms in range(0, int(length_ms - before_ms), 10)
    )
    return (
        f'<div class="plot low">{drawing(shapes, "The first 60 ms")}{levels}{ticks}</div>'
        '<p class="readout"><span class="key after">power, 0 dB its highest</span>'
        '<span class="key mark1">an echo that stands out</span></p>'
    )


def low(page: RoomPage) -> str:
    """Draw the low response with the modes of the room at its foot."""
    span = math.log(HIGH_HZ / LOW_HZ)
    axes = Axes(x=lambda hz: math.log(hz / LOW_HZ) / span, bottom=-45.0, top=3.0)
    grid, levels = level_grid(axes, 10.0, "dB")
    foot = [
        path(
            f"M{axes.x(hz) * WIDTH:.1f} {HEIGHT:.0f}V{(1.0 - float(KINDS[kind])) * HEIGHT:.1f}",
            f"mode {kind}",
        )
        for hz, kind in page.modes
    ]
    shapes = [grid, *foot, path(axes.line(page.low_hz, page.low_db), "after")]
    ticks = "".join(
        x_label(axes.x(hz), str(hz), minor=hz in (30, 70, 150))
        for hz in (20, 30, 50, 70, 100, 150, 200, 300)
    )
    keys = '<span class="key after">low response, dB under its highest; Hz</span>'
    if page.modes:
        keys += '<span class="key mode">modes: axial high, tangential lower, oblique lowest</span>'
    return (
        f'<div class="plot low">{drawing(shapes, "The low response")}{levels}{ticks}</div>'
        f'<p class="readout">{keys}</p>'
    )


def noise(page: RoomPage) -> str:
    """Draw the noise by octave."""
    known = [(i, o.noise_dbfs) for i, o in enumerate(page.octaves) if o.noise_dbfs is not None]
    if not known:
        return ""
    count = len(page.octaves)
    values = [v for _, v in known]
    axes = Axes(x=lambda i: (i + 0.5) / count, bottom=min(values) - 6.0, top=max(values) + 6.0)
    grid, levels = level_grid(axes, 10.0, "dBFS")
    line = path(axes.line([i for i, _ in known], values), "after")
    ticks = "".join(
        x_label((i + 0.5) / count, octave(o.octave_hz), minor=False)
        for i, o in enumerate(page.octaves)
    )
    return f'<div class="plot low">{drawing([grid, line], "Noise by octave")}{levels}{ticks}</div>'
