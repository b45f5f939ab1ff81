"""How much of each source is heard in each other line's microphone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import HOP_S
from tonmeister.listening.lines.line import one_source
from tonmeister.listening.lines.moments import AHEAD_DB, LEAST_STEPS, Moments
from tonmeister.listening.sources_align import correlation

Steps = NDArray[np.int64]

WINDOW_S, REACH_MS = 0.2, 30.0
MOST_WINDOWS, AGREE = 16, 0.6
APART_STEPS = 4
"""Nearer than so, two windows may hear one note: they would be one witness, not two."""

LOWEST_PART = 0.4
"""The quietest of the moments count: where they play together, the rest is not bleed."""

STEADY_DB = 6.0
"""Bleed keeps one ratio; where the ratio moves by more, the figure is only the most it can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bleed:
    """``source`` in the microphone ``into``.

    ``gain_db``: its level there against its own line. ``under_db``: how far that lies under what
    the microphone is there for. ``at_most``: what was measured is noise, or plays along itself.
    """

    source: str
    into: str
    gain_db: float
    under_db: float
    at_most: bool


def bleed_between(moments: Moments) -> list[Bleed]:
    """Measure every source in every other line, where one line dominates.

    Own figure: the power of one line against the other's in steps of 0.1 s in which the source
    is at least 6 dB nearer to its own loudest than every other; the floor is taken off.
    """
    found = []
    for row, line in enumerate(moments.lines):
        for other, into in enumerate(moments.lines):
            if other == row or one_source(line, into):
                continue
            where = _where(moments, row, other)
            if len(where) < LEAST_STEPS:
                continue
            ratio_db, at_most = _ratio(moments, row, other, where)
            own_db = moments.own_db(other)
            found.append(
                Bleed(
                    source=line.name, into=into.name, gain_db=round(ratio_db, 1),
                    under_db=round(own_db - moments.own_db(row) - ratio_db, 1), at_most=at_most,
                )
            )  # fmt: skip
    return found


def _where(moments: Moments, row: int, other: int) -> Steps:
    """Return the steps in which a source has the stage, or at least its family's and this one's.

    The second only where the first never happens.
    """
    alone = np.flatnonzero(moments.alone[row])
    if len(alone) >= LEAST_STEPS:
        return alone
    quiet = moments.under_db[row] - moments.under_db[other] >= AHEAD_DB
    return np.flatnonzero(moments.ahead[row] & quiet)


def _ratio(moments: Moments, row: int, other: int, where: Steps) -> tuple[float, bool]:
    """Return the level in the other line against the own, in dB, and whether that is a bound."""
    own, there = moments.power[row][where], moments.power[other][where]
    ratio = there / np.maximum(own, 1e-20)
    order = np.argsort(ratio, kind="stable")
    lowest = order[: max(LEAST_STEPS, round(LOWEST_PART * len(order)))]
    pooled = float(there[lowest].sum())
    noise = float(moments.floor[other]) * len(lowest)
    middle_db = 10.0 * np.log10(np.maximum(ratio[lowest], 1e-16))
    moves_db = float(np.subtract(*np.percentile(middle_db, [90, 10])))
    at_most = pooled < 2.0 * noise or moves_db > STEADY_DB
    at_most = at_most or not _follows(moments, row, other, where[lowest])
    whole = pooled if at_most else pooled - noise
    return float(10.0 * np.log10(max(whole, 1e-16) / float(own[lowest].sum()))), at_most


def _follows(moments: Moments, row: int, other: int, steps: Steps) -> bool:
    """Say whether one microphone's wave follows the other's, always by the same way of the sound.

    Two instruments that play together may be as loud as bleed is, but keep no such distance.
    """
    one, into = moments.lines[row].sound, moments.lines[other].sound
    rate_hz = one.rate_hz
    frames, reach = int(WINDOW_S * rate_hz), int(REACH_MS / 1000.0 * rate_hz)
    picked = _apart(np.sort(steps))
    votes = []
    for step in picked:
        start = int(step * HOP_S * rate_hz)
        a, b = (sound.read(start, frames).mean(axis=0) for sound in (one, into))
        curve = correlation(a, b, rate_hz, reach)
        if curve is not None:
            votes.append(curve)
    if len(votes) < LEAST_STEPS:
        return False
    best = int(np.abs(np.sum(votes, axis=0)).argmax())
    sign = np.sign(np.sum(votes, axis=0)[best])
    near = max(2, int(0.0002 * rate_hz))
    agree = [
        (sign * v[max(0, best - near) : best + near + 1]).max() > 0.7 * np.abs(v).max()
        for v in votes
    ]
    return bool(np.mean(agree) >= AGREE)


def _apart(steps: Steps) -> list[int]:
    """Return steps that stand apart from each other, spread over all."""
    kept: list[int] = []
    for step in steps.tolist():
        if not kept or step - kept[-1] >= APART_STEPS:
            kept.append(step)
    return kept[:: max(1, len(kept) // MOST_WINDOWS)]
