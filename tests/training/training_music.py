"""Little pieces to train on: a band of four, synthesised."""

from __future__ import annotations

import numpy as np

from tonmeister.faults import Piece

RATE_HZ = 44100
LENGTH_S = 4.0


def band(length_s: float = LENGTH_S, rate_hz: int = RATE_HZ) -> Piece:
    """Return drums, bass, a voice that pauses and keys on both sides."""
    rng = np.random.default_rng(5)
    t = np.arange(round(length_s * rate_hz)) / rate_hz
    stroke = np.exp(-((t * 2.0) % 1.0) * 14.0)
    drums = 0.5 * rng.standard_normal((2, t.size)) * stroke + 0.4 * np.sin(
        2 * np.pi * 60 * t
    ) * np.exp(-((t * 1.0) % 1.0) * 9.0)
    bass = np.tile(0.25 * np.sin(2 * np.pi * 82.4 * t), (2, 1))
    sung = (np.sin(2 * np.pi * 0.7 * t) > -0.3) * (1.0 + 0.3 * np.sin(2 * np.pi * 5.0 * t))
    tones = sum(
        np.sin(2 * np.pi * 220.0 * k * t + 0.02 * k * np.sin(33 * t)) / k for k in range(1, 30)
    )
    voice = np.tile(0.12 * sung * tones, (2, 1))
    keys = np.stack([
        0.1 * np.sin(2 * np.pi * 523.0 * t) * np.exp(-((t * 3.0) % 1.0) * 3.0),
        0.1 * np.sin(2 * np.pi * 659.0 * t) * np.exp(-((t * 3.0 + 0.5) % 1.0) * 3.0),
    ])  # fmt: skip
    stems = {"drums": drums, "bass": bass, "voice": voice, "keys": keys}
    over = np.abs(sum(stems.values())).max() / 0.8
    stems = {name: np.ascontiguousarray(stem / over) for name, stem in stems.items()}
    roles = {"drums": "drums", "bass": "bass", "voice": "lead vocal", "keys": "keys"}
    return Piece(
        name="the band", rate_hz=rate_hz, mix=sum(stems.values()), stems=stems, roles=roles
    )
