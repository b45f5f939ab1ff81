"""Listening to a hum: notes, beat, bars, key and chords, without touching a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.flow.humming.asked import HumAsked
from tonmeister.flow.humming.on_paper import OnPaper, by_harmony, on_paper
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.harmony import rhythm_tables
from tonmeister.listening.humming.hearable import why_no_hum
from tonmeister.listening.humming.hum_note import HumNote
from tonmeister.listening.humming.hum_notes import hum_notes
from tonmeister.listening.humming.pulse import Known, Pulse, pulses
from tonmeister.listening.pitch import F0Model, pitch_curve
from tonmeister.signal import Samples


class NoHum(BadWish):
    """There is no hummed melody in a recording; the message says what would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardHum:
    """The notes as sung, the readings of their beat (the chosen one first), and the chart."""

    notes: Sequence[HumNote]
    readings: Sequence[Pulse]
    paper: OnPaper

    @property
    def pulse(self) -> Pulse:
        """The reading the chart is written in."""
        return self.readings[0]


def hear_hum(
    sound: Samples, rate_hz: int, model: F0Model, asked: HumAsked, *, name: str, title: str
) -> HeardHum:
    """Hear a hummed melody, ``sound`` [channels, n]. Raises ``NoHum`` with one clear line."""
    curve = pitch_curve(sound, rate_hz, model)
    notes = hum_notes(sound, rate_hz, curve)
    why = why_no_hum(sound, rate_hz, curve, notes)
    if why is not None:
        raise NoHum(f"{name}: {why}")
    readings = beats_of(notes, asked)
    return HeardHum(
        notes=notes, readings=readings, paper=on_paper(notes, readings[0], asked, title)
    )


def beats_of(notes: Sequence[HumNote], asked: HumAsked) -> list[Pulse]:
    """Return the readings of the beat under notes, the likeliest first."""
    starts, ends = [n.start_s for n in notes], [n.end_s for n in notes]
    known = Known(meter=asked.meter)
    if asked.click_bpm is not None:
        known = Known(meter=asked.meter, beat_s=60.0 / asked.click_bpm)
    if asked.taps_s is not None:
        each_s = float(np.median(np.diff(asked.taps_s)))
        starts = [each_s * _beat_at(t, asked.taps_s) for t in starts]
        ends = [each_s * _beat_at(t, asked.taps_s) for t in ends]
        first_beat = (starts[0] / each_s) % 1.0
        known = Known(meter=asked.meter, beat_s=each_s, first_beat=first_beat)
    return by_harmony(notes, pulses(starts, ends, rhythm_tables(), known), asked.key)


def _beat_at(at_s: float, taps_s: Sequence[float]) -> float:
    """Return which beat a moment is: whole on the taps, in between by time, beyond at the pace
    of the nearest two beats.
    """
    taps = np.asarray(taps_s)
    if at_s < taps[0]:
        return float((at_s - taps[0]) / (taps[1] - taps[0]))
    if at_s > taps[-1]:
        return float(taps.size - 1 + (at_s - taps[-1]) / (taps[-1] - taps[-2]))
    return float(np.interp(at_s, taps, np.arange(taps.size)))
