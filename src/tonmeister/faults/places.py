"""Spoiling one stretch of a sound and leaving the rest as it was, without a click."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tonmeister.model import Span
from tonmeister.signal import Samples

FADE_S = 0.05


def within(
    sound: Samples, rate_hz: int, where: Span, spoil: Callable[[Samples], Samples]
) -> Samples:
    """Return a copy that is spoiled in a stretch only, faded over 50 ms at both ends.

    ``spoil`` is handed the whole sound ``[2, n]`` (so that filters have their past) and must not
    change it in place.
    """
    return mixed(sound, spoil(sound), weight(sound.shape[1], rate_hz, where))


def mixed(clean: Samples, spoiled: Samples, part: Samples) -> Samples:
    """Return the clean sound where ``part`` [n] is 0, the spoiled one where it is 1."""
    return np.ascontiguousarray(clean + (spoiled - clean) * part)


def weight(frames: int, rate_hz: int, where: Span) -> Samples:
    """Return 1 inside the stretch, 0 outside, and 50 ms of slope where it begins and ends."""
    at_s = np.arange(frames) / rate_hz
    rise = np.ones(frames) if where.start_s <= 0.0 else (at_s - where.start_s) / FADE_S
    length_s = frames / rate_hz
    fall = np.ones(frames) if where.end_s >= length_s else (where.end_s - at_s) / FADE_S
    return np.clip(np.minimum(rise, fall), 0.0, 1.0)
