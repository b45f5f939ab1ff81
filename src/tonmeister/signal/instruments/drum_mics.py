"""Microphones around the kit: close ones with their bleed, and a pair overhead.

Sound takes 2.9 ms a metre, so the overheads hear every drum later than its own microphone.
"""

from __future__ import annotations

import numpy as np

from tonmeister.signal.instruments.filters import Row, band, later, room

# What the overheads hear: piece, level, delay left and right in ms, lowpass, balance (left > 0).
OVERHEAD = {
    "kick": (0.38, 4.4, 4.5, 4000.0, 0.0),
    "snare": (0.80, 3.2, 3.7, 14000.0, 0.08),
    "hats": (0.40, 2.4, 4.6, 20000.0, 0.30),
    "toms": (0.60, 3.3, 3.4, 9000.0, -0.15),
    "crash": (0.75, 2.1, 3.9, 22000.0, 0.25),
    "ride": (0.36, 4.4, 2.2, 22000.0, -0.30),
}


def close(lanes: dict[str, Row], own: str, bleed: dict[str, tuple[float, float, float]]) -> Row:
    """Return a close microphone: its drum, and ``bleed`` of others (level, delay ms, lowpass)."""
    out = lanes[own].copy()
    for piece, (level, delay_ms, top_hz) in bleed.items():
        out += later(band(lanes[piece], 0, top_hz, 1), delay_ms, level)
    return out


def overheads(lanes: dict[str, Row], seed: int) -> tuple[Row, Row]:
    """Return the two overheads, with the room they stand in."""
    left = np.zeros_like(lanes["kick"])
    right = np.zeros_like(left)
    for piece, (level, left_ms, right_ms, top_hz, lean) in OVERHEAD.items():
        heard = band(lanes[piece], 0, top_hz, 1)
        left += later(heard, left_ms, level * (1 + lean))
        right += later(heard, right_ms, level * (1 - lean))
    both = 0.5 * (left + right)
    return (
        left + 0.40 * room(both, seed, 0.42, 7.0),
        right + 0.40 * room(both, seed + 1, 0.42, 8.0),
    )
