"""The tape an instrument plays on, and how its end is kept from clicking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.model import SoundNote
from tonmeister.signal import Samples

Row = NDArray[np.float64]
LAST_FADE_S = 0.02


def blank(length_s: float, rate_hz: int) -> Samples:
    """Return silence to play into, ``[2, frames]``."""
    return np.zeros((2, max(0, round(length_s * rate_hz))))


def on_tape(notes: Sequence[SoundNote]) -> list[SoundNote]:
    """Return the notes in order; what would begin before the tape begins with it."""
    cut = (
        n if n.start_s >= 0.0 else replace(n, start_s=0.0, length_s=n.start_s + n.length_s)
        for n in notes
    )
    return sorted((n for n in cut if n.length_s > 0.0), key=lambda n: (n.start_s, n.midi))


def finish(tape: Samples, rate_hz: int) -> Samples:
    """Fade out what still rings where the tape ends."""
    count = min(tape.shape[1], round(LAST_FADE_S * rate_hz))
    if count and tape[:, -count:].any():
        tape[:, -count:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, count + 1) / count)
    return tape


def smooth_step(x: Row) -> Row:
    """Go from 0 to 1 between 0 and 1, without a corner."""
    x = np.clip(x, 0.0, 1.0)
    return x * x * (3.0 - 2.0 * x)


def hz(midi: Row | float) -> Row:
    """Return the frequency of MIDI pitches, A4 = 440 Hz."""
    return np.asarray(440.0 * np.exp2((np.asarray(midi, dtype=np.float64) - 69.0) / 12.0))


def drawn_out(steps: Row, hop: int, frames: int) -> Row:
    """Return values given every ``hop`` frames at every frame, straight in between."""
    way = np.arange(hop) / hop
    whole = steps[:-1, None] + way * np.diff(steps)[:, None]
    return np.asarray(whole.ravel()[:frames])
