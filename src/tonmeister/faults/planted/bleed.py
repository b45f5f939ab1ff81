"""Bleed: the rest of the kit in a drum's own microphone."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.model import Span
from tonmeister.signal import Samples
from tonmeister.signal.level import gain

CLOSE = ("kick", "snare", "tom")
KIT = (*CLOSE, "hi-hat", "overheads", "drum room", "drums", "percussion")


@fault(
    "bleed",
    title="Bleed",
    hears="bleed",
    amount="bleed_db",
    amounts=(-32.0, -24.0, -17.0),
    needs="stems",
    whole=True,
)
def bleed(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Add the other drums to a close microphone, their strokes so far under its own."""
    name = piece.stem_of(*CLOSE)
    others = [
        stem for other, stem in piece.stems.items()
        if name is not None and piece.roles.get(other) in KIT
        and piece.roles[other] != piece.roles[name]
    ]  # fmt: skip
    if name is None or not others:
        raise CannotPlant(f"{piece.name} has no close microphone with other drums beside it")
    kit = np.sum(others, axis=0)
    own, rest = _strokes(piece.stems[name], piece.rate_hz), _strokes(kit, piece.rate_hz)
    if own <= 0.0 or rest <= 0.0:
        raise CannotPlant(f"nothing is played on {name} or on the other drums")
    louder = piece.stems[name] + kit * (gain(amount) * own / rest)
    return Planted(piece=piece.with_stem(name, louder), where=where, strip=name)


def _strokes(stem: Samples, rate_hz: int) -> float:
    """Return how high the strokes reach: the highest tenth of a second but one in fifty."""
    size = rate_hz // 10
    count = stem.shape[1] // size
    tops = np.abs(stem[:, : count * size]).reshape(2, count, size).max(axis=(0, 2))
    return float(np.percentile(tops, 98))
