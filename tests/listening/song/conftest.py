"""A little band whose songs are known to the note."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.listening.analyse import features_of
from tonmeister.listening.features import TrackFeatures
from tonmeister.signal.audio import Audio

RATE_HZ = 22050


class Band:
    """Plays simple parts at a tempo, in seconds and MIDI notes."""

    def __init__(self, length_s: float) -> None:
        self.length_s = length_s
        self.parts: dict[str, np.ndarray] = {}
        self.chance = np.random.default_rng(5)

    def put(self, name: str, at_s: float, sound: np.ndarray) -> None:
        track = self.parts.setdefault(name, np.zeros(round(self.length_s * RATE_HZ)))
        start = round(at_s * RATE_HZ)
        room = track[start : start + len(sound)]
        room += sound[: len(room)]

    def kick(self, at_s: float) -> None:
        t = np.arange(RATE_HZ // 5) / RATE_HZ
        self.put(
            "kick", at_s, 0.6 * np.exp(-t * 25) * np.sin(2 * np.pi * 55 * t + 4 * np.exp(-t * 60))
        )

    def snare(self, at_s: float) -> None:
        t = np.arange(RATE_HZ // 6) / RATE_HZ
        self.put("snare", at_s, 0.3 * np.exp(-t * 30) * self.chance.standard_normal(len(t)))

    def hat(self, at_s: float, level: float = 0.1) -> None:
        t = np.arange(RATE_HZ // 20) / RATE_HZ
        noise = np.diff(self.chance.standard_normal(len(t) + 1))
        self.put("hi-hat", at_s, level * np.exp(-t * 120) * noise)

    def note(
        self, name: str, midi: float, at_s: float, length_s: float, level: float = 0.1
    ) -> None:
        t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
        hz = 440.0 * 2 ** ((midi - 69) / 12)
        wave = sum(np.sin(2 * np.pi * hz * k * t) / k**1.5 for k in range(1, 7))
        fade = np.minimum(1.0, np.minimum(t / 0.01, (length_s - t) / 0.03))
        self.put(name, at_s, level * wave * fade * np.exp(-0.8 * t))

    def chord(self, name: str, notes: list[int], at_s: float, length_s: float) -> None:
        for midi in notes:
            self.note(name, midi, at_s, length_s, 0.05)

    def heard(self) -> dict[str, TrackFeatures]:
        return {
            name: features_of(Audio(np.stack([part, part]), RATE_HZ))
            for name, part in self.parts.items()
        }


@pytest.fixture
def band():
    return Band
