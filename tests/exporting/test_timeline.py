"""A song's bars become a tempo map whose bar lines lie where the bars begin."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.exchange.daw.timeline import Timeline, longest_tempo_bpm
from tonmeister.flow.exporting.timeline import tempo_map
from tonmeister.model import TempoMap

RATE = 48000


def song(beats: np.ndarray, meter: int = 4) -> TempoMap:
    return TempoMap(
        tempo_bpm=120.0, meter=meter, beats_s=tuple(float(b) for b in beats),
        downbeats=tuple(range(0, len(beats), meter)), confidence=1.0,
    )  # fmt: skip


def bar_lines(beats: np.ndarray, meter: int = 4) -> np.ndarray:
    """Return where the map puts the bar lines of the song's own bars, in seconds."""
    tempos, meters = tempo_map(song(beats, meter))
    line = Timeline(tempos, RATE)
    first = line.quarters(float(beats[0]))
    assert first == pytest.approx(round(first), abs=1e-6)
    counted = meters[-1].at_quarters
    assert (round(first) - counted) % meter == 0  # the first downbeat begins a bar
    return np.array([line.seconds(first + meter * n) for n in range(len(beats) // meter)])


@pytest.mark.parametrize(
    ("first_s", "bpm", "meter"),
    [(0.0, 120.0, 4), (2.0, 120.0, 4), (0.51, 100.0, 4), (0.05, 93.37, 4), (1.3, 93.37, 3)],
)
def test_a_steady_song_has_its_bars_on_the_lines(first_s: float, bpm: float, meter: int) -> None:
    beats = first_s + np.arange(16 * meter) * 60.0 / bpm
    if first_s == 0.05:  # too short for a beat: the first bar begins with the file
        tempos, _ = tempo_map(song(beats, meter))
        assert Timeline(tempos, RATE).seconds(4.0) == pytest.approx(beats[4], abs=2e-3)
        return
    assert bar_lines(beats, meter) == pytest.approx(beats[::meter], abs=2e-3)


def test_a_song_played_to_a_click_from_the_first_frame_has_one_plain_tempo() -> None:
    heard = 2.0 + np.arange(64) * 0.5 + np.random.default_rng(1).normal(0.0, 0.0007, 64)
    tempos, meters = tempo_map(song(heard))
    assert [(t.at_s, t.quarter_bpm) for t in tempos] == [(0.0, 120.0)]
    assert [(m.at_quarters, m.beats) for m in meters] == [(0.0, 4)]


def test_a_song_that_breathes_has_a_tempo_for_each_bar() -> None:
    steps = 0.5 + 0.03 * np.sin(np.arange(64) / 9.0)
    beats = 1.0 + np.concatenate([[0.0], np.cumsum(steps)[:-1]])
    assert bar_lines(beats) == pytest.approx(beats[::4], abs=1e-6)


def test_without_a_tempo_the_map_is_that_of_an_empty_project() -> None:
    tempos, meters = tempo_map(None)
    assert (tempos[0].quarter_bpm, meters[0].beats) == (120.0, 4)


def test_the_tempo_of_a_song_is_the_one_that_holds_longest() -> None:
    tempos, _ = tempo_map(song(0.51 + np.arange(64) * 0.6))
    assert tempos[0].quarter_bpm > 110.0  # the lead-in
    assert longest_tempo_bpm(tempos, 40.0) == 100.0
    assert longest_tempo_bpm(tempos[:1], 0.0) == round(tempos[0].quarter_bpm, 3)
