"""A quick sketch in sound: the tune, the chords under it, a soft click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from tonmeister.instruments.shelf import open_preset
from tonmeister.instruments.stems import levelled
from tonmeister.model import Chart, SoundNote
from tonmeister.music.chord_kinds import bass_class, tone_classes
from tonmeister.music.clock import bar_count, bar_start, seconds
from tonmeister.signal import Samples

Place = Callable[[Fraction], float]

RATE_HZ = 48000
LEAD_S, TAIL_S = 0.3, 1.6
CHORD_LOW, CHORD_HIGH, BASS_LOW = 52, 70, 36
TUNE_LOW = 60
CLICK_HZ, DOWNBEAT_HZ = 1320.0, 1760.0
CLICK_DBFS = -34.0
PARTS = (
    ("lead/whistle", "lead", 1.5, 0.1),
    ("keys/electric-piano", "keys", 0.0, -0.2),
    ("bass/electric", "bass", 0.0, 0.0),
)
"""Preset, part it is levelled as, how much louder than that (dB), where it stands (-1 to 1)."""
PEAK_DBFS = -3.0
SEED = 1


def sketch(chart: Chart) -> Samples:
    """Play a chart: stereo at 48 kHz; it begins with what is sung first."""
    bars = bar_count(chart)
    first = min([n.start_quarters for n in chart.melody] + [Fraction(0)])
    origin_s = seconds(chart, first) - LEAD_S
    length_s = seconds(chart, bar_start(chart, bars)) - origin_s + TAIL_S

    def at(quarters: Fraction) -> float:
        return seconds(chart, quarters) - origin_s

    chords, low = _chords(chart, at)
    out = np.zeros((2, round(length_s * RATE_HZ)))
    for (preset, part, gain_db, pan), notes in zip(
        PARTS, (_tune(chart, at), chords, low), strict=True
    ):
        player = open_preset(preset)
        sound = levelled(player.play(notes, [], length_s, RATE_HZ, SEED), part, RATE_HZ)
        sides = np.sqrt([1.0 - pan, 1.0 + pan]) * 10.0 ** (gain_db / 20.0)
        out += sound[:, : out.shape[1]] * sides[:, None]
    out += _click(chart, at, bars, chart.meters[0].beat_quarters, length_s)
    peak = float(np.abs(out).max())
    return np.ascontiguousarray(out * (10.0 ** (PEAK_DBFS / 20.0) / peak))


def _tune(chart: Chart, at: Place) -> list[SoundNote]:
    """Return the melody, in octaves where a whistle has it."""
    lowest = min(n.pitch.midi for n in chart.melody)
    up = 12 * max(0, -((lowest - TUNE_LOW) // 12))
    return [
        SoundNote(
            at(n.start_quarters),
            at(n.start_quarters + n.length_quarters) - at(n.start_quarters),
            float(n.pitch.midi + up), 0.8,
        )
        for n in chart.melody
    ]  # fmt: skip


def _chords(chart: Chart, at: Place) -> tuple[list[SoundNote], list[SoundNote]]:
    """Return the chords, each hand near the one before it, and the bass under them."""
    high: list[SoundNote] = []
    low: list[SoundNote] = []
    hand: tuple[int, ...] = (55, 60, 64)
    for chord in chart.chords:
        start_s = at(chord.start_quarters)
        held_s = at(chord.start_quarters + chord.length_quarters) - start_s - 0.03
        hand = near_hand(tone_classes(chord.symbol), hand)
        high += [SoundNote(start_s, held_s, float(p), 0.5) for p in hand]
        bass = BASS_LOW + (bass_class(chord.symbol) - BASS_LOW) % 12
        low.append(SoundNote(start_s, held_s, float(bass), 0.7))
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


def _click(chart: Chart, at: Place, bars: int, beat: Fraction, length_s: float) -> Samples:
    out = np.zeros(round(length_s * RATE_HZ))
    t = np.arange(round(0.03 * RATE_HZ)) / RATE_HZ
    bar = chart.meters[0].bar_quarters
    for k in range(int(bar_start(chart, bars) / beat)):
        hz = DOWNBEAT_HZ if k * beat % bar == 0 else CLICK_HZ
        tick = np.sin(2.0 * np.pi * hz * t) * np.exp(-t / 0.006)
        start = round(at(k * beat) * RATE_HZ)
        if 0 <= start < out.size - tick.size:
            out[start : start + tick.size] += tick
    return np.asarray(out * 10.0 ** (CLICK_DBFS / 20.0))
