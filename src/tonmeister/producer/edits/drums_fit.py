"""How a sample is laid over a stroke: in phase, adding, as loud as what it takes over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.drums.own import LEAD_MS, in_band, onto
from tonmeister.model import Hit
from tonmeister.signal import Samples
from tonmeister.signal.loudness import k_filter

_PHASE_HZ = {"kick": (20.0, 260.0), "snare": (110.0, 1000.0), "toms": (50.0, 700.0)}
"""Where the body of a drum lies: there two strokes add or cancel."""
_REACH_MS = {"kick": 4.0, "snare": 2.0, "toms": 4.0}
"""Further away it would be heard as a second stroke."""
_HEARD_MS = {"kick": 60.0, "snare": 30.0, "toms": 60.0}
_FAR = 0.25
_MOST_DB = 36.0
_ATTACK = 0.1
_LOUD_S = 0.4


@dataclass(frozen=True, slots=True)
class Fit:
    """Where the sample begins against the stroke's moment, which way round, how loud."""

    offset_ms: float
    polarity: float
    gain_db: float


def fitted(
    sound: Samples,
    rate_hz: int,
    hit: Hit,
    first: int,
    own: Samples,
    sample: Samples,
    blend: float,
) -> Fit | None:
    """Return how a sample [channels, n] fits a stroke whose own part begins at ``first``.

    ``None`` if nothing of it is left to be replaced. The gain makes the K-weighted energy around
    the stroke (BS.1770) the same after as before.
    """
    placed = onto(sample, own)
    starts = _attack(placed)
    at = round(hit.at_s * rate_hz)
    shift, polarity = _in_phase(own, first, placed, at - starts, hit.piece, rate_hz)
    begin = at - starts + shift
    gain_db = _gain_db(sound, rate_hz, first, own, placed * polarity, begin, blend)
    if gain_db is None or abs(gain_db) > _MOST_DB:
        return None
    return Fit(round(1000.0 * (begin - at) / rate_hz, 3), polarity, round(gain_db, 2))


def _attack(sample: Samples) -> int:
    """Return the frame at which a sample's stroke begins."""
    level = np.abs(sample).max(axis=0)
    return int(np.argmax(level > _ATTACK * level.max())) if level.any() else 0


def _in_phase(
    own: Samples, first: int, sample: Samples, begin: int, piece: str, rate_hz: int
) -> tuple[int, float]:
    """Return the shift in frames and the polarity with which both add up best."""
    if piece not in _PHASE_HZ:
        return 0, 1.0
    count = round((_HEARD_MS[piece] + LEAD_MS) / 1000 * rate_hz)
    reach = round(_REACH_MS[piece] / 1000 * rate_hz)
    low_hz, high_hz = _PHASE_HZ[piece]
    mine = in_band(own.mean(axis=0, keepdims=True), rate_hz, low_hz, high_hz)[0][:count]
    other = in_band(sample.mean(axis=0, keepdims=True), rate_hz, low_hz, high_hz)[0]
    field = np.zeros(len(mine) + 2 * reach)
    _put(field, other, begin - first + reach)
    best, shift, polarity = -1.0, 0, 1.0
    norm = float(np.linalg.norm(mine)) + 1e-20
    for lag in range(-reach, reach + 1):
        seen = field[reach - lag : reach - lag + len(mine)]
        alike = float(seen @ mine) / (norm * (float(np.linalg.norm(seen)) + 1e-20))
        worth = abs(alike) - _FAR * abs(lag) / reach
        if worth > best:
            best, shift, polarity = worth, lag, 1.0 if alike >= 0.0 else -1.0
    return shift, polarity


def _gain_db(
    sound: Samples,
    rate_hz: int,
    first: int,
    own: Samples,
    sample: Samples,
    begin: int,
    blend: float,
) -> float | None:
    """Return the sample's gain for equal loudness around the stroke; ``None`` if none does it."""
    if blend <= 0.0:
        return 0.0
    start = max(0, min(first, begin))
    end = min(sound.shape[1], max(first + own.shape[1], begin + round(_LOUD_S * rate_hz)))
    before = sound[:, start:end]
    taken = np.zeros_like(before)
    taken[:, first - start : first - start + own.shape[1]] = own
    new = np.zeros_like(before)
    for row, one in zip(new, sample, strict=True):
        _put(row, one, begin - start)
    was = k_filter(before, rate_hz)
    rest = was - blend * k_filter(taken, rate_hz)
    new = k_filter(new, rate_hz)
    a, h = float(np.sum(new * new)), float(np.sum(rest * new))
    c = float(np.sum(rest * rest)) - float(np.sum(was * was))
    if a <= 1e-20 or h * h - a * c < 0.0:
        return None
    level = (-h + float(np.sqrt(h * h - a * c))) / a
    return None if level <= 0.0 else 20.0 * float(np.log10(level / blend))


def _put(into: NDArray[np.float64], what: NDArray[np.float64], at: int) -> None:
    skip = max(0, -at)
    count = min(len(what), len(into) - at)
    if count > skip:
        into[at + skip : at + count] += what[skip:count]
