"""Small songs with a known chart, played by sums of sines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 22050
CHORDS = {
    "C": (0, 4, 7), "Am": (9, 0, 4), "F": (5, 9, 0), "G": (7, 11, 2), "G7": (7, 11, 2, 5),
    "D": (2, 6, 9), "Bm": (11, 2, 6), "Em": (4, 7, 11), "A": (9, 1, 4), "E7": (4, 8, 11, 2),
    "Dm7": (2, 5, 9, 0), "Cmaj7": (0, 4, 7, 11), "B": (11, 3, 6), "C#m": (1, 4, 8),
}  # fmt: skip
BASSES = {"C/E": 4, "D/F#": 6, "G/B": 11}

Real = np.ndarray


def tone(midi: int, length_s: float, loud: float = 1.0) -> Real:
    """Return a plucked tone with eight partials."""
    t = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    hz = 440.0 * 2.0 ** ((midi - 69) / 12)
    shape = np.minimum(1.0, t / 0.004) * np.exp(-1.2 * t)
    shape *= np.minimum(1.0, (length_s - t) / 0.02)
    parts = (0.6**k * np.sin(2 * np.pi * hz * (k + 1) * t + k) for k in range(8))
    return loud * shape * sum(parts)


def put(track: Real, sound: Real, at_s: float) -> None:
    """Add a sound to a track."""
    start = round(at_s * RATE_HZ)
    stop = min(len(track), start + len(sound))
    track[start:stop] += sound[: stop - start]


def stroke(rng: np.random.Generator, low: bool) -> Real:
    """Return a drum stroke: a falling sine for a kick, noise for a snare."""
    t = np.arange(int(0.12 * RATE_HZ)) / RATE_HZ
    if low:
        return np.sin(2 * np.pi * (50 * t + 4 * (1 - np.exp(-30 * t)))) * np.exp(-25 * t)
    return 0.5 * rng.normal(size=t.size) * np.exp(-35 * t)


def band(
    bars: list[str], bpm: float = 120.0, start_s: float = 0.5, lead: list[int] | None = None
) -> dict[str, Real]:
    """Play a chord a bar in 4/4: drums, bass, keys, and a lead of one note a half bar."""
    rng = np.random.default_rng(4)
    beat_s = 60.0 / bpm
    frames = int((start_s + 4 * beat_s * len(bars) + 0.5) * RATE_HZ)
    tracks = {name: np.zeros(frames) for name in ("drums", "bass", "keys", "lead vocal")}
    for bar, name in enumerate(bars):
        chord = CHORDS[name.split("/")[0]]
        low = BASSES.get(name, chord[0])
        for beat in range(4):
            at_s = start_s + (4 * bar + beat) * beat_s
            put(tracks["drums"], stroke(rng, low=beat % 2 == 0), at_s)
            put(tracks["bass"], tone(36 + low, 0.95 * beat_s), at_s)
            if beat % 2 == 0:
                for each in chord:
                    put(tracks["keys"], tone(60 + each, 1.9 * beat_s, 0.5), at_s)
                if lead is not None:
                    midi = lead[(2 * bar + beat // 2) % len(lead)]
                    put(tracks["lead vocal"], tone(midi, 1.7 * beat_s), at_s)
    if lead is None:
        tracks.pop("lead vocal")
    return tracks


def write(folder: Path, tracks: dict[str, Real]) -> Path:
    """Write the tracks as files of a song."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sound in tracks.items():
        soundfile.write(folder / f"{name}.wav", 0.2 * sound, RATE_HZ, subtype="PCM_16")
    return folder
