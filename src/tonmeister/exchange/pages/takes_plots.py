"""Pictures of takes: pitch over the notes that are meant, time against them, the whole session."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.exchange.pages.takes import TakesPage
from tonmeister.exchange.report.plot import HEIGHT, WIDTH, Axes, drawing, path, x_label
from tonmeister.exchange.report.words import safe
from tonmeister.listening.takes.aligned import WARP_STEP_S, AlignedTakes
from tonmeister.model import Phrase
from tonmeister.producer.takes.direct_notes import NoteFacts, name_of, word_of
from tonmeister.producer.takes.direct_points import PITCH_CENTS, TIMING_MS

Real = NDArray[np.float64]

STEP_S, NEAR_CENTS = 0.02, 5.0
"""The curve is drawn every 20 ms, without points that a straight line gives to 5 cents."""
MARGIN_S, MARGIN_SEMITONES = 0.15, 1.6
SHOWN_MS = 75.0
LEAST_STEM = 12.0
WORDS_PX, LETTER_PX = 540.0, 6.6
MOST_ROWS = 3
MOST_TUNING = 0.6


def span_of(phrase: Phrase) -> tuple[float, float]:
    """Return from when to when a phrase is drawn."""
    return phrase.where.start_s - MARGIN_S, phrase.where.end_s + MARGIN_S


def pitch_plot(aligned: AlignedTakes, take: int, phrase: Phrase, notes: Sequence[NoteFacts]) -> str:
    """Draw the pitch of a take over the notes that are meant; bands show what nobody minds."""
    known = [n.pitch for n in notes if not np.isnan(n.pitch)]
    if not known:
        return ""
    start_s, end_s = span_of(phrase)
    low, high = min(known) - MARGIN_SEMITONES, max(known) + MARGIN_SEMITONES
    axes = Axes(x=lambda s: (s - start_s) / (end_s - start_s), bottom=low, top=high)
    grid, labels = _semitones(axes, sorted({round(p) for p in known}))
    far = [n for n in notes if abs(n.off_cents) > PITCH_CENTS]
    fine = [n for n in notes if not abs(n.off_cents) > PITCH_CENTS and not n.missing]
    gone = [n for n in notes if n.missing]
    shapes = [
        grid,
        _bands(axes, fine, "band"),
        _bands(axes, far, "far"),
        _bands(axes, gone, "gone"),
        _curve(axes, aligned, take, notes, (start_s, end_s)),
    ]
    what = f"Pitch of phrase {phrase.number}"
    return f'<div class="plot pitch">{drawing(shapes, what)}{labels}</div>'


def _semitones(axes: Axes, pitches: Sequence[int]) -> tuple[str, str]:
    """Draw a line for each tone that is meant; labels that would touch are left out."""
    lines, labels, last = "", "", 9.0
    for pitch in pitches:
        at = axes.y(float(pitch))
        lines += f"M0 {at * HEIGHT:.0f}H{WIDTH:.0f}"
        if last - at > 0.1:
            labels += f'<span class="level" style="top:{at * 100:.1f}%">{name_of(pitch)}</span>'
            last = at
    return path(lines, "grid"), labels


def _bands(axes: Axes, notes: Sequence[NoteFacts], name: str) -> str:
    boxes = ""
    for note in notes:
        if np.isnan(note.pitch):
            continue
        left, right = axes.x(note.start_s) * WIDTH, axes.x(note.end_s) * WIDTH
        top = axes.y(note.pitch + PITCH_CENTS / 100.0) * HEIGHT
        tall = axes.y(note.pitch - PITCH_CENTS / 100.0) * HEIGHT - top
        boxes += f"M{left:.0f} {top:.0f}H{right:.0f}v{tall:.0f}H{left:.0f}Z"
    return path(boxes, name) if boxes else ""


def _curve(
    axes: Axes,
    aligned: AlignedTakes,
    take: int,
    notes: Sequence[NoteFacts],
    span: tuple[float, float],
) -> str:
    """Draw the take's pitch at the moments of the reference that it sings, in its own tuning."""
    clock, heard = aligned.on_clock[take], aligned.heard[take].pitch
    at_s = np.arange(*span, STEP_S)
    steps = np.round(_own(clock.warp_s, at_s) / heard.step_s)
    inside = np.isfinite(steps) & (steps >= 0) & (steps < heard.f0_hz.size)
    f0_hz = np.zeros(at_s.size)
    f0_hz[inside] = heard.f0_hz[steps[inside].astype(np.intp)]
    sung = np.full(at_s.size, np.nan)
    sung[f0_hz > 0.0] = 69.0 + 12.0 * np.log2(f0_hz[f0_hz > 0.0] / 440.0)
    sung += clock.transposed_semitones
    sung -= _tuning(at_s, sung, notes)
    sung[(sung < axes.bottom - 0.5) | (sung > axes.top + 0.5)] = np.nan
    return path("".join(_stroke(axes, at_s[a:b], sung[a:b]) for a, b in _runs(sung)), "after")


def _tuning(at_s: Real, sung: Real, notes: Sequence[NoteFacts]) -> float:
    """Return by how many semitones the curve lies away from what its notes are said to be off."""
    away = []
    for note in notes:
        core_s = 0.25 * (note.end_s - note.start_s)
        here = sung[(at_s > note.start_s + core_s) & (at_s < note.end_s - core_s)]
        here = here[np.isfinite(here)]
        if here.size and np.isfinite(note.off_cents):
            away.append(float(np.median(here)) - note.pitch - note.off_cents / 100.0)
    return float(np.clip(np.median(away), -MOST_TUNING, MOST_TUNING)) if away else 0.0


def _own(warp_s: Real, at_s: Real) -> Real:
    """Return the take's own clock at moments of the reference; nan where it has nothing."""
    if not warp_s.size:
        return np.full(at_s.size, np.nan)
    place = np.round(at_s / WARP_STEP_S).astype(np.intp)
    inside = (place >= 0) & (place < warp_s.size)
    return np.where(inside, warp_s[np.clip(place, 0, warp_s.size - 1)], np.nan)


def _runs(values: Real) -> list[tuple[int, int]]:
    known = np.concatenate([[0], np.isfinite(values).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(known))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a > 1]


def _stroke(axes: Axes, at_s: Real, sung: Real) -> str:
    keep = _needed(sung)
    x = np.round([axes.x(float(s)) * WIDTH for s in at_s[keep]]).astype(int)
    y = np.round([axes.y(float(p)) * HEIGHT for p in sung[keep]]).astype(int)
    moves = "".join(
        f"{b[0] - a[0]} {b[1] - a[1]} "
        for a, b in pairwise(zip(x.tolist(), y.tolist(), strict=True))
    )
    return f"M{x[0]} {y[0]}l{moves.strip()}".replace(" -", "-")


def _needed(sung: Real) -> list[int]:
    """Return the points that a straight line between the others would miss (greedy)."""
    keep, first = [0], 0
    for last in range(2, sung.size):
        inner = np.arange(first + 1, last)
        line = sung[first] + (sung[last] - sung[first]) * (inner - first) / (last - first)
        if np.abs(sung[inner] - line).max() * 100.0 > NEAR_CENTS:
            first = last - 1
            keep.append(first)
    return [*keep, sung.size - 1]


def words_row(phrase: Phrase, notes: Sequence[NoteFacts]) -> str:
    """Write the words under their notes, in as many rows as they need."""
    start_s, end_s = span_of(phrase)
    ends = [-9.0] * MOST_ROWS
    told, before = "", ""
    for note in notes:
        word = word_of(phrase, note.note)
        if not word:
            continue
        same = word == before
        before = word
        left = (note.start_s - start_s) / (end_s - start_s)
        row = next((r for r in range(MOST_ROWS) if ends[r] <= left), None)
        if same or row is None:
            continue
        ends[row] = left + (len(word) + 1) * LETTER_PX / WORDS_PX
        flag = ' class="f"' if abs(note.off_cents) > PITCH_CENTS or note.missing else ""
        told += f'<i{flag} style="left:{left * 100:.1f}%;--r:{row}">{safe(word)}</i>'
    rows = 1 + max((r for r in range(MOST_ROWS) if ends[r] > 0), default=0)
    return f'<div class="sung" style="--rows:{rows}">{told}</div>' if told else ""


def time_plot(phrase: Phrase, notes: Sequence[NoteFacts], bars_s: Sequence[float]) -> str:
    """Draw how late (up) and early (down) each note comes."""
    start_s, end_s = span_of(phrase)
    axes = Axes(x=lambda s: (s - start_s) / (end_s - start_s), bottom=-SHOWN_MS, top=SHOWN_MS)
    middle = HEIGHT / 2.0
    fine, far = "", ""
    for note in notes:
        if np.isnan(note.off_ms):
            continue
        x = axes.x(note.start_s) * WIDTH
        y = axes.y(float(np.clip(note.off_ms, -SHOWN_MS, SHOWN_MS))) * HEIGHT
        if abs(y - middle) < LEAST_STEM:
            y = middle + (LEAST_STEM if note.off_ms < 0 else -LEAST_STEM)
        stem = f"M{x:.0f} {middle:.0f}V{y:.0f}"
        if abs(note.off_ms) > TIMING_MS:
            far += stem
        else:
            fine += stem
    near = path(axes.area((start_s, end_s), (-TIMING_MS,) * 2, (TIMING_MS,) * 2), "band")
    shapes = [near, path(f"M0 {middle:.0f}H{WIDTH:.0f}", "grid"), path(fine, "stem"),
              path(far, "stem far")]  # fmt: skip
    labels = (
        '<span class="level" style="top:12%">late</span>'
        '<span class="level" style="top:88%">early</span>'
    )
    what = f"Timing of phrase {phrase.number}"
    ticks = _ticks(start_s, end_s, bars_s)
    return f'<div class="plot time">{drawing(shapes, what)}{labels}{ticks}</div>'


def _ticks(start_s: float, end_s: float, bars_s: Sequence[float]) -> str:
    """Name the bars, or the seconds where the song has no bars."""
    if len(bars_s) > 1:
        first = bisect_left(bars_s, start_s)
        marks = [(s, f"bar {first + i + 1}") for i, s in enumerate(bars_s[first:]) if s < end_s]
    else:
        each = 1.0 if end_s - start_s < 9.0 else 2.0
        marks = [(s, f"{s:.0f} s") for s in np.arange(np.ceil(start_s / each) * each, end_s, each)]
    return "".join(
        x_label((float(s) - start_s) / (end_s - start_s), text, minor=False) for s, text in marks
    )


def session_plot(page: TakesPage) -> str:
    """Draw how good each take is, in the order of recording."""
    values = [v for v in page.progress.quality if np.isfinite(v)]
    if len(values) < 2:
        return ""
    count = len(page.progress.takes)
    edge = max(0.25, 1.25 * max(abs(v) for v in values))
    axes = Axes(x=lambda i: (i + 0.5) / count, bottom=-edge, top=edge)
    step = next((s for s in (0.1, 0.2, 0.5, 1.0, 2.0) if edge / s <= 4), 5.0)
    lines, labels = "", ""
    for k in range(-int(edge / step), int(edge / step) + 1):
        at = axes.y(k * step)
        lines += f"M0 {at * HEIGHT:.0f}H{WIDTH:.0f}"
        said = f"{k * step:+.1f}".replace("-", "−").replace("+0.0", "0")
        labels += f'<span class="level" style="top:{at * 100:.1f}%">{said}</span>'
    known = [(i, v) for i, v in enumerate(page.progress.quality) if np.isfinite(v)]
    best = max(known, key=lambda row: row[1])[0]
    dots = ""
    for i, v in known:
        told = f"{page.name(page.progress.takes[i])}: {v:+.2f}".replace("-", "−")
        dots += (
            f'<i class="dot{" best" if i == best else ""}" title="{safe(told)}" '
            f'style="left:{axes.x(i) * 100:.2f}%;top:{axes.y(v) * 100:.2f}%"></i>'
        )
    line = path(axes.line([i for i, _ in known], [v for _, v in known]), "after")
    ticks = "".join(
        x_label(axes.x(i), f"take {take}" if count <= 8 else str(take), minor=False)
        for i, take in enumerate(page.progress.takes)
    )
    picture = drawing([path(lines, "grid"), line], "How good each take is")
    return (
        f'<div class="plot low">{picture}{dots}{labels}{ticks}</div>'
        '<p class="readout"><span class="key after">against the middle take; 1 is 25 cents or '
        "30 ms on average, up is better</span></p>"
    )
