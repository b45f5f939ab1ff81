"""Keys and strings: an electric piano of tines, and a string ensemble of bowed saws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.signal.instruments.filters import (
    RATE_HZ,
    Note,
    Row,
    band,
    bell,
    drive,
    empty,
    hz,
    put,
    room,
)
from tonmeister.signal.instruments.kernels import saw

PLAYERS = 5  # to a string section's part


def electric_piano(notes: Sequence[Note], length_s: float, seed: int) -> Row:
    """Play an electric piano: a tine over its tone bar by frequency modulation, then a preamp."""
    rng = np.random.default_rng(seed)
    out = empty(length_s)
    for start_s, held_s, pitch, v in notes:
        f = hz(pitch + 0.015 * rng.standard_normal())
        t = np.arange(round((held_s + 0.12) * RATE_HZ)) / RATE_HZ
        bark = (0.6 + 2.2 * v * v) * np.exp(-t / (0.9 * (220 / f) ** 0.5))
        body = np.sin(2 * np.pi * f * t + bark * np.sin(2 * np.pi * f * t))
        bell_tone = np.sin(
            2 * np.pi * f * t + 0.6 * v * np.exp(-t / 0.08) * np.sin(28 * np.pi * f * t)
        )
        fade = np.exp(-t / (1.9 * (220 / f) ** 0.4)) * np.minimum(1.0, t / 0.0015)
        fade *= np.clip((held_s + 0.12 - t) / 0.1, 0.0, 1.0)
        knock = band(rng.standard_normal(900), 200, 2500, 1) * np.exp(-np.arange(900) / 150)
        tone = (0.75 * body + 0.25 * bell_tone) * fade * v
        tone[:900] += 0.10 * v * knock[: tone.size]
        put(out, tone, start_s)
    out = drive(out / np.abs(out).max(), 1.7)
    return band(bell(bell(out, 260, 2.0, 0.8), 2200, 3.0, 0.8), 60, 9000, 1)


def ensemble(notes: Sequence[Note], length_s: float, seed: int) -> tuple[Row, Row]:
    """Play a string section, left and right: five players a part, each a little apart."""
    rng = np.random.default_rng(seed)
    left, right = empty(length_s), empty(length_s)
    for start_s, held_s, pitch, v in notes:
        count = round((held_s + 0.45) * RATE_HZ)
        t = np.arange(count) / RATE_HZ
        fade = np.clip(t / 0.22, 0, 1) ** 1.5 * np.clip((held_s + 0.45 - t) / 0.45, 0, 1) ** 1.5
        swell = v * (0.85 + 0.15 * np.sin(np.pi * np.clip(t / max(held_s, 0.1), 0, 1)))
        for player in range(PLAYERS):
            wobble = (
                0.10
                * np.clip((t - 0.25) / 0.5, 0, 1)
                * np.sin(2 * np.pi * (5.0 + 0.8 * rng.random()) * t + 6.28 * rng.random())
            )
            cents = 0.07 * rng.standard_normal()
            tone = (
                saw(hz(pitch + cents) * 2.0 ** (wobble / 12.0), rng.random(), RATE_HZ)
                * fade
                * swell
            )
            place = (player + 0.5) / PLAYERS * 0.8 + 0.1
            late_s = start_s + 0.012 * rng.random()
            put(left, tone, late_s, float(np.cos(place * np.pi / 2)))
            put(right, tone, late_s, float(np.sin(place * np.pi / 2)))
    return _wood(left, seed), _wood(right, seed + 1)


def _wood(sound: Row, seed: int) -> Row:
    """Return the bodies of the instruments and the hall around them."""
    sound = band(bell(bell(sound, 290, 2.5, 1.2), 1100, -2.0, 0.8), 120, 5200, 1)
    sound = band(sound, 100, 9500, 2)
    return sound + 0.35 * room(sound, seed, 0.9, 14.0)
