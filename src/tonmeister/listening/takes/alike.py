"""Whether two recordings are the same part: the same tune or the same rhythm.

Level, key (an octave lower, two semitones up) and tempo may differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.warp_features import COARSE_S, Real, Traits
from tonmeister.signal.kernels.dtw import tune_path

MOST_STEPS, COLOURS = 2000, 12
FURTHEST_SEMITONES = 14
SAME_SEMITONES = 0.75
LEVEL_COUNTS, SLANT = 0.3, 0.12
UNALIKE, ALIKE = 0.4, 0.75
"""Shares of the tune that agree where two songs are different, and where they are the same."""
TEMPO_RATIO = 2.3
LEAST_SUNG_S, LEAST_SHARED = 1.2, 0.7
SURE = 0.42
"""From here on two recordings count as the same part."""


@dataclass(frozen=True, slots=True)
class Ear:
    """What of a take is compared: its traits, and its tune [T, 3] in steps of 20 ms."""

    traits: Traits
    tune: Real
    tuning_semitones: float = 0.0

    @property
    def sung_share(self) -> float:
        """How much of it is sung on a pitch."""
        return float(self.tune[:, 1].mean()) if len(self.tune) else 0.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two recordings are (``score`` 0 to 1), and what brings the second to the first:
    ``semitones`` to add, ``lag_s`` to add to its clock where it runs in step (``rigid``), else
    ``path`` [K, 2], pairs of moments in seconds of the two.
    """

    score: float
    semitones: int
    lag_s: float
    rigid: bool
    path: Real


def likeness(one: Ear, other: Ear, expected_lag_s: float = 0.0) -> Likeness:
    """Compare two takes; ``expected_lag_s`` says where the second would lie by its place."""
    nothing = Likeness(0.0, 0, expected_lag_s, True, np.zeros((0, 2)))
    if not one.traits.active.any() or not other.traits.active.any():
        return nothing
    lag_s = _lag(one.traits, other.traits, expected_lag_s)
    if min(one.sung_share, other.sung_share) < 0.02:
        return Likeness(_rhythm(one.traits, other.traits, lag_s), 0, lag_s, True, nothing.path)
    shifts = _shifts(one.tune, other.tune)
    score, shift, lag_s = max(
        ((_in_step(one.tune, other.tune, s, at_s), s, at_s)
         for at_s in dict.fromkeys((expected_lag_s, lag_s)) for s in shifts),
        key=lambda found: found[0] - 0.02 * (found[2] != expected_lag_s) - 0.001 * abs(found[1]),
    )  # fmt: skip
    best = Likeness(_marked(score), shift, lag_s, True, nothing.path)
    if score >= ALIKE - 0.1 or not _tempo_fits(one, other):
        return best
    for shift in shifts:
        share, path = _along(one.tune, other.tune, shift)
        if share > score + 0.05:
            score = share
            best = Likeness(_marked(share), shift, 0.0, False, path)
    return best


def _marked(share: float) -> float:
    return float(np.clip((share - UNALIKE) / (ALIKE - UNALIKE), 0.0, 1.0))


def _reach_of(tune: Real) -> float:
    """Return from the first to the last sung step how many there are."""
    on = np.flatnonzero(tune[:, 1] > 0.5)
    return float(on[-1] - on[0] + 1) if on.size else 1.0


def _tempo_fits(one: Ear, other: Ear) -> bool:
    ratio = _reach_of(one.tune) / _reach_of(other.tune)
    return 1.0 / TEMPO_RATIO <= ratio <= TEMPO_RATIO


def _lag(one: Traits, other: Traits, expected_s: float) -> float:
    """Return what to add to the second's clock, by its level and onsets; as expected if it can.

    A singer who is late by a tenth of a second is late, not shifted.
    """
    import scipy.fft

    every = round(COARSE_S / 0.005)
    rows = [_curves(traits, every) for traits in (one, other)]
    size = scipy.fft.next_fast_len(rows[0].shape[1] + rows[1].shape[1], real=True)
    a, b = (scipy.fft.rfft(row, size, axis=1) for row in rows)
    curve = scipy.fft.irfft((a * np.conj(b)).sum(axis=0), size)
    lags = np.where(np.arange(size) < rows[0].shape[1], np.arange(size), np.arange(size) - size)
    near = np.abs(lags - expected_s / COARSE_S) <= 0.15 / COARSE_S
    top = int(curve.argmax())
    if near.any() and float(curve[near].max()) >= 0.9 * float(curve[top]):
        return expected_s
    return float(lags[top]) * COARSE_S


def _curves(traits: Traits, every: int) -> Real:
    """Return level and onsets [2, T] in coarse steps, without their means."""
    count = traits.size - traits.size % every
    loud = float(np.percentile(traits.level_db, 97))
    level = np.clip(1.0 + (traits.level_db[:count] - loud) / 40.0, 0.0, 1.0)
    both = np.stack([level, traits.rise[:count] / (traits.rise.max() + 1e-9)])
    both = both.reshape(2, -1, every).mean(axis=2)
    both -= both.mean(axis=1, keepdims=True)
    return np.asarray(both / (np.sqrt((both**2).sum(axis=1, keepdims=True)) + 1e-9))


def _rhythm(one: Traits, other: Traits, lag_s: float) -> float:
    """Say how alike two parts without a tune are (0 to 1): in level and onsets, and in how the
    sound changes from stroke to stroke or from word to word.
    """
    every = round(COARSE_S / 0.005)
    a, b = _laid(_curves(one, every).T, _curves(other, every).T, lag_s)
    both = _played_by_both(a[:, 0], b[:, 0])
    a, b = a[both], b[both]
    if len(a) < 100:
        return 0.0
    smooth = np.ones(3) / 3.0
    rows = [(np.convolve(a[:, c], smooth), np.convolve(b[:, c], smooth)) for c in range(2)]
    beats = 0.5 * sum(float(np.corrcoef(x, y)[0, 1]) if x.std() and y.std() else 0.0
                      for x, y in rows)  # fmt: skip
    return float(np.clip((0.5 * (beats + _changes(one, other, lag_s, both)) - 0.3) / 0.4, 0.0, 1.0))


def _played_by_both(one: Real, other: Real) -> slice:
    """Return from where to where both play: a punch-in is only compared there."""
    spans = []
    for row in (one, other):
        low, high = float(row.min(initial=0.0)), float(row.max(initial=0.0))
        on = np.flatnonzero(row > low + 0.4 * (high - low))
        spans.append((int(on[0]), int(on[-1]) + 1) if on.size else (0, 0))
    start, stop = max(s for s, _ in spans), min(e for _, e in spans)
    return slice(start, max(start, stop))


def _changes(one: Traits, other: Traits, lag_s: float, where: slice) -> float:
    """Return how alike the sound's colour moves in both, in steps of 0.1 s (-1 to 1)."""
    every = round(0.1 / 0.005)
    rows = []
    for heard in (one, other):
        count = heard.size - heard.size % every
        on = heard.active[:count, None]
        colour = np.where(on, heard.fine[:count, :COLOURS], 0.0).reshape(-1, every, COLOURS)
        rows.append(np.repeat(colour.mean(axis=1), round(0.1 / COARSE_S), axis=0).astype(float))
    a, b = _laid(rows[0], rows[1], lag_s)
    a, b = a[where], b[where]
    count = min(len(a), len(b))
    a, b = a[:count], b[:count]
    size = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum()) / size if size > 0.0 else 0.0


def _laid(one: Real, other: Real, lag_s: float) -> tuple[Real, Real]:
    """Cut two rows of coarse steps to what they share in time."""
    lag = round(lag_s / COARSE_S)
    start, stop = max(0, lag), min(len(one), len(other) + lag)
    return one[start : max(start, stop)], other[start - lag : max(start, stop) - lag]


def _shifts(one: Real, other: Real) -> list[int]:
    """Return the likely transpositions: where the two sing how much of each pitch fits best."""
    grid = np.arange(24.0, 97.0, 0.25)
    rows = []
    for row in (one, other):
        midi = row[row[:, 1] > 0.5, 0]
        count, _ = np.histogram(midi, bins=np.append(grid, 97.0))
        smooth = np.convolve(count, np.hanning(7), "same")
        rows.append(smooth / (np.sqrt((smooth**2).sum()) + 1e-9))
    shifts = range(-FURTHEST_SEMITONES, FURTHEST_SEMITONES + 1)
    fits = {s: float((rows[0] * np.roll(rows[1], 4 * s)).sum()) for s in shifts}
    likely = sorted(shifts, key=lambda s: -fits[s])[:4]
    return sorted({0, *likely}, key=abs)


def _in_step(one: Real, other: Real, shift: int, lag_s: float) -> float:
    """Return the share of the tune that agrees when both run in step, 0.1 s of play.

    A punch-in is only compared where it sings.
    """
    a, b = _laid(one, other, lag_s)
    spans = [np.flatnonzero(row[:, 1] > 0.5) for row in (a, b)]
    if min(span.size for span in spans) < LEAST_SUNG_S / COARSE_S:
        return 0.0
    start, stop = max(s[0] for s in spans), min(s[-1] for s in spans) + 1
    reach = sorted((_reach_of(one), _reach_of(other)))
    needed = reach[0] if shift % 12 == 0 else reach[1]  # a harmony follows the tune for a while
    if stop - start < LEAST_SHARED * needed:
        return 0.0
    a, b = a[start:stop], b[start:stop]
    agree = np.zeros(len(a), np.bool_)
    for play in (-5, -2, 0, 2, 5):
        moved = np.roll(b, play, axis=0)
        agree |= (moved[:, 1] > 0.5) & (np.abs(a[:, 0] - moved[:, 0] - shift) <= SAME_SEMITONES)
    either = float(((a[:, 1] > 0.5) | (b[:, 1] > 0.5)).sum())
    return float((agree & (a[:, 1] > 0.5)).sum()) / max(either, 1.0)


def _along(one: Real, other: Real, shift: int) -> tuple[float, Real]:
    """Return the share of the tune that agrees on the best path, and the path in seconds."""
    bounds = [np.flatnonzero(row[:, 1] > 0.5) for row in (one, other)]
    cuts = [(int(max(0, b[0] - 10)), int(b[-1] + 11)) for b in bounds]
    longest = max(stop - start for start, stop in cuts)
    every = max(1, -(-longest // MOST_STEPS))
    a, b = (row[s:e:every] for row, (s, e) in zip((one, other), cuts, strict=True))
    a, b = np.ascontiguousarray(a), np.ascontiguousarray(b)
    pairs = tune_path(a, b, float(shift), LEVEL_COUNTS, SLANT)
    return _agreed(a, b, pairs, shift), (pairs * every + [c[0] for c in cuts]) * COARSE_S


def _agreed(a: Real, b: Real, pairs: NDArray[np.int64], shift: int) -> float:
    """Return the share of the sung steps of both that agree, less where one of them waits."""
    x, y = a[pairs[:, 0]], b[pairs[:, 1]]
    both = (x[:, 1] > 0.5) & (y[:, 1] > 0.5)
    same = both & (np.abs(x[:, 0] - y[:, 0] - shift) <= SAME_SEMITONES)
    either = (x[:, 1] > 0.5) | (y[:, 1] > 0.5)
    moved = np.diff(pairs, axis=0, prepend=pairs[:1])
    waits = ((moved == 0).any(axis=1) & either).sum() / max(1, either.sum())
    ratio = max(len(a), len(b)) / max(1, min(len(a), len(b)))
    needed = (ratio - 1.0) / ratio
    return float(same.sum() / max(1, either.sum()) * (1.0 - max(0.0, waits - needed - 0.25)))
