"""The bar lines on which one part of a song ends and the next begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

LONGEST_BARS = 24
LENGTHS = {
    1: -0.6, 2: -0.3, 3: -0.3, 4: 0.05, 5: -0.25, 6: -0.08, 7: -0.25, 8: 0.12, 9: -0.2,
    10: -0.12, 12: 0.02, 16: 0.1,
}  # fmt: skip
"""How usual it is that a part has so many bars."""
USUAL_LENGTHS = 8.0
BOUNDARY = -2.0
"""A line with better odds than this (natural logarithm) may be a boundary."""
START = -2.87
WEIGHTS = (-0.76, 1.18, -0.78, 0.61, 0.77, -2.01)
OVER_AROUND = (2.00, 3.10, 3.26, 3.24, 0.82)
"""How each way to see a boundary counts, by itself and by how far it stands over the lines around
it: learned from 36 played songs and from the phrases of half of POP909's
(``benchmarks/music_chart.py`` measures others)."""
EMBEDDED, NEAREST = 3, 0.06
"""Bars are compared three at a time, each with its nearest six in a hundred."""


def divide(colour: Real, chords: Real, playing: Real) -> list[int]:
    """Return the bars at which parts begin, and the number of bars.

    ``colour``, ``chords`` and ``playing`` [bars, ...] say what each bar sounds like. The lines are
    chosen on which most changes, given how long parts usually are.
    """
    odds = boundary_odds(colour, chords, playing)
    n = len(odds)
    best = np.full(n + 1, -1e9)
    best[0] = 0.0
    origin = np.zeros(n + 1, int)
    for stop in range(1, n + 1):
        for start in range(max(0, stop - LONGEST_BARS), stop):
            length = stop - start
            usual = USUAL_LENGTHS * LENGTHS.get(length, -0.2 if length % 4 else 0.0)
            score = best[start] + usual + (odds[start] - BOUNDARY if start else 0.0)
            if score > best[stop]:
                best[stop], origin[stop] = score, start
    places = [n]
    while places[-1] > 0:
        places.append(int(origin[places[-1]]))
    return places[::-1]


def boundary_odds(colour: Real, chords: Real, playing: Real) -> Real:
    """Return the logarithm of the odds that each bar begins a part."""
    even = colour / (colour.std(axis=0) + 0.05)
    blocks = scaled(repetition_novelty(colour, 6))
    players = scaled(novelty(playing, 2))
    repeats = scaled(repeats_novelty(chords))
    sounds = scaled(repeats_novelty(colour))
    at_once = scaled(novelty(even, 1))
    rows = (scaled(novelty(even, 3)), blocks, players, repeats, at_once, scaled(novelty(even, 8)))
    odds = START + sum(w * row for w, row in zip(WEIGHTS, rows, strict=True))
    peaked = (blocks, players, repeats, sounds, at_once)
    odds += sum(w * _over_around(row) for w, row in zip(OVER_AROUND, peaked, strict=True))
    return np.asarray(odds, np.float64)


def _over_around(row: Real) -> Real:
    padded = np.pad(row, 2, mode="edge")
    around = padded[:-4] + padded[1:-3] + padded[3:-1] + padded[4:]
    return np.asarray(row - around / 4.0)


def repeats_novelty(rows: Real) -> Real:
    """Return where a bar's repeats elsewhere in the song begin and end.

    Structure features: Serra, Müller, Grosche & Arcos, Unsupervised music structure annotation by
    time series structure features and segment similarity, IEEE Trans. Multimedia 16(5), 2014.
    """
    from scipy.ndimage import gaussian_filter

    n = len(rows)
    out = np.zeros(n)
    if n < 4:
        return out
    delayed = [rows[np.maximum(np.arange(n) - by, 0)] for by in range(EMBEDDED)]
    stacked = np.concatenate(delayed, axis=1)
    stacked = unit(stacked - stacked.mean(axis=0))
    alike = stacked @ stacked.T
    count = min(n - 1, max(2, int(NEAREST * n) + 1))
    least = np.sort(alike, axis=1)[:, -count - 1][:, None]
    near = ((alike >= least) & (alike >= least.T)).astype(np.float64)
    np.fill_diagonal(near, 0.0)
    lags = np.zeros((n, 2 * n))
    for i in range(n):
        lags[i, n - i : 2 * n - i] = near[i]
    lags = gaussian_filter(lags, (2.0, 0.5))
    steps = np.linalg.norm(np.diff(lags, axis=0), axis=1)
    out[: n - 1] = steps  # what is compared reaches back: it is seen a bar late
    out[0] = 0.0
    out[-1] = steps[-1]
    return out


def novelty(rows: Real, reach: int) -> Real:
    """Return how different the bars before each line are from those after it."""
    n = len(rows)
    out = np.zeros(n)
    for i in range(1, n):
        before, after = rows[max(0, i - reach) : i], rows[i : i + reach]
        out[i] = np.linalg.norm(before.mean(axis=0) - after.mean(axis=0))
    return out


def repetition_novelty(rows: Real, reach: int) -> Real:
    """Return where one block of bars that are like each other gives way to another.

    Foote, Automatic audio segmentation using a measure of audio novelty, ICME 2000.
    """
    n = len(rows)
    centred = unit(rows - rows.mean(axis=0))
    alike = centred @ centred.T
    out = np.zeros(n)
    for i in range(1, n):
        r = min(reach, i, n - i)
        if r >= 2:
            before, after = alike[i - r : i, i - r : i], alike[i : i + r, i : i + r]
            across = alike[i - r : i, i : i + r]
            out[i] = max(0.0, (before.mean() + after.mean()) / 2 - across.mean())
    return out


def scaled(curve: Real) -> Real:
    """Scale a curve to its peaks inside the song: beginning and end must not hide them."""
    inside = curve[4:-3] if len(curve) >= 16 else curve
    top = float(np.sort(inside)[-max(3, len(inside) // 12) :].mean())
    top = max(top, 0.3 * float(curve.max(initial=0.0)))
    return np.minimum(curve / top, 1.5) if top > 1e-6 else np.zeros(len(curve))


def unit(rows: Real) -> Real:
    """Make every row one long."""
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9))
