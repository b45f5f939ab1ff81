"""One take against the reference: when it has each note, and what it has besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import WARP_STEP_S, HeardTake, TakeOnClock
from tonmeister.listening.takes.alike import Ear, Likeness
from tonmeister.listening.takes.warp import Laid
from tonmeister.listening.takes.warp_features import STEP_S, Real
from tonmeister.model import Span

EXTRA_S = 0.4
"""Sung stretches that are longer than this, and that no note explains, are told."""
AROUND_S = 0.2
TEMPO_NOTES = 9
"""So many notes around each one say in which tempo an unaccompanied singer is."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A take beside the first one."""

    heard: HeardTake
    ear: Ear
    how: Likeness
    laid: Laid


def own_moments(laid: Laid, on_first_s: Real) -> Real:
    """Return where moments of the first take lie in this one, nan outside it."""
    if not laid.own_s.size:
        return np.full(on_first_s.size, np.nan)
    steps = on_first_s / STEP_S
    low = np.clip(np.floor(steps).astype(np.int64), 0, laid.own_s.size - 1)
    high = np.minimum(low + 1, laid.own_s.size - 1)
    share = np.clip(steps - low, 0.0, 1.0)
    return np.asarray((1.0 - share) * laid.own_s[low] + share * laid.own_s[high])


def early_or_late(own_s: Real, on_first_s: Real, how: Likeness) -> Real:
    """Return how much later a take has each note than the first has it, in seconds.

    In step: against the constant lag. Else against the tempo that it has around the note.
    """
    if how.rigid:
        return own_s + how.lag_s - on_first_s
    out = np.full(own_s.size, np.nan)
    there = np.flatnonzero(~np.isnan(own_s))
    for at in there:
        near = there[np.argsort(np.abs(there - at), kind="stable")[:TEMPO_NOTES]]
        x, y = on_first_s[near], own_s[near]
        for _ in range(2):
            slope, start = np.polyfit(x, y, 1) if near.size > 3 and np.ptp(x) > 0.5 else (1.0, 0.0)
            if near.size <= 3 or np.ptp(x) <= 0.5:
                start = float(np.median(y - x))
            rest = np.abs(y - slope * x - start)
            kept = rest <= 2.5 * np.median(rest) + 1e-3
            x, y, near = x[kept], y[kept], near[kept]
        out[at] = own_s[at] - slope * on_first_s[at] - start
    return out


def clock_of(
    one: Beside,
    onsets_s: Real,
    ends_s: Real,
    off_s: Real,
    *,
    place_s: float,
    length_s: float,
    semitones: int,
) -> TakeOnClock:
    """Return how a take lies against the reference; ``place_s``: where the first one begins."""
    at_s = np.arange(0.0, length_s, WARP_STEP_S)
    mine = own_moments(one.laid, at_s - place_s)
    outside = (at_s < place_s) | (at_s > place_s + one.laid.own_s.size * STEP_S)
    own_length_s = one.heard.sound.shape[1] / one.heard.rate_hz
    if one.how.rigid:
        in_step = at_s - place_s - one.how.lag_s
        mine = np.where(outside | np.isnan(mine), in_step, mine)
        mine[(mine < 0.0) | (mine > own_length_s)] = np.nan
        offset_s = place_s + one.how.lag_s
    else:
        mine[outside] = np.nan
        path = one.how.path
        offset_s = place_s + float(path[0, 0] - path[0, 1]) if len(path) else place_s
    return TakeOnClock(
        warp_s=mine,
        onsets_s=onsets_s,
        ends_s=ends_s,
        off_ms=np.round(1000.0 * off_s, 3),
        offset_s=round(offset_s, 4),
        transposed_semitones=semitones,
        rigid=one.how.rigid,
        likeness_score=round(one.how.score, 3),
        extra=extra_of(one, onsets_s, ends_s),
    )


def extra_of(one: Beside, onsets_s: Real, ends_s: Real) -> tuple[Span, ...]:
    """Return what a take sings and no reference note explains: a false start, spoken words."""
    curve = one.heard.pitch
    if not curve.f0_hz.size:
        return ()
    count = min(curve.f0_hz.size, one.ear.traits.size)
    free: NDArray[np.bool_] = curve.voiced[:count] & one.ear.traits.active[:count]
    for start_s, end_s in zip(onsets_s, ends_s, strict=True):
        if not np.isnan(start_s) and not np.isnan(end_s):
            near = slice(
                max(0, round((start_s - AROUND_S) / STEP_S)), round((end_s + AROUND_S) / STEP_S)
            )
            free[near] = False
    return tuple(
        Span(round(float(a), 2), round(float(b), 2))
        for a, b in joined_runs(free)
        if b - a >= EXTRA_S
    )


def joined_runs(on: NDArray[np.bool_]) -> Sequence[tuple[float, float]]:
    """Return the stretches (seconds) where something is on; gaps of 0.15 s do not end one."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(np.int8), [0]])))
    rows: list[list[float]] = []
    for start, stop in edges.reshape(-1, 2) * STEP_S:
        if rows and start - rows[-1][1] < 0.15:
            rows[-1][1] = float(stop)
        else:
            rows.append([float(start), float(stop)])
    return [(row[0], row[1]) for row in rows]
