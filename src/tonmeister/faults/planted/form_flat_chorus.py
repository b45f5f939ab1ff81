"""A chorus that does not lift: it lies under its verse."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.model import Span
from tonmeister.signal.level import gain


@fault(
    "form_flat_chorus",
    title="Chorus does not lift",
    hears="form/flat_chorus",
    amount="under_db",
    amounts=(0.0, 1.0, 3.0),
)
def flat_chorus(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn the first chorus after a verse down until it lies so far under it (mean power)."""
    sections = piece.song.sections if piece.song is not None else ()
    names = [section.name.lower() for section in sections]
    pairs = [
        (sections[i].where, sections[j].where)
        for j, name in enumerate(names)
        if name.startswith("chorus")
        for i in range(j - 1, -1, -1)
        if names[i].startswith("verse")
    ]
    if not pairs:
        raise CannotPlant(f"{piece.name} has no chorus after a verse that is known")
    verse, chorus = pairs[0]
    gain_db = _level_db(piece, verse) - _level_db(piece, chorus) - amount
    mix = within(piece.mix, piece.rate_hz, chorus, lambda sound: sound * gain(gain_db))
    return Planted(piece=piece.with_mix(mix), where=chorus, truth={"lift_lu": -amount})


def _level_db(piece: Piece, where: Span) -> float:
    first, last = (round(s * piece.rate_hz) for s in (where.start_s, where.end_s))
    return 10.0 * float(np.log10(np.square(piece.mix[:, first:last]).mean() + 1e-12))
