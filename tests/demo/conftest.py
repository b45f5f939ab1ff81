"""The short demo session, as it was recorded and as it would be if nothing had gone wrong."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.flow.demo import play_demo
from tonmeister.signal.audio import Samples


@pytest.fixture(scope="session")
def takes() -> dict[str, Samples]:
    return {name: audio.samples for name, audio in play_demo(short=True)}


@pytest.fixture(scope="session")
def flawless() -> dict[str, Samples]:
    return {name: audio.samples for name, audio in play_demo(short=True, faulty=False)}


def band_db(samples: Samples, low_hz: float, high_hz: float) -> float:
    """Return the level of what lies between two frequencies."""
    power = np.abs(np.fft.rfft(samples[0])) ** 2
    f = np.fft.rfftfreq(samples.shape[1], 1 / 48000)
    inside = power[(f >= low_hz) & (f < high_hz)].sum()
    return float(10 * np.log10(inside / samples.shape[1] ** 2 + 1e-20))


@pytest.fixture(scope="session")
def in_band():
    return band_db
