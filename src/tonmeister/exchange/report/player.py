"""The player: two waveforms on one clock, sections above, findings below."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence

from tonmeister.exchange.report.compare import Fate, fates
from tonmeister.exchange.report.curves import time_ticks
from tonmeister.exchange.report.data import ReportData, Side
from tonmeister.exchange.report.plot import HEIGHT, WIDTH, drawing
from tonmeister.exchange.report.words import number, safe, sentence
from tonmeister.model import Section, Span, clock

_WHOLE = 0.85
"""A finding that fills this part of the song is no place in it, and gets no mark."""

_ROWS = 6

PLAY = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path class="go" d="M7 4.5v15l13-7.5z"/>'
    '<path class="halt" d="M6 4.5h4.2v15H6zM13.8 4.5H18v15h-4.2z"/></svg>'
)


def matched_gains(data: ReportData) -> dict[str, float]:
    """Return what each side is turned by so that both play equally loud; never up."""
    quiet_lufs = min(data.before.mp3_lufs, data.after.mp3_lufs)
    return {
        "before": quiet_lufs - data.before.mp3_lufs,
        "after": quiet_lufs - data.after.mp3_lufs,
    }


def has_sound(data: ReportData) -> bool:
    """Whether there is something to switch between."""
    return bool(data.before.mp3 and data.after.mp3)


def player(data: ReportData) -> str:
    """Build the player."""
    length_s = max(data.song.length_s, 1e-3)
    gains = matched_gains(data)
    scale = _scale(data, gains)
    lanes = "".join(
        f'<div class="lane" data-side="{name}"><span class="tag">{word}'
        f"<small>{safe(side.title)}</small></span>{_wave(side, scale[name], name)}</div>"
        for name, word, side in (("before", "Before", data.before), ("after", "After", data.after))
    )
    return (
        f"{_controls(data, gains) if has_sound(data) else ''}"
        f'<div class="timeline" style="--at:0">'
        f'<div class="sections">{_sections(data.song.sections, length_s)}</div>'
        f'<div class="lanes" id="seek" data-length="{length_s:.3f}">{lanes}</div>'
        f"{_marks(data, length_s)}"
        f'<div class="clockline">{time_ticks(length_s)}</div></div>'
        f'<p class="caption" id="caption">{_caption(data)}</p>'
        f"{_plain_audio(data) if has_sound(data) else ''}"
    )


def _controls(data: ReportData, gains: dict[str, float]) -> str:
    turned = max(("before", "after"), key=lambda name: -gains[name])
    words = (
        "Both are equally loud as they are."
        if gains[turned] > -0.05
        else f"The {'record' if turned == 'after' else 'raw tracks'} played "
        f"{number('level_db', -gains[turned])} quieter, so that louder does not win."
    )
    return (
        '<div class="controls">'
        f'<button class="play" id="play" type="button" aria-label="Play">{PLAY}</button>'
        '<div class="ab" role="group" aria-label="What you hear">'
        '<button type="button" data-side="before" aria-pressed="false" aria-keyshortcuts="a">'
        "<kbd>A</kbd>Before</button>"
        '<button type="button" data-side="after" aria-pressed="true" aria-keyshortcuts="b">'
        "<kbd>B</kbd>After</button></div>"
        f'<p class="now"><b id="now">0:00</b> <span>of {clock(data.song.length_s)}</span>'
        '<span id="bar"></span></p>'
        '<label class="match"><input type="checkbox" id="match" checked> Equal loudness'
        f"<small>{words}</small></label></div>"
    )


def _caption(data: ReportData) -> str:
    if not has_sound(data):
        return "Point at a mark to read what was heard there."
    return (
        '<span class="keys"><kbd>space</kbd> plays, <kbd>A</kbd> and <kbd>B</kbd> switch, '
        "<kbd>←</kbd> <kbd>→</kbd> move by five seconds. </span>"
        "The marks are what was heard; point at one to read it."
    )


def _scale(data: ReportData, gains: dict[str, float]) -> dict[str, float]:
    """Draw the waves as they play, equally loud; the higher of the two fills its lane."""
    played = {name: 10.0 ** (gain / 20.0) for name, gain in gains.items()}
    sides = {"before": data.before, "after": data.after}
    highest = max(
        (abs(v) * played[name] for name, side in sides.items() for v in (*side.low, *side.high)),
        default=1.0,
    )
    return {name: gain / max(highest, 1e-9) for name, gain in played.items()}


def _wave(side: Side, scale: float, name: str) -> str:
    count = len(side.high)
    if not count:
        return drawing([], f"No waveform of {side.title}")
    middle, step = HEIGHT / 2.0, WIDTH / max(count - 1, 1)
    upper = [
        f"{i * step:.1f} {middle - _height(v * scale) * middle:.1f}"
        for i, v in enumerate(side.high)
    ]
    lower = [
        f"{i * step:.1f} {middle + _height(-v * scale) * middle:.1f}"
        for i, v in reversed(list(enumerate(side.low)))
    ]
    shape = f'<path d="M{"L".join(upper + lower)}Z"/>'
    return (
        drawing([shape], f"Waveform: {side.title}") + f'<i class="played" data-wave="{name}"></i>'
    )


def _height(level: float) -> float:
    """Draw quiet sound a little higher than it is, as waveforms are usually read."""
    return 0.96 * math.pow(max(level, 0.002), 0.7)


def _sections(sections: Sequence[Section], length_s: float) -> str:
    return "".join(
        f'<button type="button" data-seek="{s.where.start_s:.2f}" '
        f'style="{_place(s.where, length_s)}" title="{safe(s.name)}, {s.where}">'
        f"{safe(s.name)}</button>"
        for s in sections
    )


def _place(where: Span, length_s: float) -> str:
    start = max(0.0, min(where.start_s, length_s))
    width = max(0.0, min(where.end_s, length_s) - start)
    return f"left:{100 * start / length_s:.2f}%;width:{100 * width / length_s:.2f}%"


def _marks(data: ReportData, length_s: float) -> str:
    """Lay the findings that have a place side by side in rows."""
    placed = [
        fate
        for fate in fates(data.findings_before, data.findings_after)
        if fate.told.finding.weight != "info"
        and 0.0 < fate.where.end_s - fate.where.start_s < _WHOLE * length_s
    ]
    placed.sort(key=lambda fate: (fate.where.start_s, fate.where.end_s))
    ends = [0.0] * _ROWS
    buttons = []
    for fate in placed:
        row = next((i for i in range(_ROWS) if ends[i] <= fate.where.start_s + 1e-6), None)
        if row is None:
            row = min(range(_ROWS), key=lambda i: ends[i])
        ends[row] = max(fate.where.end_s, fate.where.start_s + 0.012 * length_s)
        buttons.append(_mark(fate, row, length_s))
    rows = 1 + max((i for i in range(_ROWS) if ends[i] > 0.0), default=-1)
    return f'<div class="marks" style="--rows:{rows}">{"".join(buttons)}</div>'


def _mark(fate: Fate, row: int, length_s: float) -> str:
    finding = fate.told.finding
    text = sentence(fate.told.sentence)
    later = sentence(fate.later.sentence) if fate.later else ""
    return (
        f'<button type="button" class="mark {finding.weight} {fate.word}" '
        f'data-seek="{finding.where.start_s:.2f}" data-end="{finding.where.end_s:.2f}" '
        f'data-text="{text}" data-later="{later}" data-fate="{fate.word}" '
        f'data-strip="{safe(finding.strip)}" '
        f'style="{_place(finding.where, length_s)};--row:{row}" '
        f'aria-label="{finding.where}, {safe(finding.strip)}, {fate.said}: {text}"></button>'
    )


def _plain_audio(data: ReportData) -> str:
    """Two ordinary players: they work without scripts, and carry the sound for the script."""
    return '<div class="plain">' + "".join(
        f"<label>{word}: {safe(side.title)}<audio controls preload='none' id='sound-{name}' "
        f'src="data:audio/mpeg;base64,{base64.b64encode(side.mp3).decode("ascii")}"></audio></label>'
        for name, word, side in (("before", "Before", data.before), ("after", "After", data.after))
    ) + "</div>"  # fmt: skip
