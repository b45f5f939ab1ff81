"""Bars and beats of a recording, as a chart counts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import HOP_S, ONSET_HOP_S, TrackFeatures
from tonmeister.listening.tempo import OUTSIDE
from tonmeister.model import MeterAt, TempoAt, TempoMap

Real = NDArray[np.float64]

STEADY_S = 0.03
"""A song has one tempo where none of its bar lines lies further than this from an even grid."""
WITHOUT_BEAT_S = 0.5
"""Where no beat is heard the chart counts half seconds."""
BEGINS = 0.35
"""A note begins where so much of the usual strong onsets is seen."""
SLOWEST_OUTER_BARS = 0.5
"""What is heard so much of a bar before the first full one is a pickup."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Beats from the chart's first bar on (and its pickup), with their places in quarters.

    ``edges_s`` [beats + 1]: where each beat begins, and the last one ends. ``first`` is the beat
    at which bar 0 begins. ``bars`` are the beats that begin a bar.
    """

    edges_s: Real
    first: int
    bars: NDArray[np.int64]
    beat_quarters: Fraction
    meters: tuple[MeterAt, ...]
    tempos: tuple[TempoAt, ...]
    steady: bool

    def quarters(self, beat: int) -> Fraction:
        """Return the place of a beat."""
        return (beat - self.first) * self.beat_quarters

    def place(self, at_s: float) -> float:
        """Return the place of a time, in quarters."""
        beats = np.interp(at_s, self.edges_s, np.arange(len(self.edges_s)))
        return float((beats - self.first) * float(self.beat_quarters))

    def bar_near(self, at_s: float) -> int:
        """Return the bar (from 0) whose line lies next to a time; the number of bars at the end."""
        lines = np.append(self.edges_s[self.bars], self.edges_s[-1])
        return int(np.argmin(np.abs(lines - at_s)))


def sounding_s(
    tracks: Mapping[str, TrackFeatures], roles: Mapping[str, str]
) -> tuple[float, float]:
    """Return when the music begins and when its last note begins; both 0 where nothing sounds.

    How long the last chord rings is no part of the form.
    """
    start_s, end_s, last_s = np.inf, 0.0, 0.0
    for name, features in tracks.items():
        places = np.flatnonzero(features.active)
        if roles.get(name) in OUTSIDE | {"click"} or not len(places):
            continue
        start_s = min(start_s, float(places[0]) * HOP_S)
        end_s = max(end_s, float(places[-1] + 1) * HOP_S)
        rises = features.onset.sum(axis=0)
        strong = np.flatnonzero(rises > BEGINS * np.percentile(rises, 99.0))
        if len(strong):
            last_s = max(last_s, float(strong[-1]) * ONSET_HOP_S)
    if end_s == 0.0:
        return 0.0, 0.0
    return start_s, min(end_s, last_s) if last_s > start_s else end_s


def counted(tempo: TempoMap | None, span_s: tuple[float, float], *, compound: bool) -> Counted:
    """Count the bars of what sounds. Without a beat: half seconds, four to a bar."""
    start_s, end_s = span_s
    if tempo is None or len(tempo.downbeats) < 2:
        count = max(4, 4 * round((end_s - start_s) / (4 * WITHOUT_BEAT_S) + 0.49))
        beats: Real = start_s + WITHOUT_BEAT_S * np.arange(count + 1, dtype=np.float64)
        bars = np.arange(0, count, 4)
    else:
        beats, bars = _whole_bars(tempo, start_s, end_s)
    beat_quarters = Fraction(3, 2) if compound else Fraction(1)
    first = int(bars[0])
    lengths = np.diff(np.append(bars, len(beats) - 1))
    return Counted(
        edges_s=beats,
        first=first,
        bars=bars,
        beat_quarters=beat_quarters,
        meters=_meters(lengths, compound),
        tempos=_tempos(beats, bars, beat_quarters),
        steady=len(_tempos(beats, bars, beat_quarters)) == 1,
    )


def _whole_bars(tempo: TempoMap, start_s: float, end_s: float) -> tuple[Real, NDArray[np.int64]]:
    """Return the beats from the first bar with music (or its pickup) to the end of the last."""
    beats = np.array(tempo.beats_s)
    bars = np.array(tempo.downbeats)
    gap_s = float(np.median(np.diff(beats)))
    meter = tempo.meter
    early = int(np.ceil((float(beats[bars[0]]) - start_s) / gap_s / meter - 0.1))
    before = early * meter if early > 0 else 0
    before = max(0, before - int(bars[0]))
    beats = np.concatenate([beats[0] - gap_s * np.arange(before, 0, -1), beats])
    bars = bars + before
    bars = np.concatenate([np.arange(bars[0] - meter, -1, -meter)[::-1], bars])
    after = max(0, int(np.ceil((end_s - beats[-1]) / gap_s))) + meter
    beats = np.concatenate([beats, beats[-1] + gap_s * np.arange(1, after + 1)])
    more = np.arange(bars[-1] + meter, len(beats), meter)
    bars = np.concatenate([bars, more])
    lines_s = beats[bars]
    reached = np.searchsorted(lines_s, start_s + 0.25 * gap_s, side="right") - 1
    first = max(int(reached), 0)
    late_s = start_s - lines_s[first]
    bar_s = float(lines_s[first + 1] - lines_s[first]) if first + 1 < len(bars) else meter * gap_s
    pickup = 0
    if late_s > SLOWEST_OUTER_BARS * bar_s and first + 1 < len(bars) - 1:
        pickup = int(bars[first + 1]) - int(np.searchsorted(beats, start_s + 0.25 * gap_s) - 1)
        first += 1
    last = int(np.searchsorted(lines_s, end_s + 0.1 * gap_s))
    last = min(max(last, first + 1), len(bars) - 1)
    low = int(bars[first]) - pickup
    return beats[low : bars[last] + 1], bars[first:last] - low


def _meters(lengths: NDArray[np.int64], compound: bool) -> tuple[MeterAt, ...]:
    out: list[MeterAt] = []
    for bar, beats in enumerate(lengths):
        count, unit = (3 * int(beats), 8) if compound else (int(beats), 4)
        if not out or (out[-1].beats, out[-1].unit) != (count, unit):
            out.append(MeterAt(bar=bar, beats=count, unit=unit))
    return tuple(out)


def _tempos(beats: Real, bars: NDArray[np.int64], beat_quarters: Fraction) -> tuple[TempoAt, ...]:
    """Return one tempo for a steady song, else one for each bar."""
    lines = np.append(bars, len(beats) - 1)
    quarters = np.diff(lines) * float(beat_quarters)
    bpm = 60.0 * quarters / np.diff(beats[lines])
    whole = 60.0 * float(quarters.sum()) / float(beats[lines[-1]] - beats[lines[0]])
    places = [int(line - bars[0]) * beat_quarters for line in bars]
    even_s = beats[lines[0]] + np.append(0.0, np.cumsum(quarters)) * 60.0 / whole
    if np.abs(beats[lines] - even_s).max() < STEADY_S:
        return (TempoAt(at_quarters=Fraction(0), quarter_bpm=round(whole, 3)),)
    return tuple(
        TempoAt(at_quarters=at, quarter_bpm=round(float(one), 3))
        for at, one in zip(places, bpm, strict=True)
    )


def halves_and_thirds(
    tracks: Mapping[str, TrackFeatures], roles: Mapping[str, str], tempo: TempoMap
) -> tuple[float, float]:
    """Return how much begins halfway between the beats, and at their thirds, beside the beats."""
    beats = np.array(tempo.beats_s)
    gaps = np.diff(beats)
    sums = np.zeros(4)
    for name, features in tracks.items():
        if roles.get(name) in OUTSIDE or not features.onset.size:
            continue
        curve = features.onset.sum(axis=0)
        curve = curve / (np.percentile(curve, 99.0) + 1e-6)
        for row, part in enumerate((0.0, 1 / 2, 1 / 3, 2 / 3)):
            at = np.round((beats[:-1] + part * gaps) / ONSET_HOP_S).astype(int)
            near = [curve[np.clip(at + step, 0, len(curve) - 1)] for step in (-1, 0, 1, 2)]
            sums[row] += float(np.max(near, axis=0).mean())
    on = sums[0] + 1e-9
    return float(sums[1] / on), float(min(sums[2], sums[3]) / on)
