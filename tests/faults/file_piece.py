"""A clean little song without a click: every stroke and note rises and falls for a moment."""

from __future__ import annotations

from functools import cache

import numpy as np

from tonmeister.faults import Piece
from tonmeister.signal import Samples

RATE_HZ, LENGTH_S = 44100, 24.0
ROLES = {"kick": "kick", "snare": "snare", "bass": "bass", "keys": "keys", "voice": "lead vocal"}


@cache
def whole_piece() -> Piece:
    """Six bars of 4 s; each breathes out at its end. The stems add up to the mix."""
    at_s = np.arange(round(LENGTH_S * RATE_HZ)) / RATE_HZ
    chance = np.random.default_rng(5)
    noise = chance.standard_normal(at_s.size)
    vibrato = at_s + 0.0004 * np.sin(2 * np.pi * 5.3 * at_s)
    parts = {
        "kick": _strokes(at_s, 1.0, 0.0, 0.10) * np.sin(2 * np.pi * 55.0 * at_s),
        "snare": _strokes(at_s, 1.0, 0.5, 0.08) * noise * 0.3,
        "bass": _strokes(at_s, 0.5, 0.03, 0.6) * _tone(at_s, 82.4, 6) * 0.5,
        "keys": sum(_tone(vibrato, hz, 9) for hz in (164.8, 207.7, 246.9)) * 0.12,
        "voice": _strokes(at_s, 2.0, 0.25, 1.5) * _tone(vibrato, 329.6, 10) * 0.35,
    }
    breath = 10.0 ** (-2.5 * np.clip((at_s % 4.0 - 3.2) / 0.7, 0.0, 1.0))
    breath *= np.clip((4.0 - at_s % 4.0) / 0.02, 0.0, 1.0) * np.clip((at_s % 4.0) / 0.02, 0.0, 1.0)
    air = chance.standard_normal((2, at_s.size)) * 1e-6
    stems = {name: np.stack([part, 0.9 * part]) * breath for name, part in parts.items()}
    stems["keys"] = stems["keys"] + air
    mix = np.sum(list(stems.values()), axis=0)
    scale = 0.7 / float(np.abs(mix).max())
    return Piece(
        name="little", rate_hz=RATE_HZ, mix=np.ascontiguousarray(mix * scale),
        stems={name: np.ascontiguousarray(stem * scale) for name, stem in stems.items()},
        roles=ROLES,
    )  # fmt: skip


def _strokes(at_s: Samples, every_s: float, late_s: float, decay_s: float) -> Samples:
    """Return a stroke every so often: 4 ms up, then down, and gone before the next one."""
    since = np.where(at_s >= late_s, (at_s - late_s) % every_s, every_s)
    rise = np.clip(since / 0.004, 0.0, 1.0) ** 2
    end = np.clip((every_s - since) / 0.02, 0.0, 1.0)
    return np.asarray(rise * np.exp(-since / decay_s) * end)


def _tone(at_s: Samples, pitch_hz: float, partials: int) -> Samples:
    waves = [np.sin(2 * np.pi * pitch_hz * n * at_s) / n for n in range(1, partials)]
    return np.asarray(np.sum(waves, axis=0))
