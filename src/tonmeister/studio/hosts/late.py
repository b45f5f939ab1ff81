"""How late a plug-in comes out, heard from the sound itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile as sf

from tonmeister.signal import Samples

LATEST_S = 2.0
_NOISE_S = 0.5
_LEVELS_DBFS = (-46.0, -20.0)
_CLEAR = 4.0
"""So many times higher than the next moment must the one stand at which it comes out."""

Play = Callable[[Path, Path], None]


def late_frames(play: Play, channels: int, rate_hz: int, folder: Path) -> int | None:
    """Return by how many frames a plug-in is late; ``None`` if that cannot be heard.

    It is given soft noise, under most thresholds, and then louder noise. What it did to the noise
    is unravelled into an impulse response; its highest point is the delay.
    """
    heard = [_heard(play, channels, rate_hz, folder, level) for level in _LEVELS_DBFS]
    clear = [(how, at) for how, at in heard if how >= _CLEAR]
    return max(clear)[1] if clear else None


def _heard(
    play: Play, channels: int, rate_hz: int, folder: Path, level_dbfs: float
) -> tuple[float, int]:
    frames, whole = round(_NOISE_S * rate_hz), round((_NOISE_S + LATEST_S) * rate_hz)
    noise = np.zeros(whole)
    loud = 10.0 ** (level_dbfs / 20.0)
    noise[:frames] = np.random.default_rng(1).uniform(-loud, loud, frames)
    into, out = folder / "probe.wav", folder / "probed.wav"
    sf.write(into, np.repeat(noise[:, None], channels, axis=1), rate_hz, "FLOAT")
    play(into, out)
    came, _ = sf.read(out, dtype="float64", always_2d=True)
    return _delay(noise, np.nan_to_num(came[:whole, 0], posinf=0.0, neginf=0.0))


def _delay(noise: Samples, came: Samples) -> tuple[float, int]:
    """Return how clearly one moment stands out, and which."""
    size = 1 << (2 * max(noise.size, came.size) - 1).bit_length()
    sent = np.fft.rfft(noise, size)
    power = np.abs(sent) ** 2
    impulse = np.fft.irfft(np.fft.rfft(came, size) * np.conj(sent) / (power + 1e-3 * power.mean()))
    impulse = np.abs(impulse[: noise.size])
    at = int(np.argmax(impulse))
    if impulse[at] == 0.0:
        return 0.0, 0
    return float(impulse[at] / np.sqrt(np.mean(impulse**2))), at
