"""A little song for tests: four tracks of twelve seconds that sound enough like a band."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

RATE_HZ = 44100
LENGTH_S = 12.0
BEAT_S = 0.5


def write_song(folder: Path, *, rate_hz: int = RATE_HZ, length_s: float = LENGTH_S) -> Path:
    """Write kick, bass, guitar (stereo) and lead vocal as 24-bit WAV."""
    folder.mkdir(parents=True, exist_ok=True)
    t = np.arange(int(length_s * rate_hz)) / rate_hz
    for name, sound in (
        ("01 Kick", _kick(t)),
        ("02 Bass DI", _bass(t)),
        ("03 EGtr", _guitar(t, rate_hz)),
        ("04 Lead Vox", _voice(t, rate_hz)),
    ):
        sf.write(folder / f"{name}.wav", sound, rate_hz, "PCM_24")
    return folder


def _kick(t: NDArray[np.float64]) -> NDArray[np.float64]:
    since = t % BEAT_S
    return (
        0.4
        * np.exp(-since * 18.0)
        * np.sin(2 * np.pi * (55 * since + 4 * (1 - np.exp(-since * 40))))
    )


def _notes(t: NDArray[np.float64], pitches: list[float], each_s: float) -> NDArray[np.float64]:
    return np.asarray(pitches)[(t / each_s).astype(int) % len(pitches)]


def _bass(t: NDArray[np.float64]) -> NDArray[np.float64]:
    pitch = _notes(t, [55.0, 55.0, 65.4, 49.0], 2.0)
    phase = np.cumsum(pitch) * (t[1] - t[0])
    tone = sum(np.sin(2 * np.pi * k * phase) / k**1.5 for k in range(1, 8))
    return 0.12 * tone * np.exp(-(t % BEAT_S) * 3.0)


def _guitar(t: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(3)
    pitch = _notes(t, [220.0, 220.0, 261.6, 196.0], 2.0)
    phase = np.cumsum(pitch) / rate_hz
    strum = np.exp(-(t % (BEAT_S / 2)) * 6.0)
    sides = []
    for detune in (0.998, 1.002):
        chord = sum(
            np.sin(2 * np.pi * k * phase * ratio * detune) / k
            for ratio in (1.0, 1.26, 1.5)
            for k in range(1, 12)
        )
        sides.append(0.05 * chord * strum + 1e-4 * rng.standard_normal(t.size))
    return np.stack(sides, axis=1)


def _voice(t: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(4)
    pitch = _notes(t, [330.0, 392.0, 349.0, 294.0, 262.0], 0.75) * (
        1 + 0.008 * np.sin(2 * np.pi * 5.5 * t)
    )
    phase = np.cumsum(pitch) / rate_hz
    tone = sum(
        np.exp(-(((k * 320.0 - 650.0) / 500.0) ** 2)) * np.sin(2 * np.pi * k * phase)
        + 0.3 * np.exp(-(((k * 320.0 - 2700.0) / 600.0) ** 2)) * np.sin(2 * np.pi * k * phase)
        for k in range(1, 14)
    )
    line = (np.sin(2 * np.pi * t / 3.0) > -0.5) * (1.0 - 0.5 * (t > 6.0))
    line = np.convolve(line, np.ones(1000) / 1000, "same")
    breath = 0.01 * rng.standard_normal(t.size)
    return 0.15 * line * (tone + breath)
