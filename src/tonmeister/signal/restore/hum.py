"""Hum: the mains and its harmonics, followed through a recording and subtracted.

Nothing is filtered: what is taken away is a sum of sines that follows the mains' frequency and
each harmonic's own level, learned where the music leaves it free. A note at the same pitch comes
and goes, the hum stays: so the note is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.audio import Samples
from tonmeister.signal.kernels import restore as loops

Real = NDArray[np.float64]
Complex = NDArray[np.complex128]

LOW_RATE_HZ, HIGHEST_HZ = 7000.0, 3000.0
HOP_S = 0.125
LEAST_S = 3.0
"""Shorter than this, nothing sure can be said about a hum."""

SEARCH_HZ, FINE_HZ = 0.2, 0.01
BLOCK_HOPS, BLOCK_STEP, FOLLOWED = 24, 8, 16
"""The frequency is looked for in stretches of 3 s, every second, in the first harmonics."""

ROUNDS = 5

WANDERS = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2)
"""How far a harmonic may change in one step, as power against its own: from hardly ever to by
a few per cent; the sound decides which."""

SURE_RATIO = 6.0
"""A harmonic counts when its power is so many times what it could be by chance."""


@dataclass(frozen=True, slots=True)
class HumFit:
    """A hum as followed: frequency [moments] every ``hop_frames``; ``orders`` [k] the harmonics
    that are sure, ``strengths`` [channels, k, moments] complex (half the amplitude).
    """

    rate_hz: int
    frames: int
    hop_frames: int
    hum_hz: Real
    orders: NDArray[np.int64]
    strengths: Complex

    def levels_dbfs(self) -> Real:
        """Return how loud each harmonic is (RMS over time and channels) [k]."""
        power = 2.0 * (np.abs(self.strengths) ** 2).mean(axis=(0, 2))
        return np.asarray(10.0 * np.log10(np.maximum(power, 1e-20)))

    def sound(self) -> Samples:
        """Return the hum itself [channels, frames]."""
        out = np.zeros((len(self.strengths), self.frames))
        if self.orders.size:
            steps = _steps(self.hum_hz, self.hop_frames, self.rate_hz)
            for channel, strengths in enumerate(self.strengths):
                loops.lay_down(*steps, self.hop_frames, self.orders, strengths, out[channel])
        return out


def fit_hum(sound: Samples, rate_hz: int, hum_hz: float) -> HumFit:
    """Follow the hum near a frequency (found to 0.02 Hz) through ``sound`` [channels, n]."""
    by = max(1, int(rate_hz // LOW_RATE_HZ))
    low_hz = rate_hz / by
    low = _low(sound, rate_hz, by)
    hop = round(HOP_S * low_hz)
    moments = max(2, low.shape[1] // hop + 2)
    count = max(1, int(min(HIGHEST_HZ, 0.42 * low_hz) / hum_hz))
    few = min(count, FOLLOWED)
    track = np.full(moments, hum_hz)
    track = track + _drift(_heard(low, low_hz, track, hop, few), few, hop / low_hz)
    for _ in range(ROUNDS):
        smooth, _, spread = _smoothed(_heard(low, low_hz, track, hop, few))
        track = track + _turned(smooth, spread, few, hop / low_hz)
    strengths, sure, _ = _smoothed(_heard(low, low_hz, track, hop, count))
    channels = len(sound)
    strengths = strengths.reshape(channels, count, moments)
    kept = sure.reshape(channels, count).any(axis=0)
    strengths = np.where(sure.reshape(channels, count)[:, :, None], strengths, 0.0)[:, kept]
    orders = np.flatnonzero(kept).astype(np.int64) + 1
    return HumFit(rate_hz, sound.shape[1], hop * by, track, orders, np.ascontiguousarray(strengths))


def line_level_dbfs(sound: Samples, fit: HumFit) -> float:
    """Return how loud the lines of a hum stand in a sound where the music leaves them free: the
    sum over its harmonics of what each falls under for a fifth of the time (dBFS, RMS).
    """
    if not fit.orders.size:
        return -200.0
    by = max(1, int(fit.rate_hz // LOW_RATE_HZ))
    low = _low(sound, fit.rate_hz, by)
    heard = _heard(low, fit.rate_hz / by, fit.hum_hz, fit.hop_frames // by, int(fit.orders[-1]))
    lines = np.abs(heard.reshape(len(sound), -1, fit.hum_hz.size)[:, fit.orders - 1]) ** 2
    power = 2.0 * float(np.percentile(lines, 20, axis=2).sum(axis=1).mean())
    return 10.0 * float(np.log10(max(power, 1e-20)))


def followed(low: Real, low_hz: float, hum_hz: float) -> tuple[Real, float]:
    """Return the frequency over time of what is most like a hum near ``hum_hz``, and the time
    between two of its values (s). Something is always followed: whether it is a hum is not asked.
    """
    hop = round(HOP_S * low_hz)
    count = max(1, int(min(FOLLOWED * hum_hz, 0.42 * low_hz) / hum_hz))
    track = np.full(max(2, low.size // hop + 2), hum_hz)
    heard = _heard(low[None], low_hz, track, hop, count)
    return track + _drift(heard, count, hop / low_hz), hop / low_hz


def _low(sound: Samples, rate_hz: int, by: int) -> Samples:
    if by == 1:
        return np.ascontiguousarray(sound)
    import soxr

    rows = [soxr.resample(row, rate_hz, rate_hz / by, "HQ") for row in sound]
    return np.ascontiguousarray(rows, np.float64)


def _steps(hum_hz: Real, hop: int, rate_hz: float) -> tuple[Complex, Complex, Complex]:
    """Return begin, first step and bend of a turning tone at each moment."""
    after = np.append(hum_hz[1:], hum_hz[-1])
    bend = 2.0 * np.pi * (after - hum_hz) / hop / rate_hz
    first = 2.0 * np.pi * hum_hz / rate_hz + 0.5 * bend
    over_hop = first * hop + bend * hop * (hop - 1) / 2.0
    begin = np.concatenate([[0.0], np.cumsum(over_hop)[:-1]])
    return np.exp(1j * (begin % (2.0 * np.pi))), np.exp(1j * first), np.exp(1j * bend)


def _heard(low: Samples, low_hz: float, track: Real, hop: int, count: int) -> Complex:
    """Listen along a frequency: [channels * harmonics, moments]."""
    window = np.hanning(2 * hop + 2)[1:-1]
    window = window / window.sum()
    turn = np.empty(low.shape[1], np.complex128)
    loops.turning(*_steps(track, hop, low_hz), hop, turn)
    out = np.zeros((len(low), count, track.size), np.complex128)
    for channel, row in enumerate(low):
        loops.listen_along(row, turn, window, hop, out[channel])
    return out.reshape(-1, track.size)


def _around(power: Real, reach: int) -> Real:
    """Return the mean over time with ``reach`` moments on both sides, row by row."""
    padded = np.pad(power, ((0, 0), (reach + 1, reach)), mode="edge")
    total = np.cumsum(padded, axis=1)
    return np.asarray((total[:, 2 * reach + 1 :] - total[:, : -2 * reach - 1]) / (2 * reach + 1))


def _free(heard: Complex) -> Real:
    """Say how much each moment tells: one over its power, so that loud music tells little."""
    power = _around(np.abs(heard) ** 2, 2)
    return np.asarray(1.0 / (power + 1e-3 * np.median(power, axis=1, keepdims=True) + 1e-18))


def _drift(heard: Complex, count: int, hop_s: float) -> Real:
    """Return how far off the frequency is over time: the best path through 3 s stretches."""
    moments = heard.shape[1]
    weight = _free(heard)
    block = min(BLOCK_HOPS, moments)
    starts = np.unique(np.append(np.arange(0, moments - block, BLOCK_STEP), moments - block))
    offsets = np.arange(-SEARCH_HZ, SEARCH_HZ + 1e-9, FINE_HZ)
    t = (np.arange(block) - (block - 1) / 2.0) * hop_s
    score = np.zeros((starts.size, offsets.size))
    for row, (z, w) in enumerate(zip(heard, weight, strict=True)):
        order = row % count + 1
        if order > FOLLOWED:
            continue
        cut = np.lib.stride_tricks.sliding_window_view(z * w, block)[starts]
        total = np.lib.stride_tricks.sliding_window_view(w, block)[starts].sum(axis=1)
        score += (
            np.abs(cut @ np.exp(-2j * np.pi * order * np.outer(t, offsets))) ** 2 / (total[:, None])
        )
    path = _path(score / max(1e-12, float(score.max())))
    middle = starts + (block - 1) / 2.0
    return np.asarray(np.interp(np.arange(moments), middle, offsets[path]))


def _path(score: Real) -> NDArray[np.intp]:
    """Return the path [stretches] with the highest score that does not jump (Viterbi)."""
    best, came = score[0].copy(), np.zeros(score.shape, np.intp)
    places = np.arange(score.shape[1])
    cost = 0.02 * np.abs(places[:, None] - places[None, :])
    for i in range(1, len(score)):
        ways = best[None, :] - cost
        came[i] = ways.argmax(axis=1)
        best = ways[places, came[i]] + score[i]
    path = np.zeros(len(score), np.intp)
    path[-1] = int(best.argmax())
    for i in range(len(score) - 1, 0, -1):
        path[i - 1] = came[i, path[i]]
    return path


def _smoothed(heard: Complex) -> tuple[Complex, NDArray[np.bool_], Real]:
    """Return what each harmonic most likely was at each moment, whether it is sure, and how
    unsure it is (power): first with all in doubt, then with what is heard beside it as noise.
    """
    out, spread = np.zeros_like(heard), np.zeros(heard.shape)
    sure = np.zeros(len(heard), np.bool_)
    noise = 1.0 / _free(heard)
    off, seen = np.zeros(heard.shape[1]), np.zeros(heard.shape[1])
    for row, z in enumerate(heard):
        for again in range(3):
            level = float(np.median(np.abs(z) ** 2)) + 1e-20
            choice = []
            for wander in WANDERS if again else WANDERS[:1]:
                loops.smooth(z, noise[row], wander * level, out[row], spread[row], off, seen)
                choice.append(-float(np.sum(np.log(seen[8:]) + off[8:] / seen[8:])))
            best = WANDERS[int(np.argmax(choice))] * level
            loops.smooth(z, noise[row], best, out[row], spread[row], off, seen)
            miss = _around(np.abs(z - out[row])[None] ** 2, 3)[0]
            noise[row] = np.maximum(miss, 0.05 * np.median(miss)) + 1e-20
        power = float(np.mean(np.abs(out[row]) ** 2))
        sure[row] = power > SURE_RATIO * float(np.mean(spread[row]))
    return out, sure, spread


def _turned(smooth: Complex, spread: Real, count: int, hop_s: float) -> Real:
    """Return how far off the frequency still is: how fast all harmonics turn, each by its order."""
    order = np.tile(np.arange(1.0, count + 1.0), len(smooth) // count)[:, None]
    turn = smooth[:, 1:] * smooth[:, :-1].conj()
    weight = 1.0 / (spread[:, 1:] + 1e-20)
    step = np.sum(weight * order * turn.imag, axis=0)
    size = np.sum(weight * order**2 * np.abs(turn), axis=0)
    off_hz = step / np.maximum(size, 1e-20) / (2.0 * np.pi * hop_s)
    off_hz = np.clip(off_hz, -0.1, 0.1)
    return np.asarray(np.append(off_hz, off_hz[-1]))
