"""Which stem carries it: the share of each in lines, and in what hisses in the quiet moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tonmeister.listening.sound_file import hann
from tonmeister.signal import Source

ASKED = 12
"""So many windows of a stem are looked at."""

WINDOW_S = 4.0
FLOOR_FRAMES, FLOORS = 2048, 200


def line_shares(sounds: Mapping[str, Source], lines_hz: Sequence[float]) -> dict[str, float]:
    """Return how much of a comb of lines each stem carries: fractions, sum 1.

    A stem's lines are measured where they are weakest: a note is gone then, a hum is not.
    """
    power = {name: _lines_of(sound, lines_hz) for name, sound in sounds.items()}
    total = sum(power.values())
    return {name: part / total for name, part in power.items()} if total > 0.0 else {}


def _lines_of(sound: Source, lines_hz: Sequence[float]) -> float:
    size = min(round(WINDOW_S * sound.rate_hz), sound.frames)
    if size < sound.rate_hz:
        return 0.0
    window = hann(size) * (2.0 / size)
    at_s = np.arange(size) / sound.rate_hz
    waves = np.exp(-2j * np.pi * np.outer(at_s, np.asarray(lines_hz))) * window[:, None]
    starts = np.linspace(0, sound.frames - size, min(ASKED, max(1, sound.frames // size)))
    seen = [np.abs(sound.read(int(at), size).mean(axis=0) @ waves) ** 2 for at in starts]
    return float(np.percentile(np.array(seen), 25, axis=0).sum())


def floor_shares(sounds: Mapping[str, Source], low_hz: float, high_hz: float) -> dict[str, float]:
    """Return how much of the noise floor of a band each stem carries: fractions, sum 1."""
    power = {name: _floor_of(sound, low_hz, high_hz) for name, sound in sounds.items()}
    total = sum(power.values())
    return {name: part / total for name, part in power.items()} if total > 0.0 else {}


def _floor_of(sound: Source, low_hz: float, high_hz: float) -> float:
    """Return what the stem does not fall under in most of its windows."""
    size = min(FLOOR_FRAMES, sound.frames)
    window = hann(size)
    hz = np.arange(size // 2 + 1) * sound.rate_hz / size
    band = (hz >= low_hz) & (hz <= high_hz)
    starts = np.linspace(0, sound.frames - size, FLOORS)
    seen = []
    for at in starts:
        spectrum = np.fft.rfft(sound.read(int(at), size) * window, axis=1)
        seen.append(float((np.abs(spectrum[:, band]) ** 2).sum()))
    return float(np.percentile(seen, 10))
