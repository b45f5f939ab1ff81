"""Kick and bass in one place: the bass gets all the weight that the kick needs."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.planted._filtered import filtered
from tonmeister.faults.planted._stems import in_stem, where_it_sounds
from tonmeister.model import Span
from tonmeister.signal import Samples

LEAST_DB, MOST_DB = 3.0, 24.0
FRAME_S, STROKES_PERCENT, STROKES_DB, SOUNDS_DB = 0.1, 97.0, 6.0, 20.0
LEAST_STROKES = 3


@fault(
    "low_kick_bass",
    title="Kick and bass in one place",
    hears="low/kick_bass",
    amount="over_db",
    amounts=(3.0, 7.0, 11.0),
    needs="stems",
)
def kick_bass(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift the bass around 60 Hz until it lies so far over the strokes of the kick there.

    From 35 to 120 Hz, while the kick strikes and the bass sounds; half of the strokes go under by
    more, half by less.
    """
    kick, bass = piece.stem_of("kick") or piece.stem_of("drums"), piece.stem_of("bass")
    if kick is None or bass is None:
        raise CannotPlant(f"{piece.name} has no kick and bass")
    there = where_it_sounds(piece, bass, where_it_sounds(piece, kick, where))
    strokes, weight = _low(piece, kick, there), _low(piece, bass, there)
    loud = strokes > np.percentile(strokes, STROKES_PERCENT) * 10.0 ** (-STROKES_DB / 10.0)
    loud &= weight > weight.max() * 10.0 ** (-SOUNDS_DB / 10.0)
    if loud.sum() < LEAST_STROKES:
        raise CannotPlant(f"{bass} sounds on fewer than {LEAST_STROKES} strokes of {kick}")
    apart_db = 10.0 * np.log10((strokes[loud] + 1e-12) / (weight[loud] + 1e-12))
    gain_db = amount + float(np.median(apart_db))
    if not LEAST_DB <= gain_db <= MOST_DB:
        raise CannotPlant(f"{bass} would have to be lifted by {gain_db:.0f} dB to cover {kick}")
    return in_stem(
        piece,
        bass,
        there,
        lambda sound: filtered(
            sound, piece.rate_hz, "bell", frequency_hz=60.0, gain_db=gain_db, width_q=0.7
        ),
        strip=kick,
    )


def _low(piece: Piece, name: str, where: Span) -> Samples:
    """Return the power of a stem from 35 to 120 Hz every 0.1 s of a stretch."""
    rate_hz = piece.rate_hz
    size = round(FRAME_S * rate_hz)
    low = filtered(piece.stems[name], rate_hz, "lowpass", frequency_hz=120.0, slope_db=24.0)
    low = filtered(low, rate_hz, "highpass", frequency_hz=35.0, slope_db=12.0)
    first, count = round(where.start_s * rate_hz), round((where.end_s - where.start_s) / FRAME_S)
    cut = low[:, first : first + count * size]
    count = cut.shape[1] // size
    return np.asarray(np.square(cut[:, : count * size]).reshape(2, count, size).mean(axis=(0, 2)))
