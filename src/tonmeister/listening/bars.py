"""Which beats begin a bar: the count of one, two, three, four."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.beats_readings import (
    BACKBEAT,
    BAR_ACT,
    BAR_CHANGE,
    BAR_HIGH,
    BAR_LOW,
    HALF_CHANGE,
    on_beats,
)
from tonmeister.listening.features import HOP_S, ONSET_HOP_S
from tonmeister.listening.tempo import Pulse

Real = NDArray[np.float64]

FIRST_SOUND = 3.0
"""Most songs begin on a one: this decides where nothing else does."""


def harmonic_change(chroma: Real) -> Real:
    """Return how much the harmony changes at each frame of 10 ms, about 0 to 1.

    ``chroma`` [12, T]. The third of a second before is compared with the one after.
    """
    frames = chroma.shape[1]
    out = np.zeros(frames)
    w = 4
    if frames < 2 * w + 2:
        return np.repeat(out, round(HOP_S / ONSET_HOP_S))
    sums = np.concatenate([np.zeros((12, 1)), np.cumsum(np.sqrt(chroma), axis=1)], axis=1)
    i = np.arange(w, frames - w)
    before, after = sums[:, i] - sums[:, i - w], sums[:, i + w] - sums[:, i]
    lengths = np.linalg.norm(before, axis=0) * np.linalg.norm(after, axis=0)
    out[i] = np.where(lengths > 0, 1 - (before * after).sum(axis=0) / (lengths + 1e-12), 0.0)
    energy = chroma.sum(axis=0)
    out *= energy > 0.04 * np.percentile(energy, 95)
    out /= np.percentile(out, 99) + 1e-6
    fine = np.arange(frames * 10) / 10.0
    return np.interp(fine, np.arange(frames), out)


def bars(
    beats: Real, heard: Pulse, harmony: Real, meter: int, *, from_bar_line: bool = False
) -> tuple[NDArray[np.int64], float]:
    """Return which beats start a bar of so many beats, and how sure that is (0 to 1).

    A bar starts where the harmony changes (``harmony``, every 10 ms), low drums play and the snare
    does not. With ``from_bar_line``, a beat at the very beginning of the files is likely a bar's
    first, since sessions are exported from a bar line.
    """
    on = on_beats(beats, heard, harmony)
    evidence = BAR_CHANGE * on.change + BAR_LOW * on.low + BAR_ACT * on.act + BAR_HIGH * on.high
    if meter == 4:
        evidence = evidence - BACKBEAT * (_two_on(on.snare, 0) - _two_on(on.snare, 1))
        evidence = evidence + 0.5 * HALF_CHANGE * (_later(on.change, 2) - _two_on(on.change, 1))
    shaped = _even(evidence)
    if from_bar_line and abs(beats[0]) <= 4.0:
        shaped[::meter] += 0.25
    sounding = np.flatnonzero(on.act > 0.3)
    if len(sounding):
        shaped[sounding[0]] += FIRST_SOUND
    phases, score = _phases(shaped, meter, cost=40.0 if from_bar_line else 10.0)
    return np.flatnonzero(phases == 0), float(np.clip(score / 0.35, 0.0, 1.0))


def _later(row: Real, beats: int) -> Real:
    """Return what comes so many beats later; past the end, what is usual."""
    return np.concatenate([row[beats:], np.full(min(beats, len(row)), row.mean())])


def _two_on(row: Real, first: int) -> Real:
    """Return the mean of what comes ``first`` and two beats later."""
    return np.asarray((_later(row, first) + _later(row, first + 2)) / 2.0)


def _phases(evidence: Real, meter: int, *, cost: float) -> tuple[NDArray[np.int64], float]:
    """Find the best count of 1, 2, 3, (4) along the beats; losing count costs."""
    n = len(evidence)
    places = np.arange(meter)
    score = np.zeros(meter)
    origin = np.zeros((n, meter), np.int64)
    for i in range(n):
        stay = np.roll(score, 1)
        source = (places - 1) % meter
        jump = score.max() - cost
        jumped = jump > stay
        origin[i] = np.where(jumped, score.argmax(), source)
        score = np.where(jumped, jump, stay)
        score = score + np.where(places == 0, evidence[i] * (1 - 1 / meter), -evidence[i] / meter)
    place = int(score.argmax())
    phases = np.zeros(n, np.int64)
    for i in range(n - 1, -1, -1):
        phases[i] = place
        place = int(origin[i][place])
    return phases, float(score.max()) / n


def _even(values: Real) -> Real:
    spread = float(values.std())
    return np.asarray((values - values.mean()) / spread if spread > 1e-9 else np.zeros(len(values)))
