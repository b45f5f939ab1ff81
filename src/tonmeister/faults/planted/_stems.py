"""Spoiling one stem while it sounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted
from tonmeister.faults.places import within
from tonmeister.model import Span
from tonmeister.signal import Samples

FRAME_S = 0.05
SOUNDING_DB = -35.0
"""How far under its loud moments a stem still counts as sounding."""
LEAST_S = 2.0
MOST_PART = 0.5
"""What is spoiled in one place leaves at least this part of the stem's sound as it was."""


def sounding(stem: Samples, rate_hz: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say every 50 ms whether a stem sounds."""
    size = round(FRAME_S * rate_hz)
    count = stem.shape[1] // size
    power = np.square(stem[:, : count * size]).reshape(2, count, size).mean(axis=(0, 2))
    loud = float(np.percentile(power, 98)) if count else 0.0
    return np.asarray(power > max(loud * 10.0 ** (SOUNDING_DB / 10.0), 1e-9))


def where_it_sounds(piece: Piece, name: str, where: Span, least_s: float = LEAST_S) -> Span:
    """Return the part of a stretch from a stem's first sound to its last; or ``CannotPlant``.

    It ends earlier where it would take more than half of all that the stem plays.
    """
    on = sounding(piece.stems[name], piece.rate_hz)
    first, last = round(where.start_s / FRAME_S), round(where.end_s / FRAME_S)
    most = int(MOST_PART * on.sum())
    at = (first + np.flatnonzero(on[first:last]))[:most]
    if at.size * FRAME_S < least_s:
        raise CannotPlant(f"{name} sounds for less than {least_s:g} s from {where}")
    return Span(
        max(where.start_s, float(at[0]) * FRAME_S),
        min(where.end_s, float(at[-1] + 1) * FRAME_S),
    )


def lead_of(piece: Piece) -> str:
    """Return the lead vocal's stem; ``CannotPlant`` where nobody leads or nobody accompanies."""
    name = piece.stem_of("lead vocal")
    if name is None or len(piece.stems) < 2:
        raise CannotPlant(f"{piece.name} has no lead vocal over a band")
    return name


def in_stem(
    piece: Piece,
    name: str,
    where: Span,
    spoil: Callable[[Samples], Samples],
    *,
    strip: str | None = None,
    truth: Mapping[str, float] | None = None,
) -> Planted:
    """Spoil a stretch of one stem; the mix follows. ``strip``: who has the fault, if another."""
    stem = within(piece.stems[name], piece.rate_hz, where, spoil)
    return Planted(
        piece=piece.with_stem(name, stem), where=where, strip=strip or name, truth=dict(truth or {})
    )
