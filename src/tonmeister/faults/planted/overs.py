"""Too hot: the curve rises over full scale."""

from __future__ import annotations

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.model import Span
from tonmeister.signal import Audio
from tonmeister.signal.level import gain
from tonmeister.signal.loudness import measure


@fault(
    "overs",
    title="Over full scale",
    hears="file/overs",
    amount="true_peak_dbtp",
    amounts=(1.0, 3.0, 6.0),
    whole=True,
)
def overs(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn the whole up (or down) until its true peak stands so far over full scale."""
    peak = measure(Audio(piece.mix, piece.rate_hz)).true_peak_dbtp()
    if peak < -60.0:
        raise CannotPlant(f"{piece.name} is silent")
    mix = piece.mix * gain(amount - peak)
    return Planted(piece=piece.with_mix(mix), where=where, truth={"true_peak_dbtp": amount})
