"""The strokes that all takes mean, for parts that are heard by their attacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import ReferenceNote
from tonmeister.listening.takes.melody import present
from tonmeister.listening.takes.warp_features import STEP_S, Real, Traits

NEAR_S = 0.08
SPREAD_S = 0.015
APART_S = 0.05
STROKE_S = 0.05
LEAST = 0.12
"""A stroke's rise against the strong ones of its take."""
RING_DB = 24.0


def strokes(heard: Traits) -> Real:
    """Return when something is struck in a take, in seconds of its own clock."""
    rise = heard.rise
    if rise.size < 5 or not heard.active.any():
        return np.zeros(0)
    strong = float(np.percentile(rise[heard.active], 99.0)) + 1e-9
    around = np.convolve(rise, np.ones(41) / 41.0, "same")
    tops = np.flatnonzero(
        (rise[1:-1] >= rise[:-2])
        & (rise[1:-1] > rise[2:])
        & (rise[1:-1] > LEAST * strong)
        & (rise[1:-1] > 1.5 * around[1:-1])
    )
    kept: list[int] = []
    for top in sorted((int(t) + 1 for t in tops), key=lambda t: -rise[t]):
        if all(abs(top - other) * STEP_S >= APART_S for other in kept):
            kept.append(top)
    return np.array([_between(rise, top) * STEP_S for top in sorted(kept)])


def _between(curve: Real, top: int) -> float:
    before, here, after = curve[top - 1 : top + 2]
    bend = before - 2.0 * here + after
    return top + (0.5 * float(before - after) / float(bend) if bend < 0.0 else 0.0)


def at_strokes(rough_s: Mapping[int, Real], struck_s: Mapping[int, Real]) -> dict[int, Real]:
    """Put the onsets of plucked notes on the strokes themselves, note by note.

    Only where nearly all takes have a stroke there: a slide has none, and one measure must do for
    all takes.
    """
    out = {number: row.copy() for number, row in rough_s.items()}
    near: dict[int, Real] = {}
    for number, row in rough_s.items():
        found = np.full(row.size, np.nan)
        at = struck_s[number]
        for note, start_s in enumerate(row):
            if at.size and not np.isnan(start_s):
                best = float(at[int(np.abs(at - start_s).argmin())])
                found[note] = best if abs(best - start_s) <= STROKE_S else np.nan
        near[number] = found
    if not out:
        return out
    have = np.stack([~np.isnan(row) for row in near.values()])
    want = np.stack([~np.isnan(row) for row in rough_s.values()])
    clear = have.sum(axis=0) >= np.maximum(1, 0.8 * want.sum(axis=0))
    for number, row in out.items():
        use = clear & ~np.isnan(near[number])
        row[use] = near[number][use]
    return out


def hits_of(
    onsets_s: Sequence[Real], length_s: float
) -> tuple[list[ReferenceNote], NDArray[np.float64]]:
    """Return the strokes of at least half of those who are there, and where each has them.

    ``onsets_s``: a row for each take, on the common clock. The second result [takes, notes] is
    on that clock too, nan where a take leaves a stroke out. Ends are left open (the next stroke).
    """
    count = max(1, round(length_s / STEP_S)) + 40
    votes = np.zeros((len(onsets_s), count))
    steps = np.arange(count) * STEP_S
    here = present(onsets_s, count)
    for row, at in zip(votes, onsets_s, strict=True):
        for one in at[(at >= 0.0) & (at <= length_s)]:
            near = slice(max(0, int((one - 0.06) / STEP_S)), int((one + 0.06) / STEP_S) + 2)
            shape = np.exp(-0.5 * ((steps[near] - one) / SPREAD_S) ** 2)
            row[near] = np.maximum(row[near], shape)
    density = votes.sum(axis=0)
    needed = here.sum(axis=0)
    tops = np.flatnonzero((density[1:-1] >= density[:-2]) & (density[1:-1] > density[2:])) + 1
    places: list[int] = []
    for top in sorted(tops, key=lambda t: -density[t]):
        if density[top] < max(0.35 * float(needed[top]), 0.5):
            continue
        if all(abs(top - other) * STEP_S >= APART_S for other in places):
            places.append(int(top))
    centre = np.array(sorted(places)) * STEP_S
    laid = np.full((len(onsets_s), centre.size), np.nan)
    reach = np.full(centre.size, NEAR_S)
    if centre.size > 1:
        gap = np.diff(centre)
        reach[:-1] = np.minimum(reach[:-1], 0.5 * gap)
        reach[1:] = np.minimum(reach[1:], 0.5 * gap)
    for row, at in zip(laid, onsets_s, strict=True):
        for one in at:
            if not centre.size:
                break
            best = int(np.abs(centre - one).argmin())
            closer = np.isnan(row[best]) or abs(one - centre[best]) < abs(row[best] - centre[best])
            if abs(one - centre[best]) <= reach[best] and closer:
                row[best] = one
    heard = (~np.isnan(laid)).sum(axis=0) if centre.size else np.zeros(0)
    asked = needed[np.array(sorted(places), np.int64)]
    keep = heard >= np.maximum(1.0, 0.5 * asked)
    laid, asked = laid[:, keep], asked[keep]
    starts = np.nanmedian(laid, axis=0) if laid.size else np.zeros(0)
    notes = []
    for number, start_s in enumerate(starts):
        next_s = starts[number + 1] if number + 1 < starts.size else start_s + 0.5
        agreement = float((~np.isnan(laid[:, number])).sum()) / max(2, int(asked[number]))
        end_s = float(min(next_s, start_s + 1.0))
        notes.append(
            ReferenceNote(float(start_s), end_s, float("nan"), round(min(1.0, agreement), 3))
        )
    return notes, laid
