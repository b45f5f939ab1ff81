"""Two microphones in front of one source: which heard it later, and whether upside down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.signal.audio import Source

Real = NDArray[np.float64]

WINDOW_S = 0.35
WINDOWS = 48
"""So many of the loudest stretches are compared; more would only cost time."""
LOWEST_HZ, HIGHEST_HZ = 60.0, 6000.0
WHITENED = 0.6
"""How far the spectra are made even before they are compared: 0 plain correlation, 1 phase only
(GCC-PHAT: Knapp & Carter, IEEE Trans. ASSP 24(4), 1976)."""
SURE = 0.5


@dataclass(frozen=True, slots=True)
class Alignment:
    """What brings the second microphone to the first: ``shift_ms`` moves it (negative: earlier),
    ``flipped`` says that its polarity is reversed. ``confidence`` (0 to 1) under 0.5: leave both
    alone.
    """

    shift_ms: float
    flipped: bool
    confidence: float

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


def align(source_a: Source, source_b: Source, max_ms: float = 20.0) -> Alignment:
    """Compare two microphones of one source where both are loud.

    The stretches vote: sure is what most of them say alike, and what stands out clearly from
    every other shift and from the other polarity.
    """
    if source_a.rate_hz != source_b.rate_hz:
        raise ValueError(
            f"microphones of one source need one sample rate; "
            f"these have {source_a.rate_hz} Hz and {source_b.rate_hz} Hz"
        )
    rate_hz = source_a.rate_hz
    frames = int(WINDOW_S * rate_hz)
    reach = int(max_ms / 1000.0 * rate_hz)
    total = np.zeros(2 * reach + 1)
    votes: list[Real] = []
    for start in _loud_places(source_a, source_b, frames):
        a = source_a.read(start, frames).mean(axis=0)
        b = source_b.read(start, frames).mean(axis=0)
        curve = correlation(a, b, rate_hz, reach)
        if curve is not None:
            votes.append(curve)
            total += curve
    if len(votes) < 3:
        return Alignment(0.0, False, 0.0)
    total /= len(votes)
    best = int(np.abs(total).argmax())
    flipped = bool(total[best] < 0.0)
    sign = -1.0 if flipped else 1.0
    shift_frames = best - reach + _between(sign * total, best)
    near = max(2, int(0.0002 * rate_hz))
    agree = np.mean(
        [float((sign * v[max(0, best - near) : best + near + 1]).max() > 0.75 * np.abs(v).max())
         for v in votes]
    )  # fmt: skip
    confidence = _clear(total, best, sign, rate_hz) * float(np.clip(1.6 * agree - 0.3, 0.0, 1.0))
    return Alignment(
        shift_ms=round(1000.0 * float(shift_frames) / rate_hz, 3),
        flipped=flipped,
        confidence=round(confidence, 2),
    )


def _loud_places(a: Source, b: Source, frames: int) -> list[int]:
    """Return where to listen: the stretches in which both are loudest, spread over the song."""
    length = min(a.frames, b.frames)
    starts = np.arange(0, max(1, length - frames), max(1, frames))
    every = max(1, len(starts) // 160)
    starts = starts[::every]
    levels = []
    for start in starts:
        piece_a, piece_b = a.read(int(start), frames), b.read(int(start), frames)
        levels.append(min(float(np.mean(piece_a**2)), 1.0) * min(float(np.mean(piece_b**2)), 1.0))
    power = np.array(levels)
    if not power.any():
        return []
    chosen = []
    for part in np.array_split(np.arange(len(starts)), min(WINDOWS, len(starts))):
        top = part[power[part].argmax()]
        if power[top] > 1e-6 * power.max():
            chosen.append(int(starts[top]))
    return chosen


def correlation(a: Real, b: Real, rate_hz: int, reach: int) -> Real | None:
    """Return how alike ``a`` and a shifted ``b`` are, for shifts of b from -reach to +reach."""
    size = scipy.fft.next_fast_len(len(a) + reach, real=True)
    window = np.hanning(len(a))
    x, y = scipy.fft.rfft(a * window, size), scipy.fft.rfft(b * window, size)
    cross = x * np.conj(y)
    hz = np.arange(len(cross)) * rate_hz / size
    cross[(hz < LOWEST_HZ) | (hz > HIGHEST_HZ)] = 0.0
    strength = np.abs(cross)
    if strength.max() <= 0.0:
        return None
    cross /= (strength + 1e-3 * strength.max()) ** WHITENED
    curve = scipy.fft.irfft(cross, size)
    curve = np.concatenate([curve[-reach:], curve[: reach + 1]])
    return np.asarray(curve / np.sqrt(np.sum(np.abs(cross) ** 2) * 2.0 / size + 1e-30) / size**0.5)


def _between(curve: Real, best: int) -> float:
    """Return how far beside its highest point the top of a curve lies, in steps."""
    if not 0 < best < len(curve) - 1:
        return 0.0
    before, top, after = curve[best - 1 : best + 2]
    bend = before - 2.0 * top + after
    return float(0.5 * (before - after) / bend) if bend < 0.0 else 0.0


def _clear(total: Real, best: int, sign: float, rate_hz: int) -> float:
    """Say how far the best shift stands out (0 to 1): from other places, and the other polarity."""
    curve = sign * total
    top = float(curve[best])
    near = int(0.0006 * rate_hz)
    others = np.concatenate([curve[: max(0, best - near)], curve[best + near + 1 :]])
    second = float(others.max(initial=0.0))
    opposite = float((-curve).max())
    noise = float(np.median(np.abs(curve))) + 1e-12
    over_others = np.clip((top / max(second, 1e-12) - 1.0) / 0.25, 0.0, 1.0)
    over_opposite = np.clip((top / max(opposite, 1e-12) - 1.0) / 0.15, 0.0, 1.0)
    over_noise = np.clip((top / noise - 3.0) / 5.0, 0.0, 1.0)
    return float((over_others * over_opposite * over_noise) ** (1.0 / 3.0))
