"""Kick and bass in one place: the bass gets all the weight that the kick needs."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.planted._filtered import filtered
from tonmeister.faults.planted._stems import in_stem, where_it_sounds
from tonmeister.model import Span
from tonmeister.signal import Samples

LEAST_DB, MOST_DB = 3.0, 24.0
FRAME_S, STROKES_PERCENT = 0.1, 97.0


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

    Both from 35 to 120 Hz: the bass on the whole, the kick at its strongest moments.
    """
    kick, bass = piece.stem_of("kick") or piece.stem_of("drums"), piece.stem_of("bass")
    if kick is None or bass is None:
        raise CannotPlant(f"{piece.name} has no kick and bass")
    there = where_it_sounds(piece, bass, where_it_sounds(piece, kick, where))
    strokes = float(np.percentile(_low(piece, kick, there), STROKES_PERCENT))
    weight = float(_low(piece, bass, there).mean())
    gain_db = amount + 10.0 * float(np.log10((strokes + 1e-12) / (weight + 1e-12)))
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
