"""A song of known form, played by sines and noise: what a plan should find in it is known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 24000
BEAT_S = 0.5
BAR_S = 4 * BEAT_S
FORM = (("intro", 4), ("verse", 8), ("chorus", 8), ("verse", 8), ("chorus", 8))
CHORDS = {"intro": (0, 7), "verse": (0, 9, 5, 7), "chorus": (5, 7, 0, 9)}
ROOTS_HZ = 130.8128 * 2.0 ** (np.arange(12) / 12.0)


def bars() -> list[tuple[str, int]]:
    """Return each bar's section and its place in it."""
    return [(name, bar) for name, count in FORM for bar in range(count)]


def _tone(freq_hz: float, length_s: float, fall_s: float) -> np.ndarray:
    t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    wave = sum(np.sin(2 * np.pi * freq_hz * k * t) / k for k in (1, 2, 3, 4))
    return np.asarray(wave * np.exp(-t / fall_s) * np.minimum(1.0, t / 0.004))


def tracks(*, lift: bool = True) -> dict[str, np.ndarray]:
    """Play the song: the chorus gets guitars and keys louder with ``lift``, else all play alike."""
    rng = np.random.default_rng(5)
    length = round((len(bars()) * BAR_S + 1.0) * RATE_HZ)
    out = {n: np.zeros(length) for n in ("Kick", "Snare", "Bass", "Gtr", "Keys", "Lead Vox")}

    def put(name: str, at_s: float, sound: np.ndarray, level: float) -> None:
        start = round(at_s * RATE_HZ)
        count = min(len(sound), length - start)
        out[name][start : start + count] += level * sound[:count]

    for number, (section, bar) in enumerate(bars()):
        at = number * BAR_S
        root = CHORDS[section][bar % len(CHORDS[section])]
        loud = 1.6 if section == "chorus" and lift else 1.0
        for beat in range(4):
            kick = np.sin(2 * np.pi * 60 * np.arange(3000) / RATE_HZ) * np.exp(
                -np.arange(3000) / 700
            )
            if beat % 2 == 0:
                put("Kick", at + beat * BEAT_S, kick, 0.5)
            else:
                hit = rng.standard_normal(2400) * np.exp(-np.arange(2400) / 500)
                put("Snare", at + beat * BEAT_S, hit, 0.25)
            put("Bass", at + beat * BEAT_S, _tone(ROOTS_HZ[root] / 2, 0.45, 0.4), 0.2)
            put("Gtr", at + beat * BEAT_S, _tone(ROOTS_HZ[root] * 2, 0.4, 0.2), 0.16 * loud)
        if section == "chorus" or not lift:
            for step in (0, 4, 7):
                put("Keys", at, _tone(ROOTS_HZ[(root + step) % 12] * 2, 1.95, 1.5), 0.12 * loud)
        if section != "intro":
            for beat in range(4):
                note = _tone(ROOTS_HZ[(root + (0, 4, 7, 4)[beat]) % 12] * 2, 0.42, 1.0)
                put("Lead Vox", at + beat * BEAT_S, note, 0.2)
    return out


def write_song(folder: Path, sounds: Mapping[str, np.ndarray]) -> Path:
    """Write one file a track."""
    folder.mkdir(parents=True)
    for name, sound in sounds.items():
        soundfile.write(folder / f"{name}.wav", 0.5 * sound, RATE_HZ, subtype="PCM_24")
    return folder
