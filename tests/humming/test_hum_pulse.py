"""The beat under a tune: tempo, meter, downbeat, and rhythms as they are written."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hummed import LEAD_S, LULLABY, ODE, as_notes, placed

from tonmeister.flow.humming.asked import HumAsked
from tonmeister.flow.humming.heard import beats_of
from tonmeister.flow.humming.on_paper import on_paper
from tonmeister.knowledge.harmony import rhythm_tables
from tonmeister.listening.humming.beat_times import beat_times
from tonmeister.music.clock import pickup_quarters, seconds

NOTHING_SAID = HumAsked()


@pytest.mark.parametrize("bpm", [84.0, 108.0, 126.0])
def test_a_tune_in_four_is_written_as_it_was_meant(bpm: float) -> None:
    notes = as_notes(ODE, bpm)
    reading = beats_of(notes, NOTHING_SAID)[0]
    assert reading.rhythm.name == "4/4"
    assert reading.beat_bpm == pytest.approx(bpm, rel=0.02)
    chart = on_paper(notes, reading, NOTHING_SAID, "Ode").chart
    assert chart.first_s == pytest.approx(LEAD_S, abs=0.03)
    written = [(n.start_quarters, n.length_quarters, n.pitch.midi) for n in chart.melody]
    assert written == placed(ODE)
    assert chart.keys[0].name == "D major"


def test_a_pickup_stands_before_the_first_downbeat() -> None:
    notes = as_notes(LULLABY, 96.0, first="-1")
    reading = beats_of(notes, HumAsked(meter="3/4"))[0]
    chart = on_paper(notes, reading, NOTHING_SAID, "Lullaby").chart
    assert pickup_quarters(chart) == 1
    assert chart.first_s == pytest.approx(LEAD_S + 60.0 / 96.0, abs=0.04)
    starts = [n.start_quarters for n in chart.melody]
    assert starts == [a for a, _, _ in placed(LULLABY, "-1")]


def test_three_in_a_bar_is_heard_without_being_told() -> None:
    reading = beats_of(as_notes(LULLABY, 96.0, first="-1"), NOTHING_SAID)[0]
    assert reading.rhythm.name == "3/4"


def test_a_click_settles_the_tempo_that_listening_leaves_open() -> None:
    notes = as_notes(ODE, 60.0)
    for click in (60.0, 120.0):
        reading = beats_of(notes, HumAsked(click_bpm=click))[0]
        assert reading.beat_bpm == pytest.approx(click, rel=0.02)


def test_taps_say_where_the_beats_are_though_they_wander() -> None:
    rng = np.random.default_rng(2)
    lengths = 0.6 * (1.0 + 0.12 * np.sin(np.arange(40) / 5.0)) + rng.normal(0.0, 0.004, 40)
    taps = LEAD_S + np.concatenate([[0.0], np.cumsum(lengths)])
    notes = as_notes(ODE, 60.0, off_ms=0.0)  # a beat a second, then bent to the taps
    each = [np.interp(n.start_s - LEAD_S, np.arange(taps.size), taps) for n in notes]
    bent = [
        type(n)(float(a), float(b) - 0.02, n.midi, 0.0, n.sung)
        for n, a, b in zip(notes, each, [*each[1:], each[-1] + 1.0], strict=True)
    ]
    reading = beats_of(bent, HumAsked(taps_s=tuple(taps.tolist())))[0]
    steps = reading.steps / reading.rhythm.steps_a_beat
    assert [Fraction(s).limit_denominator(4) for s in steps] == [a for a, _, _ in placed(ODE)]


def test_a_singer_who_slows_down_keeps_the_grid() -> None:
    notes = as_notes(ODE, 112.0, slower_percent=14.0)
    reading = beats_of(notes, NOTHING_SAID)[0]
    chart = on_paper(notes, reading, NOTHING_SAID, "Ode").chart
    assert [n.start_quarters for n in chart.melody] == [a for a, _, _ in placed(ODE)]
    assert len(chart.tempos) > 1
    assert chart.tempos[-1].quarter_bpm < 0.95 * chart.tempos[0].quarter_bpm
    late = [abs(seconds(chart, n.start_quarters) - m.start_s)
            for n, m in zip(chart.melody, notes, strict=True)]  # fmt: skip
    assert max(late) < 0.08


def test_steady_beats_are_all_equally_long() -> None:
    rng = np.random.default_rng(3)
    beats = np.arange(24.0)
    times = beat_times(beats, 0.5 * beats + rng.normal(0.0, 0.01, 24), 0, 24)
    assert np.ptp(np.diff(times)) < 1e-9


def test_the_counts_of_each_meter_fill_its_bar() -> None:
    for rhythm in rhythm_tables():
        assert sum(map(sum, rhythm.moves)) == pytest.approx(1000.0, abs=60.0), rhythm.name
        assert rhythm.steps * 4 == rhythm.beats * rhythm.steps_a_beat * (
            4 if rhythm.unit == 4 else Fraction(4, 3)
        )
