"""Whether two recordings are one song, and how they come to lie on top of each other.

First roughly: the onsets of both in three bands, at 0.01 s, are correlated over every offset.
Two mixes of one performance share nearly every stroke; two songs share a few by chance, even at
one tempo. Then to the frame: stretches from all over the song are correlated sample by sample
with their spectra made more even (Knapp & Carter, IEEE Trans. ASSP 24(4), 1976), so that a
different equaliser does not move the top.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.listening.features import ONSET_HOP_S, TrackFeatures
from tonmeister.signal import Source

Real = NDArray[np.float64]

ONE_SONG, PERHAPS = 0.6, 0.3
"""Correlation of the onsets. Measured: mixes of one song 0.86 and more, different songs 0.38 and
less (docs/compare.md). In between the samples decide: half of the stretches must agree."""
AGREE_PERCENT = 50.0
LEAST_COMMON_S = 4.0
WINDOW_FRAMES = 1 << 16
WINDOWS = 8
REACH_FRAMES = 2048
EVEN = 0.6
LOWEST_HZ, HIGHEST_HZ = 60.0, 8000.0


@dataclass(frozen=True, slots=True)
class Meeting:
    """How B lies against A.

    ``alike_score``: correlation of their onsets at the best offset, 0 to 1. ``one_song``: whether
    that is one song. Then ``offset_frames`` is the frame of B that sounds with the first of A
    (negative: B begins later). ``flipped``: B is upside down. ``drift_frames``: how far B slips
    against A from early to late (another clock or speed). ``sure_percent`` of the stretches say
    the same offset.
    """

    one_song: bool
    alike_score: float
    offset_frames: int = 0
    flipped: bool = False
    drift_frames: int = 0
    sure_percent: float = 0.0


def meet(a: Source, b: Source, heard_a: TrackFeatures, heard_b: TrackFeatures) -> Meeting:
    """Find out whether B is the song of A, and at which frame of B the first of A sounds.

    Both at one rate. ``heard_a`` and ``heard_b`` are their full features.
    """
    if a.rate_hz != b.rate_hz:
        raise ValueError(f"to be laid on each other, {a.rate_hz} and {b.rate_hz} Hz are two rates")
    steps, alike = _roughly(heard_a.onset, heard_b.onset)
    apart = Meeting(one_song=False, alike_score=round(max(alike, 0.0), 3))
    if alike < PERHAPS:
        return apart
    found = _finely(a, b, round(steps * ONSET_HOP_S * a.rate_hz), alike)
    return found if alike >= ONE_SONG or found.sure_percent >= AGREE_PERCENT else apart


def _roughly(a: NDArray[np.float32], b: NDArray[np.float32]) -> tuple[int, float]:
    """Return the offset of B in steps of 0.01 s and how alike the onsets then are."""
    n, m = a.shape[1], b.shape[1]
    least = min(round(LEAST_COMMON_S / ONSET_HOP_S), n, m)
    if least < 50:
        return 0, 0.0
    size = scipy.fft.next_fast_len(n + m, real=True)
    total, power_a, power_b = np.zeros(size), np.zeros(n), np.zeros(m)
    for x, y in zip(_shaped(a), _shaped(b), strict=True):
        total += scipy.fft.irfft(scipy.fft.rfft(y, size) * np.conj(scipy.fft.rfft(x, size)), size)
        power_a, power_b = power_a + x * x, power_b + y * y
    lags = np.arange(-(n - least), m - least + 1)
    sums_a = np.concatenate(([0.0], np.cumsum(power_a)))
    sums_b = np.concatenate(([0.0], np.cumsum(power_b)))
    first, last = np.maximum(-lags, 0), np.minimum(n, m - lags)
    common = (sums_a[last] - sums_a[first]) * (sums_b[last + lags] - sums_b[first + lags])
    floor = 0.01 * sums_a[-1] * sums_b[-1] * (least / n) * (least / m)
    alike = total[lags % size] / np.sqrt(np.maximum(common, max(floor, 1e-20)))
    # a short overlap fits by chance: what overlaps more is believed more
    best = int(np.argmax(alike * np.minimum(1.0, (last - first) / (4.0 * least)) ** 0.25))
    return int(lags[best]), float(alike[best])


def _shaped(onset: NDArray[np.float32]) -> Real:
    """Take the mean out of each band's onsets, and let none weigh more than another."""
    x = np.asarray(onset, np.float64)
    x = np.minimum(x, np.percentile(x, 99.5, axis=1, keepdims=True))
    x = x - x.mean(axis=1, keepdims=True)
    return np.asarray(x / np.maximum(x.std(axis=1, keepdims=True), 1e-9))


def _finely(a: Source, b: Source, rough: int, alike: float) -> Meeting:
    """Find the offset to the frame, from stretches that vote."""
    first, last = max(0, -rough), min(a.frames, b.frames - rough)
    count = min(WINDOW_FRAMES, last - first)
    starts = np.linspace(first, last - count, WINDOWS).round().astype(int)
    total = np.zeros(2 * REACH_FRAMES + 1)
    votes: list[int] = []
    at: list[int] = []
    for start in dict.fromkeys(starts.tolist()):
        x = a.read(start, count).mean(axis=0)
        y = b.read(start + rough, count).mean(axis=0)
        curve = _correlation(x, y, a.rate_hz)
        if curve is not None:
            total += curve
            votes.append(int(np.abs(curve).argmax()) - REACH_FRAMES)
            at.append(start)
    if not votes:
        return Meeting(one_song=True, alike_score=round(alike, 3), offset_frames=rough)
    best = int(np.abs(total).argmax())
    shift = best - REACH_FRAMES
    near = np.abs(np.array(votes) - shift) <= 2
    drift = _slip(votes, at, last - first) if len(votes) >= 4 else 0
    steady = len(votes) >= 4 and np.all(np.abs(np.diff(votes)) <= abs(drift) + 2)
    return Meeting(
        one_song=True,
        alike_score=round(alike, 3),
        offset_frames=rough + shift,
        flipped=bool(total[best] < 0.0),
        drift_frames=drift if steady and not near.all() else 0,
        sure_percent=100.0 * float(near.mean()),
    )


def _slip(votes: list[int], at: list[int], frames: int) -> int:
    """Return how far the offset moves from beginning to end, from the early and the late half."""
    half = len(votes) // 2
    moved = np.median(votes[-half:]) - np.median(votes[:half])
    over = np.median(at[-half:]) - np.median(at[:half])
    return round(float(moved / max(over, 1.0)) * frames)


def _correlation(x: Real, y: Real, rate_hz: int) -> Real | None:
    """Return how alike x and a later y are, y later by -reach to +reach frames."""
    size = scipy.fft.next_fast_len(len(x) + REACH_FRAMES, real=True)
    window = np.hanning(len(x))
    cross = np.conj(scipy.fft.rfft(x * window, size)) * scipy.fft.rfft(y * window, size)
    hz = np.arange(len(cross)) * rate_hz / size
    cross[(hz < LOWEST_HZ) | (hz > HIGHEST_HZ)] = 0.0
    strength = np.abs(cross)
    if strength.max() <= 0.0:
        return None
    cross /= (strength + 1e-3 * strength.max()) ** EVEN
    curve = scipy.fft.irfft(cross, size)
    curve = np.concatenate([curve[-REACH_FRAMES:], curve[: REACH_FRAMES + 1]])
    return np.asarray(curve / max(float(np.sqrt(np.mean(np.abs(cross) ** 2))), 1e-30))
