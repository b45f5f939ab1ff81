"""Bars, quarters and seconds of a chart, from one to the other and back."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from tonmeister.model import Chart, KeyAt, MeterAt, TempoAt


def seconds(chart: Chart, at_quarters: Fraction | float) -> float:
    """Return when a place is heard, in seconds after ``chart.first_s`` is counted in."""
    now_s, at = chart.first_s, float(at_quarters)
    for tempo, following in pairwise((*chart.tempos, None)):
        assert tempo is not None
        start = float(tempo.at_quarters) if tempo is not chart.tempos[0] else 0.0
        end = at if following is None else min(at, float(following.at_quarters))
        if end > start or (tempo is chart.tempos[0] and at < 0.0):
            now_s += (end - start) * 60.0 / tempo.quarter_bpm
        if following is None or at <= float(following.at_quarters):
            break
    return now_s


def quarters(chart: Chart, at_s: float) -> float:
    """Return the place that is heard at a time; ``seconds`` back."""
    now_s = chart.first_s
    for tempo, following in pairwise((*chart.tempos, None)):
        assert tempo is not None
        start = float(tempo.at_quarters) if tempo is not chart.tempos[0] else 0.0
        each_s = 60.0 / tempo.quarter_bpm
        if following is None or at_s <= now_s + (float(following.at_quarters) - start) * each_s:
            return start + (at_s - now_s) / each_s
        now_s += (float(following.at_quarters) - start) * each_s
    raise AssertionError("a chart has a tempo")


def meter_at(chart: Chart, bar: int) -> MeterAt:
    """Return the time signature of a bar (from 0; the pickup is bar -1)."""
    return next((m for m in reversed(chart.meters) if m.bar <= bar), chart.meters[0])


def key_at(chart: Chart, at_quarters: Fraction) -> KeyAt:
    """Return the key at a place."""
    return next((k for k in reversed(chart.keys) if k.at_quarters <= at_quarters), chart.keys[0])


def tempo_at(chart: Chart, at_quarters: Fraction | float) -> TempoAt:
    """Return the tempo at a place."""
    found = (t for t in reversed(chart.tempos) if t.at_quarters <= at_quarters)
    return next(found, chart.tempos[0])


def bar_start(chart: Chart, bar: int) -> Fraction:
    """Return where a bar begins, in quarters; bar 0 begins at 0."""
    if bar <= 0:
        return bar * chart.meters[0].bar_quarters
    at = Fraction(0)
    for meter, following in pairwise((*chart.meters, None)):
        assert meter is not None
        end = bar if following is None else min(bar, following.bar)
        at += max(0, end - max(0, meter.bar)) * meter.bar_quarters
        if end == bar:
            break
    return at


def bar_of(chart: Chart, at_quarters: Fraction) -> int:
    """Return the bar (from 0) that a place lies in; the pickup is bar -1."""
    if at_quarters < 0:
        return int(at_quarters // chart.meters[0].bar_quarters)
    at = Fraction(0)
    for meter, following in pairwise((*chart.meters, None)):
        assert meter is not None
        first = max(0, meter.bar)
        bar = first + int((at_quarters - at) // meter.bar_quarters)
        if following is None or bar < following.bar:
            return bar
        at += (following.bar - first) * meter.bar_quarters
    raise AssertionError("a chart has a meter")


def _spans(chart: Chart) -> list[tuple[Fraction, Fraction]]:
    notes = [(n.start_quarters, n.start_quarters + n.length_quarters) for n in chart.melody]
    chords = [(c.start_quarters, c.start_quarters + c.length_quarters) for c in chart.chords]
    return notes + chords


def end_quarters(chart: Chart) -> Fraction:
    """Return where the last thing on the chart ends."""
    return max((end for _, end in _spans(chart)), default=Fraction(0))


def bar_count(chart: Chart) -> int:
    """Return how many full bars there are, from the first downbeat on."""
    written = max((s.first_bar + s.bars for s in chart.sections), default=0)
    end = end_quarters(chart)
    heard = bar_of(chart, end) + (bar_start(chart, bar_of(chart, end)) < end) if end > 0 else 0
    return max(chart.bars, written, heard)


def pickup_quarters(chart: Chart) -> Fraction:
    """Return how long the pickup before the first downbeat is."""
    return max(Fraction(0), -min((start for start, _ in _spans(chart)), default=Fraction(0)))
