"""A little song for tests: four tracks of twelve seconds that sound enough like a band."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

RATE_HZ = 44100
LENGTH_S = 12.0
BEAT_S = 0.5

Sound = NDArray[np.float64]


def write_song(folder: Path, *, rate_hz: int = RATE_HZ, length_s: float = LENGTH_S) -> Path:
    """Write kick, bass, guitar (stereo) and lead vocal as 24-bit WAV."""
    folder.mkdir(parents=True, exist_ok=True)
    t = np.arange(int(length_s * rate_hz)) / rate_hz
    for name, sound in (
        ("01 Kick", kick(t)),
        ("02 Bass DI", bass(t)),
        ("03 EGtr", guitar(t)),
        ("04 Lead Vox", voice(t)),
    ):
        sf.write(folder / f"{name}.wav", sound, rate_hz, "PCM_24")
    return folder


def kick(t: Sound, pitch: float = 1.0) -> Sound:
    """Play a bass drum on every beat."""
    since = t % BEAT_S
    sweep = 55 * pitch * since + 4 * (1 - np.exp(-since * 40))
    return 0.4 * np.exp(-since * 18.0) * np.sin(2 * np.pi * sweep)


def _phase(t: Sound, pitches_hz: list[float], each_s: float) -> Sound:
    pitch = np.asarray(pitches_hz)[(t / each_s).astype(int) % len(pitches_hz)]
    return np.asarray(np.cumsum(pitch) * (t[1] - t[0]))


def bass(t: Sound, pitch: float = 1.0) -> Sound:
    """Play a bass in eighths."""
    phase = pitch * _phase(t, [55.0, 55.0, 65.4, 49.0], 2.0)
    tone = sum(np.sin(2 * np.pi * k * phase) / k**1.5 for k in range(1, 8))
    return np.asarray(0.12 * tone * np.exp(-(t % BEAT_S) * 3.0))


def guitar(t: Sound, pitch: float = 1.0) -> Sound:
    """Strum chords, in stereo ``[frame, 2]``."""
    rng = np.random.default_rng(3)
    phase = pitch * _phase(t, [220.0, 220.0, 261.6, 196.0], 2.0)
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


def voice(t: Sound, pitch: float = 1.0) -> Sound:
    """Sing a line with vibrato that is softer in its second half."""
    rng = np.random.default_rng(4)
    step_s = t[1] - t[0]
    notes_hz = np.asarray([330.0, 392.0, 349.0, 294.0, 262.0])
    pitch_hz = pitch * notes_hz[(t / 0.75).astype(int) % 5]
    phase = np.cumsum(pitch_hz * (1 + 0.008 * np.sin(2 * np.pi * 5.5 * t))) * step_s
    tone = sum(
        np.exp(-(((k * 320.0 - 650.0) / 500.0) ** 2)) * np.sin(2 * np.pi * k * phase)
        + 0.3 * np.exp(-(((k * 320.0 - 2700.0) / 600.0) ** 2)) * np.sin(2 * np.pi * k * phase)
        for k in range(1, 14)
    )
    line = (np.sin(2 * np.pi * t / 3.0) > -0.5) * (1.0 - 0.5 * (t > 6.0))
    smooth = round(0.02 / step_s)
    line = np.convolve(line, np.ones(smooth) / smooth, "same")
    return np.asarray(0.15 * line * (tone + 0.01 * rng.standard_normal(t.size)))
