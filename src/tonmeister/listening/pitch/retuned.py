"""What tuning did to a note: where it lies now, and whether its sound suffered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch.curve import PitchCurve
from tonmeister.listening.pitch.single import likeness
from tonmeister.signal import Samples

Real = NDArray[np.float64]

FRAME_S = 0.04
BANDS = 14
LOWEST_HZ, HIGHEST_HZ = 100.0, 9000.0
FLOOR_DB = -50.0
MOST_TONE_DB, MOST_LESS_ALIKE, MOST_LEVEL_DB = 3.0, 0.08, 2.0


@dataclass(frozen=True, slots=True)
class Retuned:
    """A note after tuning: its pitch (semitones; None where it has none any more), how far its
    tone moved (mean over voiced time and 14 wide bands), its level, how much less alike its
    periods are.
    """

    pitch: float | None
    tone_db: float
    level_db: float
    less_alike_score: float

    @property
    def harm(self) -> str:
        """Say what suffered, or nothing."""
        if self.tone_db > MOST_TONE_DB:
            return f"its tone changed by {self.tone_db:.1f} dB"
        if abs(self.level_db) > MOST_LEVEL_DB:
            return f"its level changed by {self.level_db:+.1f} dB"
        if self.less_alike_score > MOST_LESS_ALIKE:
            return "it became rough"
        return ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound [channels, n] and what is heard of its pitch."""

    sound: Samples
    curve: PitchCurve
    alike: Real


def heard(sound: Samples, rate_hz: int, curve: PitchCurve) -> Heard:
    """Hear how alike its periods are, once for all notes."""
    return Heard(sound, curve, likeness(sound, rate_hz, curve))


def retuned_note(
    before: Heard, after: Heard, rate_hz: int, start_s: float, end_s: float
) -> Retuned:
    """Compare a note before and after; only where both have a pitch."""
    span = after.curve.part(start_s + 0.03, end_s - 0.02)
    both = before.curve.voiced[span] & after.curve.voiced[span]
    if not both.any():
        return Retuned(None, 0.0, 0.0, 0.0)
    steps = np.flatnonzero(both) + span.start
    one, other = (_bands_db(h.sound, rate_hz, steps[::4]) for h in (before, after))
    loudest = max(float(one.max()), float(other.max()))
    one, other = (np.maximum(x, loudest + FLOOR_DB) for x in (one, other))
    level_db = float(np.mean(other.max(axis=1) - one.max(axis=1)))
    less = float(np.median(before.alike[steps]) - np.median(after.alike[steps]))
    pitch = float(np.median(after.curve.midi[steps]))
    return Retuned(pitch, float(np.abs(other - one - level_db).mean()), level_db, less)


def _bands_db(sound: Samples, rate_hz: int, steps: NDArray[np.int64]) -> Real:
    """Return the level of wide mel bands at these steps of 5 ms [steps, bands]."""
    size, count = round(FRAME_S * rate_hz), sound.shape[1]
    at = np.clip((steps * 0.005 * rate_hz).astype(int) - size // 2, 0, max(0, count - size))
    mono = sound[:, at[0] : at[-1] + size].mean(axis=0)  # the note, not the song
    inside = np.minimum(at[:, None] - at[0] + np.arange(size), mono.size - 1)
    frames = mono[inside] * np.hanning(size)
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    hz = np.fft.rfftfreq(size, 1.0 / rate_hz)
    top_hz = min(HIGHEST_HZ, 0.45 * rate_hz)
    edges = 700.0 * (
        10.0 ** (np.linspace(np.log10(1 + LOWEST_HZ / 700), np.log10(1 + top_hz / 700), BANDS + 2))
        - 1.0
    )
    bank = np.stack(
        [np.interp(hz, edges[i : i + 3], [0.0, 1.0, 0.0]) for i in range(BANDS)], axis=1
    )
    return np.asarray(10.0 * np.log10(power @ bank + 1e-12))
