"""The kernels of dynamic time warping."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np

from tonmeister.signal.kernels.dtw import near_path, tune_path

SCENE = """
import numpy as np
from tonmeister.signal.kernels.dtw import near_path, tune_path
rng = np.random.default_rng(2)
one, other = rng.standard_normal((60, 3)), rng.standard_normal((70, 3))
centre = np.arange(60) + 4
path = near_path(one, other, centre, 8, 0.1)
tunes = [
    np.column_stack([rng.integers(50, 60, n), rng.integers(0, 2, n), rng.random(n)])
    for n in (40, 55)
]
pairs = tune_path(tunes[0], tunes[1], 2.0, 0.3, 0.1)
print(path.tolist(), pairs.tolist())
"""


def test_a_later_copy_is_found_where_it_lies() -> None:
    rng = np.random.default_rng(1)
    one = rng.standard_normal((300, 5))
    moved = np.concatenate([rng.standard_normal((9, 5)), one])
    path = near_path(one, moved, np.arange(300), 12, 0.1)
    assert np.array_equal(path, np.arange(300) + 9)


def test_a_place_that_comes_late_and_catches_up_is_followed() -> None:
    one = np.cumsum(np.random.default_rng(1).standard_normal((200, 4)), axis=0)
    true = np.concatenate([np.arange(100), np.repeat(100, 8), np.arange(100, 192)])
    path = near_path(one[true], one, np.arange(200), 20, 0.05)
    assert np.abs(path - true).mean() < 0.5


def test_a_guess_that_leaps_does_not_break_the_path() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.standard_normal((50, 2)), rng.standard_normal((400, 2))
    centre = np.concatenate([np.arange(25), np.arange(25) + 300])
    path = near_path(one, other, centre, 5, 0.1)
    assert np.abs(path - centre).max() <= 5


def test_a_tune_twice_as_slow_and_higher_is_the_same_tune() -> None:
    pitches = np.repeat([60.0, 64.0, 62.0, 67.0, 60.0], 20)
    one = np.column_stack([pitches, np.ones(100), np.ones(100)])
    slow = np.repeat(one, 2, axis=0)
    slow[:, 0] += 5.0
    pairs = tune_path(one, slow, -5.0, 0.3, 0.1)
    assert np.array_equal(pairs[0], [0, 0])
    assert np.array_equal(pairs[-1], [99, 199])
    assert np.abs(one[pairs[:, 0], 0] - slow[pairs[:, 1], 0] + 5.0).mean() < 0.05


def test_plain_python_gives_the_same_paths() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", SCENE], capture_output=True, text=True, check=True,
            env={**os.environ, "NUMBA_DISABLE_JIT": off},
        ).stdout
        for off in ("0", "1")
    ]  # fmt: skip
    assert said[0] == said[1]
    assert len(said[0]) > 200
