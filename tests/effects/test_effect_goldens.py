"""Half a second of every effect, as it sounded when we liked it.

To keep a new sound on purpose: ``python tests/effects/test_effect_goldens.py NAME ...``
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from effect_playing import NAMES, RATE_HZ, level_db, music, play, turned_to

GOLDENS = Path(__file__).parent / "goldens"
EIGHTH = RATE_HZ // 8


def half_a_second(name: str) -> np.ndarray:
    """Four times an eighth, every knob elsewhere each time; every other frame of one side."""
    parts = [
        play(turned_to(name, part), music(EIGHTH + 8192, seed=5))[:, -EIGHTH:]
        for part in (0.1, 0.35, 0.6, 0.85)
    ]
    out = np.concatenate(parts, axis=1)
    frames = np.arange(0, out.shape[1], 2)
    return np.asarray(out[(frames // 2) % 2, frames], dtype=np.float32)


@pytest.mark.parametrize("name", NAMES)
def test_it_sounds_as_it_did(name: str) -> None:
    before = np.load(GOLDENS / f"{name}.npy").astype(np.float64)
    now = half_a_second(name)
    assert level_db(before) > -70
    assert level_db(now - before) - max(level_db(before), -20.0) < -90


if __name__ == "__main__":
    GOLDENS.mkdir(exist_ok=True)
    for chosen in sys.argv[1:] or NAMES:
        np.save(GOLDENS / f"{chosen}.npy", half_a_second(chosen))
