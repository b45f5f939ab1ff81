"""Which beats begin a bar: the count of one, two, three, four."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import HOP_S, ONSET_HOP_S
from tonmeister.listening.tempo import Pulse, near

Real = NDArray[np.float64]


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
    beats: Real, heard: Pulse, chroma: Real, *, from_bar_line: bool = False
) -> tuple[int, NDArray[np.int64], float]:
    """Return the meter, which beats start a bar, and how sure that is (0 to 1).

    A bar starts where the harmony changes, low drums play and the snare does not. With
    ``from_bar_line``, a beat at the very beginning of the files is likely a bar's first, since
    sessions are exported from a bar line.
    """
    evidence = _bar_evidence(beats, heard, chroma)
    results = []
    for meter, bonus in ((4, 0.08), (3, 0.0)):
        shaped = evidence + (_backbeat(beats, heard) if meter == 4 else 0.0)
        if from_bar_line and abs(beats[0]) <= 4.0:
            shaped[::meter] += 0.25
        phases, score = _phases(shaped, meter, cost=40.0 if from_bar_line else 10.0)
        results.append((score + bonus, meter, phases))
    results.sort(key=lambda item: -item[0])
    score, meter, phases = results[0]
    downs = np.flatnonzero(phases == 0)
    return meter, downs, float(np.clip(score / 0.5, 0.0, 1.0))


def _backbeat(beats: Real, heard: Pulse) -> Real:
    """Return for each beat how far the snare plays one and three beats later rather than now."""
    snare = _even(near(heard.middle, beats) + near(heard.high, beats) - near(heard.low, beats))
    padded = np.concatenate([snare, np.zeros(3)])
    n = len(beats)
    later = padded[1 : n + 1] + padded[3 : n + 3]
    return np.asarray(0.3 * (later - padded[:n] - padded[2 : n + 2]))


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


def _bar_evidence(beats: Real, heard: Pulse, chroma: Real) -> Real:
    """Return for each beat how much it looks like the first of a bar."""
    n = len(beats)
    edges = np.append(beats, beats[-1] + np.median(np.diff(beats))) / 10.0
    sums = np.concatenate([np.zeros((12, 1)), np.cumsum(np.sqrt(chroma), axis=1)], axis=1)
    at = np.clip(edges, 0, sums.shape[1] - 1)
    low = np.floor(at).astype(int)
    part = at - low
    whole = sums[:, low] * (1 - part) + sums[:, np.minimum(low + 1, sums.shape[1] - 1)] * part
    classes = np.diff(whole, axis=1)
    classes /= np.linalg.norm(classes, axis=0) + 1e-9
    change = np.zeros(n)
    for i in range(1, n):
        before = classes[:, max(0, i - 2) : i].mean(axis=1)
        after = classes[:, i : i + 2].mean(axis=1)
        length = np.linalg.norm(before) * np.linalg.norm(after)
        change[i] = 1.0 - float(before @ after) / length if length > 0 else 0.0
    low_hit, high_hit = near(heard.low, beats), near(heard.high, beats)
    return _even(change) + 0.5 * _even(low_hit) - 0.3 * _even(high_hit)


def _even(values: Real) -> Real:
    spread = float(values.std())
    return np.asarray((values - values.mean()) / spread if spread > 1e-9 else np.zeros(len(values)))
