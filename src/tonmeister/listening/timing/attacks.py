"""Where strokes and notes begin, to the millisecond: the foot of each rise in level.

A rise is sought in three bands every half millisecond, so that a hi-hat is heard over a ringing
snare; its time is then where the level passes a tenth of the power it reaches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Samples
from tonmeister.signal.kernels.stretch_attacks import powers

Real = NDArray[np.float64]

STEP_S = 0.0005
LOW_HZ, HIGH_HZ = 180.0, 2500.0
HEARD_DB = 46.0
"""So far under the loud strokes a stroke is still heard."""
RISE_DB = 6.5
APART_S = 0.007
ONE_S = 0.005
"""Rises whose feet are nearer than this are one attack."""
REACHED_S, FIRST_RISE_S = 0.008, 0.009
SLOW_S, QUICK_S, QUICK_DB = (0.006, 0.026), (0.006, 0.008), 4.0
WHOLE_S = (0.028, 0.016, 0.006)
"""How far around a rise its foot is sought: of a low tone, and of all others."""
SWING = 2.5
"""So far over its mean may each swing of a low tone be that is no attack (as power)."""
FOOT = 0.10
"""Of the power that an attack reaches: there it begins."""
# How much before and after a moment is compared, by band: a low tone swings slowly, and each of
# its swings may rattle a string.
BEFORE_S = (0.040, 0.028, 0.028)
MEAN_S = (0.040, 0.016, 0.012)
AFTER_S = (0.024, 0.006, 0.004)


@dataclass(frozen=True, slots=True)
class Attacks:
    """What begins on a track: ``times_s`` [k], ``level_db`` reached and ``rise_db`` over before.

    ``power`` [t]: the mean square of the track every ``step_s``.
    """

    times_s: Real
    level_db: Real
    rise_db: Real
    power: Real
    step_s: float

    def __len__(self) -> int:
        return self.times_s.size

    @property
    def usual_db(self) -> float:
        """How loud the loud strokes of this track are."""
        return float(np.percentile(self.level_db, 85)) if len(self) else -200.0


def attacks_of(sound: Samples, rate_hz: int, *, rise_db: float = RISE_DB) -> Attacks:
    """Return where strokes or notes begin in a sound [channels, n]."""
    hop = max(1, round(STEP_S * rate_hz))
    mono = np.ascontiguousarray(sound.mean(axis=0))
    level = np.zeros((4, mono.size // hop))
    if level.shape[1] < 64 or not mono.any():
        return Attacks(np.zeros(0), np.zeros(0), np.zeros(0), level[0], hop / rate_hz)
    keep = [float(np.exp(-2.0 * np.pi * hz / rate_hz)) for hz in (LOW_HZ, HIGH_HZ)]
    powers(mono, hop, keep[0], keep[1], level)
    step_s = hop / rate_hz
    loud = float(np.percentile(_ahead(level[0], 8), 99.0)) + 1e-14
    loud = max(loud, 1e-3 * float(level[0].max()))
    floor = loud * 10.0 ** (-(HEARD_DB + 6.0) / 10.0)
    rises = np.stack([
        _rise(band, floor, [max(1, round(t / step_s)) for t in windows])
        for band, *windows in zip(level[1:], BEFORE_S, MEAN_S, AFTER_S, strict=True)
    ])  # fmt: skip
    rise = rises.max(axis=0)
    found = _peaks(rise, rise_db, round(APART_S / step_s))
    quick = _rise(level[0], floor, [max(1, round(t / step_s)) for t in WHOLE_S])
    rows = [_foot(level, rises, quick, int(i), step_s) for i in found]
    times = np.array([t for t, _ in rows])
    reached = 10.0 * np.log10(np.array([p for _, p in rows]) + 1e-20)
    heard = reached > 10.0 * np.log10(loud) - HEARD_DB if len(rows) else np.zeros(0, np.bool_)
    times, reached, rises = times[heard] * step_s, reached[heard], rise[found][heard]
    new = np.concatenate([[True], np.diff(times) > ONE_S])[: times.size]
    first = np.flatnonzero(new)
    if first.size:
        reached = np.maximum.reduceat(reached, first)
        rises = np.maximum.reduceat(rises, first)
    return Attacks(times[new], reached, rises, level[0], step_s)


def _rise(band: Real, floor: float, steps: list[int]) -> Real:
    """Return how far a band rises at each moment, dB: over the loudest, or well over the mean."""
    back, mean, width = steps
    ahead = _ahead(band, width)
    behind = np.minimum(_highest_before(ahead, width, back), SWING * _mean_before(band, mean))
    return np.asarray(10.0 * np.log10((ahead + floor) / (behind + floor)))


def _foot(level: Real, rises: Real, quick: Real, at: int, step_s: float) -> tuple[float, float]:
    """Return the step (with its fraction) at which an attack begins, and the power it reaches.

    In the whole sound, unless it hardly rises there: then in its band. A beater clicks before
    the skin swings: the first rise counts. The rise of a low tone is known less finely; it begins
    where the whole sound rises most near by.
    """
    whole, band = level[0], level[1 + int(rises[:, at].argmax())]
    wide_s = QUICK_S
    if rises[0, at] >= rises[:, at].max():
        low, high = max(0, at - round(SLOW_S[0] / step_s)), at + round(SLOW_S[1] / step_s)
        near_by = low + int(quick[low:high].argmax())
        if quick[near_by] >= QUICK_DB:
            at = near_by
        else:
            wide_s = SLOW_S
    on = round(REACHED_S / step_s)
    first = max(0, at - round(wide_s[0] / step_s))
    last = min(whole.size, at + round(wide_s[1] / step_s))
    reached = float(_smooth(whole[first:last]).max())
    for curve in (whole, band):
        near = _smooth(curve[first : last + on])
        foot, stop = float(at - first), last - first
        for start in (0, None):  # what is reached is measured from the foot on
            if start is None:
                start = int(foot)
                stop = min(near.size, start + on)
            peak = start + int(near[start:stop].argmax())
            before = float(near[: max(1, peak - round(0.004 / step_s))].min())
            if peak <= 2 or near[peak] <= 3.0 * before:
                break
            line = before + FOOT * (near[peak] - before)
            low = max(0, peak - round(FIRST_RISE_S / step_s))
            up = np.flatnonzero((near[low:peak] < line) & (near[low + 1 : peak + 1] >= line))
            if up.size == 0:
                break
            i = low + int(up[0])
            foot = i + 0.5 + float((line - near[i]) / max(near[i + 1] - near[i], 1e-30))
        else:
            return first + foot, reached
    return float(at), reached


def _smooth(curve: Real) -> Real:
    out = curve.copy()
    out[1:] += curve[:-1]
    out[2:] += curve[:-2]
    return out / 3.0


def _ahead(curve: Real, width: int) -> Real:
    sums = np.concatenate([[0.0], np.cumsum(curve)])
    last = np.minimum(np.arange(curve.size) + width, curve.size)
    return np.asarray(np.maximum(sums[last] - sums[:-1], 0.0) / width)


def _mean_before(curve: Real, width: int) -> Real:
    """Return the mean of the ``width`` steps before each moment."""
    sums = np.concatenate([[0.0], np.cumsum(curve)])
    first = np.maximum(np.arange(curve.size) - width, 0)
    return np.asarray(np.maximum(sums[:-1] - sums[first], 0.0) / width)


def _highest_before(ahead: Real, width: int, back: int) -> Real:
    """Return the loudest ``width`` steps among the ``back`` steps before each moment."""
    from scipy.ndimage import maximum_filter1d

    count = max(1, back - width + 1)
    out = np.zeros(ahead.size)
    # The window ends where the one ahead begins: maximum over ahead[i - back : i - width + 1].
    centred = maximum_filter1d(ahead, count, mode="constant")
    shift = width + count // 2 - (1 - count % 2)
    out[shift:] = centred[: ahead.size - shift]
    return out


def _peaks(rise: Real, least: float, apart: int) -> NDArray[np.int64]:
    """Return the highest moments, none nearer to a higher one than ``apart`` steps."""
    from scipy.ndimage import maximum_filter1d

    top = (rise >= least) & (rise >= maximum_filter1d(rise, 2 * apart + 1))
    found = np.flatnonzero(top)
    if found.size == 0:
        return found
    return np.asarray(found[np.concatenate([[True], np.diff(found) > apart])])
