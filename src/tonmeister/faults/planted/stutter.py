"""A stutter: a buffer is played twice."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.spoil_moments import sounding_moments
from tonmeister.model import Span

COUNT = 3


@fault(
    "stutter",
    title="A buffer played twice",
    hears="file/dropouts",
    amount="buffer_frames",
    amounts=(128.0, 512.0, 2048.0),
)
def stutter(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Play three buffers of the sound card a second time, in place of the next one."""
    size = round(amount)
    times = sounding_moments(piece, where, COUNT, 2.0 * size / piece.rate_hz, seed)
    mix = piece.mix.copy()
    for at_s in times:
        at = round(at_s * piece.rate_hz)
        mix[:, at + size : at + 2 * size] = piece.mix[:, at : at + size]
    first_s = times[0] + size / piece.rate_hz
    return Planted(
        piece=piece.with_mix(mix), where=Span(first_s, times[-1] + 2.0 * size / piece.rate_hz),
        truth={"dropouts_count": float(COUNT), "longest_ms": 1000.0 * size / piece.rate_hz},
    )  # fmt: skip
