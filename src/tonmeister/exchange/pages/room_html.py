"""The page of a room: how long it rings, its first echoes, its booms, its noise, what to do."""

from __future__ import annotations

from string import Template

from tonmeister.exchange.pages import room_plots as plots
from tonmeister.exchange.pages.parts import part, policy
from tonmeister.exchange.pages.room import RoomPage
from tonmeister.exchange.report.words import safe, sentence


def room_html(page: RoomPage) -> str:
    """Write the page; one self-contained text that loads nothing."""
    script = part("room.js")
    return Template(part("room.html")).substitute(
        policy=policy(script),
        css=part("page.css", "tonmeister.exchange.report") + part("compare.css") + part("room.css"),
        script=script,
        name=safe(page.name),
        about=sentence(page.about),
        advice="".join(f"<li>{sentence(one)}</li>" for one in page.advice),
        notes="".join(f"<p class='lead'>{sentence(one)}</p>" for one in page.notes),
        times=plots.times(page) + _octaves(page),
        decays=plots.decays(page),
        echoes=plots.early(page) + _echoes(page),
        modes=plots.low(page) + _peaks(page),
        modes_about=sentence(page.modes_about),
        noise=plots.noise(page),
        noise_about=sentence(page.noise_about),
        version=safe(page.version),
    )


def _octaves(page: RoomPage) -> str:
    head = "".join(f"<th>{plots.octave(o.octave_hz)} Hz</th>" for o in page.octaves)
    rows = (
        ("EDT", [_told(o.edt_s, "s", 2) for o in page.octaves]),
        ("T20", [_told(o.t20_s, "s", 2) for o in page.octaves]),
        ("T30", [_told(o.t30_s, "s", 2) for o in page.octaves]),
        ("Range", [_told(o.range_db, "dB", 0) for o in page.octaves]),
        ("Line", [safe(o.line) for o in page.octaves]),
        ("Crooked", [_told(o.crooked_permille, "‰", 0) for o in page.octaves]),
        ("T30 over T20", [_told(o.bent_percent, "%", 0) for o in page.octaves]),
        ("C50", [_told(o.c50_db, "dB", 1) for o in page.octaves]),
        ("C80", [_told(o.c80_db, "dB", 1) for o in page.octaves]),
        ("D50", [_told(o.d50_percent, "%", 0) for o in page.octaves]),
    )
    body = "".join(
        f"<tr><th>{name}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        for name, cells in rows
    )
    why = "".join(
        f"<li>{plots.octave(o.octave_hz)} Hz: {sentence(o.why)}.</li>"
        for o in page.octaves
        if o.why
    )
    return (
        f'<div class="scroll"><table class="figures"><thead><tr><th></th>{head}</tr></thead>'
        f'<tbody>{body}</tbody></table></div><ul class="why">{why}</ul>'
    )


def _told(value: float | None, unit: str, digits: int) -> str:
    if value is None:
        return "–"
    return f"{value:.{digits}f}\N{NO-BREAK SPACE}{unit}".replace("-", "−")


def _echoes(page: RoomPage) -> str:
    if not page.echoes:
        return "<p class='lead'>No echo stands out of what follows the direct sound.</p>"
    rows = "".join(
        f"<tr><td>{_told(e.delay_ms, 'ms', 1)}</td><td>{_told(e.level_db, 'dB', 1)}</td>"
        f"<td>{_told(e.path_m, 'm', 2)}</td><td>{_told(e.notch_hz, 'Hz', 0)}</td></tr>"
        for e in page.echoes
    )
    return (
        '<div class="scroll"><table class="figures left"><thead><tr><th>Later by</th><th>Level</th>'
        f"<th>Longer way</th><th>First dip</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _peaks(page: RoomPage) -> str:
    if not page.peaks:
        return "<p class='lead'>No tone stands 4 dB over its octave.</p>"
    rows = "".join(
        f"<tr><td>{_told(p.tone_hz, 'Hz', 1)}</td><td>{_told(p.over_db, 'dB', 1)}</td>"
        f"<td>{safe(p.mode) or '–'}</td></tr>"
        for p in page.peaks
    )
    return (
        '<div class="scroll"><table class="figures left"><thead><tr><th>Peak</th>'
        f"<th>Over its octave</th><th>May be</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
