"""Kick and bass in one place: the bass gets all the weight that the kick needs."""

from __future__ import annotations

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.planted._filtered import filtered
from tonmeister.faults.planted._stems import in_stem, where_it_sounds
from tonmeister.model import Span


@fault(
    "low_kick_bass",
    title="Kick and bass in one place",
    hears="low/kick_bass",
    amount="gain_db",
    amounts=(6.0, 10.0, 14.0),
    needs="stems",
)
def kick_bass(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift the bass around 60 Hz, where the kick has its weight."""
    kick, bass = piece.stem_of("kick") or piece.stem_of("drums"), piece.stem_of("bass")
    if kick is None or bass is None:
        raise CannotPlant(f"{piece.name} has no kick and bass")
    there = where_it_sounds(piece, bass, where_it_sounds(piece, kick, where))
    return in_stem(
        piece,
        bass,
        there,
        lambda sound: filtered(
            sound, piece.rate_hz, "bell", frequency_hz=60.0, gain_db=amount, width_q=0.8
        ),
        strip=kick,
    )
