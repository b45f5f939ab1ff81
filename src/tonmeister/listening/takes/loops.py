"""One long recording over a loop, cut into its passes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.warp_features import STEP_S, Real, Traits, traits

SHORTEST_S, LONGEST_S = 6.0, 300.0
"""A loop that somebody records over is a few bars to a whole song."""
LEAST_PASSES = 1.6
EVERY = 10
WINDOW, HOP = 40, 20
PLAY = 4
"""In steps of 50 ms: windows of 2 s each second, that may be 0.2 s early or late."""
CANDIDATES, MOST_WINDOWS = 24, 120
OVER = 0.06
WHOLE = 0.85
"""So much of all that is played must come again one loop later, each time."""
QUIET_S = 0.3
COUNT_IN = 0.35
"""Before the first pass there may be a count-in, shorter than this share of the loop."""


def repeats(sound: Real, rate_hz: int) -> list[tuple[float, float]]:
    """Return where each pass begins and ends (seconds); one pass if nothing comes again.

    ``sound`` [n]. A loop comes again from start to end, after the same time, words and all; a
    song whose chorus comes three times does not. The last pass may be broken off.
    """
    length_s = sound.size / rate_hz
    whole = [(0.0, length_s)]
    if length_s < SHORTEST_S * LEAST_PASSES:
        return whole
    heard = traits(sound[None], rate_hz)
    if not heard.active.any():
        return whole
    lags = _likely(heard.fine, length_s)
    rows, active = _coarse(heard)
    best = [(_coverage(rows, active, lag), lag) for lag in lags]
    top = max((share for share, _ in best), default=0.0)
    if top < WHOLE:
        return whole
    loop = min(lag for share, lag in best if share >= max(WHOLE, top - 0.05))
    loop_s = _exact(heard.fine, loop) * STEP_S
    return _cut(heard, loop_s, length_s)


def _likely(fine: NDArray[np.float32], length_s: float) -> list[int]:
    """Return the times (steps of 5 ms) after which the recording is most like itself."""
    curve = _own_likeness(fine)
    low = round(SHORTEST_S / STEP_S)
    high = min(round(min(LONGEST_S, length_s / LEAST_PASSES) / STEP_S), curve.size - 2)
    if high <= low:
        return []
    part = curve[low:high]
    tops = np.flatnonzero((part[1:-1] >= part[:-2]) & (part[1:-1] > part[2:])) + 1 + low
    chosen: list[int] = []
    for top in sorted((int(t) for t in tops), key=lambda t: -curve[t]):
        if all(abs(top - other) * STEP_S > 0.25 for other in chosen):
            chosen.append(top)
        if len(chosen) == CANDIDATES:
            break
    return chosen


def _own_likeness(fine: NDArray[np.float32]) -> Real:
    import scipy.fft

    count = len(fine)
    size = scipy.fft.next_fast_len(2 * count, real=True)
    total = np.zeros(size // 2 + 1)
    for row in fine.T:
        spectrum = scipy.fft.rfft(row.astype(np.float64) - float(row.mean()), size)
        total += np.abs(spectrum) ** 2
    curve = scipy.fft.irfft(total, size)[:count]
    return np.asarray(curve / np.maximum(count - np.arange(count), 1))


def _exact(fine: NDArray[np.float32], loop: int) -> float:
    """Return the loop's length from its last repeats: they say it many times more exactly."""
    curve = _own_likeness(fine)
    exact = float(loop)
    for times in range(1, int(0.8 * len(fine) / loop) + 1):
        at = round(exact * times)
        near = slice(max(1, at - 12), min(curve.size - 1, at + 13))
        if near.stop - near.start < 5:
            break
        exact = (near.start + int(curve[near].argmax())) / times
    return exact


def _coarse(heard: Traits) -> tuple[Real, NDArray[np.bool_]]:
    """Return the sound in steps of 50 ms, and where something plays."""
    count = heard.size - heard.size % EVERY
    rows = heard.fine[:count].reshape(-1, EVERY, heard.fine.shape[1]).mean(axis=1)
    active = heard.active[:count].reshape(-1, EVERY).mean(axis=1) > 0.3
    rows = rows - rows.mean(axis=0)
    return rows.astype(np.float64), active


def _coverage(rows: Real, active: NDArray[np.bool_], lag: int) -> float:
    """Return the share of all windows that come again after a time, better than elsewhere."""
    steps = round(lag / EVERY)
    starts = np.arange(0, len(rows) - steps - WINDOW - PLAY, HOP)
    starts = starts[:: max(1, starts.size // MOST_WINDOWS)]
    played = np.array([active[s : s + WINDOW].mean() for s in starts])
    again = np.array([active[s + steps : s + steps + WINDOW].mean() for s in starts])
    starts = starts[np.maximum(played, again) > 0.5] if starts.size else starts
    if starts.size < 3:
        return 0.0
    agree = 0
    others = np.linspace(0, len(rows) - WINDOW - 1, 60).astype(np.int64)
    for start in (int(s) for s in starts):
        block = _whole(rows, start)
        then = start + steps
        here = max(float(np.vdot(block, _whole(rows, then + p))) for p in range(-PLAY, PLAY + 1))
        apart = (np.abs(others - start) > WINDOW) & (
            np.abs((others - start + steps // 2) % steps - steps // 2) > WINDOW // 2
        )
        elsewhere = np.sort(
            [float(np.vdot(block, _whole(rows, o))) for o in others[apart].tolist()]
        )
        usual = float(elsewhere[int(0.9 * elsewhere.size)]) if elsewhere.size > 5 else 0.0
        agree += here > max(usual + OVER, 0.3)
    return agree / starts.size


def _whole(rows: Real, start: int) -> Real:
    block = rows[start : start + WINDOW].ravel()
    return np.asarray(block / (np.sqrt(float(block @ block)) + 1e-9))


def _cut(heard: Traits, loop_s: float, length_s: float) -> list[tuple[float, float]]:
    """Cut at each repeat: from the start on, or where it is quiet each time."""
    loop = loop_s / STEP_S
    width = round(QUIET_S / STEP_S)
    level = np.convolve(10.0 ** (heard.level_db / 10.0), np.ones(width) / width, "same")
    places = np.arange(0, int(loop), 4)
    times = np.arange(1, int((heard.size - 1) / loop) + 1)
    loud = np.zeros(places.size)
    for number, place in enumerate(places):
        at = np.rint(place + times * loop).astype(np.int64)
        at = at[at < heard.size]
        loud[number] = float(level[at].mean()) if at.size else 0.0
    quiet = float(loud.min())
    first = 0 if loud[0] <= max(4.0 * quiet, 1e-3 * float(level.max())) else int(loud.argmin())
    begins_s = places[first] * STEP_S
    before = heard.active[: round(begins_s / STEP_S)]
    if begins_s > COUNT_IN * loop_s and before.mean() > 0.05:
        return [(0.0, length_s)]  # a pass may break off at the end, but not at the beginning
    cuts: list[float] = []
    while begins_s < length_s - 1.0:
        cuts.append(float(begins_s))
        begins_s += loop_s
    ends = [*cuts[1:], length_s]
    return [(round(a, 4), round(b, 4)) for a, b in zip(cuts, ends, strict=True)]
