"""Short mixes for the mastering tests: noise with a slope, notes, beats, and some width."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile as sf

RATE_HZ = 44100


def song(
    seed: int = 1,
    *,
    slope_db: float = -4.5,
    width: float = 0.4,
    swing: float = 5.0,
    length_s: float = 8.0,
    rate_hz: int = RATE_HZ,
) -> np.ndarray:
    """Return ``[2, n]``: noise that falls by ``slope_db`` an octave, beating, half of it soft.

    ``swing``: how fast the beats fade, ``width``: level of the sides against the middle.
    """
    rng = np.random.default_rng(seed)
    frames = round(length_s * rate_hz)
    hz = np.fft.rfftfreq(frames, 1.0 / rate_hz)
    shape = np.where(hz > 20.0, np.maximum(hz, 20.0) / 1000.0, 1.0) ** (slope_db / 6.0206)
    shape[hz <= 20.0] = 0.0
    mid, side = (np.fft.irfft(np.fft.rfft(rng.standard_normal(frames)) * shape, frames)
                 for _ in range(2))  # fmt: skip
    t = np.arange(frames) / rate_hz
    beat = 0.15 + np.exp(-((2.0 * t) % 1.0) * swing)
    part = np.where((t % 4.0) < 2.0, 0.5, 1.0)
    both = np.stack([mid + width * side, mid - width * side]) * beat * part
    return np.asarray(0.5 * both / np.abs(both).max())


def put(path: Path, sound: np.ndarray, rate_hz: int = RATE_HZ) -> Path:
    """Write 24-bit WAV; one row is a mono file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sf.write(path, sound.T, rate_hz, subtype="PCM_24")
    return path


def pair(folder: Path) -> tuple[Path, Path]:
    """Write a dark narrow mix and a bright wide reference, louder."""
    mix = put(folder / "mix.wav", 0.5 * song(1, slope_db=-6.0, width=0.25))
    return mix, put(folder / "record.wav", 1.4 * song(2, slope_db=-4.0, width=0.6, swing=2.0))
