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
from tonmeister.listening.tone_local import LEAST_CERTAINTY, LEAST_DB, REST, at_an_end, worth_a_note
from tonmeister.model import Finding, Span

Real = NDArray[np.float64]
SMOOTH_STEPS = 8
QUIET = 10.0**-3
SILENT = 1e-12
LEAST_S = 1.5
MOST_STRETCHES = 4
FAINT, LEAST_BANDS = 1e-5, 4
MOVED_DB, MOVED_NOTE_DB, MOVED_LEAST_S = 3.0, 5.3, 4.0


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


def all_at_once(heard: Heard, *, sign: float) -> list[tuple[Span, float]]:
    """Return stretches in which the side of most bands rises (or falls) together, and how far.

    Three of four bands must have moved so far from the middle of the song: a part that comes in
    wide moves its own bands only.
    """
    if heard.sound is None:
        return []
    picture = sides(heard)
    if not picture.on.any():
        return []
    total = float((picture.mid + picture.side).sum(axis=0).mean())
    moved = []
    for band in range(1, len(picture.mid)):
        if float(picture.mid[band].mean()) > FAINT * total:
            ratio = smooth(picture.ratio_db(slice(band, band + 1)), SMOOTH_STEPS)
            moved.append(sign * (ratio - float(np.median(ratio[picture.on]))))
    if len(moved) < LEAST_BANDS:
        return []
    least = np.percentile(moved, 25.0, axis=0)
    out = []
    for part in spans(least - MOVED_DB, picture.on, 4.0, MOVED_LEAST_S):
        by = float(least[part][picture.on[part]].mean())
        if by > MOVED_NOTE_DB and not at_an_end(heard, span(part)):
            out.append((span(part), by))
    return out


def width_here(heard: Heard, name: str) -> Iterator[Finding]:
    """Find stretches of a finished mix whose side stands over (or under) that of the rest."""
    told: list[Span] = []
    for change in changes(heard).get(name, ()):
        if change.certainty < LEAST_CERTAINTY or change.excess_db < LEAST_DB:
            continue
        sure = worth_a_note(heard, change)
        _, apart = profile_db(heard.mix, change.where)
        share = side_shares(heard, change.where) if name == "wide" else None
        yield found(
            "Master",
            change.where,
            weight="note" if sure else "info",
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
        if sure:
            told.append(change.where)
    for where, by in all_at_once(heard, sign=1.0 if name == "wide" else -1.0):
        if any(min(where.end_s, w.end_s) > max(where.start_s, w.start_s) for w in told):
            continue
        _, apart = profile_db(heard.mix, where)
        share = side_shares(heard, where) if name == "wide" else None
        yield found(
            "Master",
            where,
            share=share or None,
            side_mid_db=float(np.mean(apart[1:])),
            excess_db=by,
            beyond_db=by,
            low_hz=148.0,
            high_hz=20000.0,
            against=REST,
            bars=heard.song.bars(where),
        )
