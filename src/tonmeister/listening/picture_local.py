"""The picture over time: where the sides take over, and where it hangs askew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import k_weight, smooth, steps
from tonmeister.listening.check import found, shared
from tonmeister.listening.corpus import nine_bands, profile_db
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.listening.tone_change import changes, most
from tonmeister.listening.tone_local import LEAST_CERTAINTY, LEAST_DB, REST, worth_a_note
from tonmeister.model import Finding, Span

Real = NDArray[np.float64]
SMOOTH_STEPS = 8
QUIET = 10.0**-3
SILENT = 1e-12
LEAST_S = 1.5
MOST_STRETCHES = 4


@dataclass(frozen=True, slots=True)
class Sides:
    """K-weighted power over time in the nine bands of the corpus, eight tenths of a second smooth.

    ``mid`` and ``side`` [9, T]; ``on`` [T]: whether anything to speak of sounds.
    """

    mid: Real
    side: Real
    on: NDArray[np.bool_]

    def ratio_db(self, bands: slice | list[int]) -> Real:
        """Return side over middle in some bands together, [T]."""
        mid, side = self.mid[bands].sum(axis=0), self.side[bands].sum(axis=0)
        return np.asarray(10.0 * np.log10((side + SILENT) / (mid + SILENT)), np.float64)


@shared
def sides(heard: Heard) -> Sides:
    """Lay middle and side of the mix out over time."""
    power = np.einsum("nb,cbt->cnt", nine_bands() * k_weight(), heard.mix.power)
    mid, side = (np.stack([smooth(row, SMOOTH_STEPS) for row in one]) for one in power)
    total = (mid + side).sum(axis=0)
    loud = float(np.percentile(total, 95)) if total.size else 0.0
    return Sides(mid, side, np.asarray((total > loud * QUIET) & (total > 1e-9)))


def spans(speaks: Real, on: NDArray[np.bool_], most_each: float, least_s: float) -> list[slice]:
    """Return stretches in which something speaks, moment after moment, over zero."""
    left = np.where(on, np.clip(speaks, -most_each, most_each), 0.0)
    out = []
    for _ in range(MOST_STRETCHES):
        first, last = most(left)
        if (last - first) * HOP_S < least_s:
            break
        out.append(slice(first, last))
        left[first:last] = -most_each
    return sorted(out, key=lambda part: part.start)


def span(part: slice) -> Span:
    """Return a stretch of steps in seconds."""
    return Span(part.start * HOP_S, part.stop * HOP_S)


def side_shares(heard: Heard, where: Span, bands: list[int] | None = None) -> dict[str, float]:
    """Return whose side it is, in a stretch and some of the nine bands."""
    rows = nine_bands() if bands is None else nine_bands()[bands]
    weights = rows.sum(axis=0) * k_weight()
    each = {
        name: float(weights @ f.power[1][:, steps(f, where)].mean(axis=1, dtype=np.float64))
        for name, f in playing(heard).items()
    }
    whole = sum(each.values())
    ranked = sorted(each.items(), key=lambda item: -item[1])
    return {name: power / whole for name, power in ranked} if whole > 0.0 else {}


def width_here(heard: Heard, name: str) -> Iterator[Finding]:
    """Find stretches of a finished mix whose side stands over (or under) that of the rest."""
    for change in changes(heard).get(name, ()):
        if change.certainty < LEAST_CERTAINTY or change.excess_db < LEAST_DB:
            continue
        _, apart = profile_db(heard.mix, change.where)
        share = side_shares(heard, change.where) if name == "wide" else None
        yield found(
            "Master",
            change.where,
            weight="note" if worth_a_note(heard, change) else "info",
            confidence=change.certainty / (change.certainty + 0.5),
            share=share or None,
            side_mid_db=float(np.mean(apart[1:])),
            excess_db=change.excess_db,
            beyond_db=change.excess_db,
            certainty_score=change.certainty,
            low_hz=change.colour.low_hz,
            high_hz=change.colour.high_hz,
            against=REST,
            bars=heard.song.bars(change.where),
        )
