"""Words that drown: the loudest part of the band pushes into the vocal's consonants."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.planted._filtered import filtered
from tonmeister.faults.planted._stems import in_stem, lead_of, where_it_sounds
from tonmeister.model import Span

BEDS = (
    "electric guitar", "acoustic guitar", "lead guitar", "synth", "keys", "piano", "organ", "pad",
    "strings", "brass", "backing vocal", "other",
)  # fmt: skip
LEAST_DB, MOST_DB = 4.0, 24.0


@fault(
    "vocal_masked",
    title="Vocal covered",
    hears="vocal/masked",
    amount="over_db",
    amounts=(6.0, 10.0, 14.0),
    needs="stems",
)
def masked(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift the loudest bed around 2 kHz until it lies so far over the voice from 1 to 4 kHz."""
    lead = lead_of(piece)
    there = where_it_sounds(piece, lead, where)
    bed = max(
        (name for name in piece.stems if piece.roles.get(name) in BEDS),
        key=lambda name: _presence_db(piece, name, there),
        default="",
    )
    if not bed:
        raise CannotPlant(f"{piece.name} has nothing that could cover the voice")
    gain_db = amount + _presence_db(piece, lead, there) - _presence_db(piece, bed, there)
    if not LEAST_DB <= gain_db <= MOST_DB:
        raise CannotPlant(f"{bed} would have to be lifted by {gain_db:.0f} dB to cover {lead}")
    return in_stem(
        piece,
        bed,
        there,
        lambda sound: filtered(
            sound, piece.rate_hz, "bell", frequency_hz=2000.0, gain_db=gain_db, width_q=0.6
        ),
        strip=lead,
    )


def _presence_db(piece: Piece, name: str, where: Span) -> float:
    """Return what a stem has from 1 to 4 kHz in a stretch."""
    span = slice(round(where.start_s * piece.rate_hz), round(where.end_s * piece.rate_hz))
    at_hz = np.fft.rfftfreq(span.stop - span.start, 1.0 / piece.rate_hz)
    inside = (at_hz > 1000.0) & (at_hz < 4000.0)
    spectrum = np.fft.rfft(piece.stems[name][:, span], axis=1)[:, inside]
    return 10.0 * float(np.log10((np.abs(spectrum) ** 2).sum() + 1e-12))
