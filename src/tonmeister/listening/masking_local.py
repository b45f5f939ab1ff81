"""Where one part covers another more than it does elsewhere in the same song.

In every dense song parts cover each other somewhat; that is no fault. What a listener notices is
a stretch in which a part goes under that is heard elsewhere, while the same two parts play. So the
loss (see masking.py) is followed over time in four regions, weighed by what the covered part has
there, and each stretch is read against the middle of all other moments in which both play.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import SIXTH, k_weight, prominent, smooth, stretches
from tonmeister.listening.features import BANDS_HZ
from tonmeister.listening.masking import HIGH, LOW, STEP_S, loss_db
from tonmeister.listening.parts import Parts
from tonmeister.model import Span

REGIONS_HZ = ((50.0, 250.0), (250.0, 1000.0), (1000.0, 4000.0), (4000.0, 12500.0))
LEAST_PERCENT = 15.0
"""What a region must hold of the covered part, by K-weighted power."""
AROUND_S, LEAST_WIDE_S = 2.0, 3.0
"""The running mean; what is hardly longer than it is one note, not a stretch."""
MATTERS_DB, RISES_DB, NEVER_DB = 2.5, 2.0, 6.0
"""Worth hearing; more than elsewhere; what loses so much all the time is not meant to be heard."""
LEAST_S, LEAST_USUAL_S, LEAST_USUAL_PART = 2.0, 2.0, 1.0 / 3.0
"""How long a stretch is; how much must be left beside it to say how the song is."""
STROKES = ("kick", "drums")
"""Against the bass, these are the business of ``low/kick_bass``."""
IN_MIX_DB = 15.0
"""What plays further than this under the mix was put there as a background."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Row ``under`` loses ``loss_db`` to row ``over`` in a stretch, elsewhere ``usual_db``."""

    under: int
    over: int
    where: Span
    low_hz: float
    high_hz: float
    loss_db: float
    usual_db: float
    weight_percent: float


def covered(
    parts: Parts,
    excited: NDArray[np.float32],
    priority: NDArray[np.float64],
    least_priority: float,
) -> Iterator[Covered]:
    """Find stretches in which one row goes under another that matters no more than it does.

    ``excited`` [row, 30, T / 2] is the excitation of the rows.
    """
    centre = BANDS_HZ[LOW:HIGH]
    regions = [(low <= centre) & (centre < high) for low, high in REGIONS_HZ]
    even = parts.power.shape[-1] // 2 * 2
    there = np.stack([
        prominent(k, on) for k, on in zip(parts.k_power, parts.active, strict=True)
    ])  # fmt: skip
    plays = there[:, 0:even:2] | there[:, 1:even:2]
    sounds = parts.active[:, 0:even:2] | parts.active[:, 1:even:2]
    mix = parts.k_power.sum(axis=0)[:even].reshape(-1, 2).mean(axis=1)
    alone = parts.k_power[:, :even].reshape(len(parts.names), -1, 2).mean(axis=2)
    level = 10.0 * np.log10(excited[:, LOW:HIGH] + np.float32(1e-12))
    for under in np.flatnonzero(priority >= least_priority):
        own = excited[under, LOW:HIGH] * k_weight()[LOW:HIGH, None] * plays[under]
        total = float(own.sum())
        on = plays[under]
        if total <= 0.0 or alone[under][on].mean() < mix[on].mean() * 10.0 ** (-IN_MIX_DB / 10.0):
            continue
        for over in np.flatnonzero(priority <= priority[under]):
            both = on & sounds[over]
            if over == under or both.sum() * STEP_S < LEAST_S:
                continue
            lost = loss_db(level[over] - level[under])
            low_end = parts.roles[under] in STROKES and parts.roles[over] == "bass"
            for region in regions[1:] if low_end else regions:
                weight = own[region]
                percent = 100.0 * float(weight.sum()) / total
                if percent < LEAST_PERCENT:
                    continue
                loss = (lost[region] * weight).sum(axis=0)
                curve = _held(loss, weight.sum(axis=0), both)
                for where, mean, usual in _stretches(curve, both):
                    yield Covered(
                        under=int(under), over=int(over), where=where, loss_db=mean,
                        usual_db=usual, weight_percent=percent,
                        low_hz=float(centre[region][0] / SIXTH),
                        high_hz=float(centre[region][-1] * SIXTH),
                    )  # fmt: skip


def _held(
    loss: NDArray[np.float32], weight: NDArray[np.float32], both: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the loss around each step, by what the covered part has there."""
    count = round(AROUND_S / STEP_S)
    return smooth(loss * both, count) / np.maximum(smooth(weight * both, count), 1e-20)


def _stretches(
    curve: NDArray[np.float64], both: NDArray[np.bool_]
) -> Iterator[tuple[Span, float, float]]:
    """Find where the curve lies high for long enough, with its mean there and its middle elsewhere.

    It begins and ends where the curve is half way up.
    """
    over = both & (curve > MATTERS_DB)
    for wide in stretches(over, join_s=2.0, least_s=LEAST_S, hop_s=STEP_S):
        rest = both & ~_steps(wide, both.size)
        if rest.sum() < max(LEAST_USUAL_PART * both.sum(), LEAST_USUAL_S / STEP_S):
            rest = both
        usual = float(np.median(curve[rest]))
        if usual > NEVER_DB:
            continue
        high = _steps(wide, both.size) & both & (curve > max(MATTERS_DB, usual + RISES_DB))
        for seed in stretches(high, join_s=2.0, least_s=LEAST_S, hop_s=STEP_S):
            span = _half_way_up(curve, both, seed, usual)
            inside = _steps(span, both.size)
            long_enough = span.end_s - span.start_s > LEAST_WIDE_S
            if long_enough and (both & ~inside).sum() * STEP_S >= LEAST_USUAL_S:
                yield span, float(curve[inside & both].mean()), usual


def _half_way_up(
    curve: NDArray[np.float64], both: NDArray[np.bool_], seed: Span, usual: float
) -> Span:
    """Widen a stretch to where the curve is half way between its usual and its mean there."""
    half = (float(curve[_steps(seed, both.size) & both].mean()) + usual) / 2.0
    on = both & (curve > half) | _steps(seed, both.size)
    spans = stretches(on, join_s=2.0, least_s=0.0, hop_s=STEP_S)
    return next(span for span in spans if span.end_s > seed.start_s)


def _steps(span: Span, count: int) -> NDArray[np.bool_]:
    inside = np.zeros(count, np.bool_)
    inside[round(span.start_s / STEP_S) : round(span.end_s / STEP_S)] = True
    return inside
