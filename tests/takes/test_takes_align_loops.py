from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.takes.sung_for_align import RATE_HZ, lines, true_take
from tonmeister.listening.takes.loops import repeats

Row = NDArray[np.float64]
LOOP_S = lines()[-1][-1][0] + lines()[-1][-1][1] + 0.5


def passes(count: float) -> Row:
    """One file with so many passes over the loop, each sung anew."""
    frames = round(LOOP_S * RATE_HZ)
    rows = [true_take(n + 1).sound[:frames] for n in range(int(count))]
    rows.append(true_take(5).sound[: round((count % 1) * frames)])
    return np.concatenate(rows)


def test_a_loop_recording_is_cut_at_its_repeats() -> None:
    found = repeats(passes(3.4), RATE_HZ)
    assert len(found) == 4
    for number, (begins_s, _) in enumerate(found):
        assert abs(begins_s - found[0][0] - number * LOOP_S) < 0.04
    assert found[0][0] < 0.5
    assert all(end == begin for (_, end), (begin, _) in pairwise(found))
    assert abs(found[-1][1] - 3.4 * LOOP_S) < 0.01


def test_two_whole_passes_are_enough() -> None:
    assert len(repeats(passes(2), RATE_HZ)) == 2


def test_the_time_before_the_first_pass_is_left_off() -> None:
    waited = np.concatenate([np.zeros(2 * RATE_HZ), passes(3)])
    found = repeats(waited, RATE_HZ)
    assert len(found) == 3
    assert 1.5 < found[0][0] < 3.3


def test_one_take_is_one_pass() -> None:
    sound = true_take(1).sound
    assert repeats(sound, RATE_HZ) == [(0.0, sound.size / RATE_HZ)]


def test_a_song_whose_chorus_comes_again_is_one_take() -> None:
    verse = true_take(1).sound
    half = round(0.5 * LOOP_S * RATE_HZ)
    chorus = true_take(2).sound[:half]
    other = true_take(3).sound[half : 2 * half]
    song = np.concatenate([verse[half:], chorus, other[: half // 2], true_take(4).sound[:half]])
    assert len(repeats(song, RATE_HZ)) == 1


def test_silence_and_moments_are_one_take() -> None:
    assert repeats(np.zeros(RATE_HZ * 30), RATE_HZ) == [(0.0, 30.0)]
    assert repeats(np.ones(100), RATE_HZ) == [(0.0, 100 / RATE_HZ)]
    assert repeats(np.zeros(0), RATE_HZ) == [(0.0, 0.0)]
