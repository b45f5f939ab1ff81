"""A quick sketch in sound: the tune, the chords under it, a soft click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from tonmeister.model import Chart
from tonmeister.music.chord_kinds import bass_class, tone_classes
from tonmeister.music.clock import bar_count, bar_start, seconds
from tonmeister.signal import Samples

Note = tuple[float, float, float, float]

RATE_HZ = 48000
LEAD_S, TAIL_S = 0.3, 1.6
CHORD_LOW, CHORD_HIGH, BASS_LOW = 52, 70, 36
TUNE_LOW = 57
CLICK_HZ, DOWNBEAT_HZ = 1320.0, 1760.0
TUNE_DB, CHORDS_DB, BASS_DB, CLICK_DB = 0.0, -8.0, -9.0, -20.0
PEAK_DBFS = -3.0


def sketch(chart: Chart) -> Samples:
    """Play a chart: stereo at 48 kHz; it begins with what is sung first."""
    from tonmeister.signal.instruments.filters import to_peak
    from tonmeister.signal.instruments.keyboards import electric_piano
    from tonmeister.signal.instruments.plucked import bass, clean_guitar

    meter = chart.meters[0]
    bars = bar_count(chart)
    first = min([n.start_quarters for n in chart.melody] + [Fraction(0)])
    origin_s = seconds(chart, first) - LEAD_S
    length_s = seconds(chart, bar_start(chart, bars)) - origin_s + TAIL_S

    def at(quarters: Fraction) -> float:
        return seconds(chart, quarters) - origin_s

    tune = _tune(chart, at)
    chords, low = _chords(chart, at)
    parts = [
        (electric_piano(chords, length_s, 1), CHORDS_DB, -0.25),
        (bass(low, length_s, 2), BASS_DB, 0.0),
        (clean_guitar(tune, length_s, 3), TUNE_DB, 0.15),
        (_click(chart, at, bars, meter.beat_quarters, length_s), CLICK_DB, 0.0),
    ]
    out = np.zeros((2, round(length_s * RATE_HZ)))
    for sound, gain_db, pan in parts:
        size = min(sound.size, out.shape[1])
        loud = float(np.abs(sound).max(initial=0.0))
        if loud == 0.0:
            continue
        sound = sound[:size] * (10.0 ** (gain_db / 20.0) / loud)
        out[0, :size] += sound * np.sqrt(0.5 * (1.0 - pan))
        out[1, :size] += sound * np.sqrt(0.5 * (1.0 + pan))
    return np.ascontiguousarray(to_peak(out.ravel(), PEAK_DBFS).reshape(2, -1))


def _tune(chart: Chart, at: Callable[[Fraction], float]) -> list[Note]:
    """Return the melody, in octaves where a guitar has it."""
    lowest = min(n.pitch.midi for n in chart.melody)
    up = 12 * max(0, -((lowest - TUNE_LOW) // 12))
    return [
        (at(n.start_quarters), at(n.start_quarters + n.length_quarters) - at(n.start_quarters),
         float(n.pitch.midi + up), 0.85)
        for n in chart.melody
    ]  # fmt: skip


def _chords(chart: Chart, at: Callable[[Fraction], float]) -> tuple[list[Note], list[Note]]:
    """Return the chords, each hand near the one before it, and the bass under them."""
    high: list[Note] = []
    low: list[Note] = []
    hand: tuple[int, ...] = (55, 60, 64)
    for chord in chart.chords:
        start_s = at(chord.start_quarters)
        held_s = at(chord.start_quarters + chord.length_quarters) - start_s - 0.03
        hand = near_hand(tone_classes(chord.symbol), hand)
        high += [(start_s, held_s, float(p), 0.5) for p in hand]
        low.append(
            (start_s, held_s, float(BASS_LOW + (bass_class(chord.symbol) - BASS_LOW) % 12), 0.7)
        )
    return high, low


def near_hand(classes: Sequence[int], near: Sequence[int]) -> tuple[int, ...]:
    """Return the close position of a chord that moves least from the hand before."""
    found = []
    for turn in range(len(classes)):
        order = [*classes[turn:], *classes[:turn]]
        for base in range(CHORD_LOW, CHORD_HIGH - 6):
            if base % 12 != order[0] % 12:
                continue
            pitches = [base]
            for tone in order[1:]:
                pitches.append(pitches[-1] + 1 + (tone - pitches[-1] - 1) % 12)
            moved = sum(min(abs(p - n) for n in near) for p in pitches)
            found.append((moved + 0.5 * abs(np.mean(pitches) - np.mean(near)), tuple(pitches)))
    return min(found)[1]


def _click(
    chart: Chart, at: Callable[[Fraction], float], bars: int, beat: Fraction, length_s: float
) -> Samples:
    out = np.zeros(round(length_s * RATE_HZ))
    t = np.arange(round(0.03 * RATE_HZ)) / RATE_HZ
    bar = chart.meters[0].bar_quarters
    for k in range(int(bar_start(chart, bars) / beat)):
        hz = DOWNBEAT_HZ if k * beat % bar == 0 else CLICK_HZ
        tick = np.sin(2.0 * np.pi * hz * t) * np.exp(-t / 0.006)
        start = round(at(k * beat) * RATE_HZ)
        if 0 <= start < out.size - tick.size:
            out[start : start + tick.size] += tick
    return out
