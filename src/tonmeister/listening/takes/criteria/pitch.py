"""How well in tune a phrase is sung, and how steadily: two different things."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.criteria.declare import Mark, criterion, moment
from tonmeister.listening.takes.criteria.evidence import Evidence
from tonmeister.listening.takes.criteria.slow import weighted_median
from tonmeister.listening.takes.criteria.sung import WRONG_CENTS
from tonmeister.model import Finding

Real = NDArray[np.float64]

OUT_CENTS, PLAIN_CENTS = 25.0, 45.0
CAP_CENTS = 150.0
"""A wrong note is a wrong note: a fifth beside it is no worse than a tone and a half."""
SURE = 0.5


@criterion(
    "pitch",
    title="Pitch",
    hears="the middle of each note against what the takes (or the score) mean there, after the "
    "tuning they share; how far off on average (accuracy) and how scattered (precision)",
    matters="listeners call a note out of tune from about a quarter of a semitone on",
    source="25 cents: Larrouy-Maestri, Music Perception 2018; accuracy and precision apart: "
    "Pfordresher et al., J. Acoust. Soc. Am. 128, 2010; the cap at 150 cents is ours",
    kinds=("voice", "bass", "guitar", "keys", "other"),
)
def pitch(known: Evidence) -> Iterator[Mark]:
    """Measure how far off each phrase is, weighted by the length of the notes."""
    sung, lengths = known.sung, known.lengths_s
    for row, number, phrase in known.phrases():
        notes = slice(*phrase.notes)
        cents, length = sung.cents[row, notes], lengths[notes]
        told = np.isfinite(cents)
        if not told.any():
            continue
        off, weight = np.clip(cents[told], -CAP_CENTS, CAP_CENTS), length[told]
        share = weight / weight.sum()
        facts = {
            "pitch_off_cents": float(share @ np.abs(off)),
            "pitch_lean_cents": weighted_median(off, weight),
            "pitch_loose_cents": float(np.sqrt(share @ (off - share @ off) ** 2)),
            "pitch_out_percent": 100.0 * float(share @ (np.abs(off) > OUT_CENTS)),
            "pitch_wrong_percent": 100.0 * float(share @ (np.abs(off) > WRONG_CENTS)),
            "pitch_wobble_cents": float(share @ sung.wobble_cents[row, notes][told]),
            "tuning_cents": float(sung.tuning_cents[row]),
            "drift_cents": float(sung.drift_cents[row]),
        }
        if off.size > 1:
            facts["interval_off_cents"] = float(np.mean(np.abs(np.diff(off))))
        yield Mark(take=number, phrase=phrase.number, facts=facts,
                   findings=tuple(_moments(known, row, phrase.notes)))  # fmt: skip


def _moments(known: Evidence, row: int, notes: tuple[int, int]) -> Iterator[Finding]:
    """Name the notes that anybody hears."""
    strip = known.aligned.heard[known.numbers[row]].take.name
    for i in range(*notes):
        off = float(known.sung.cents[row, i])
        clear = float(known.sung.clear[row, i])
        if not np.isfinite(off) or abs(off) < PLAIN_CENTS or clear < SURE:
            continue
        where = known.aligned.notes[i].where
        wrong = abs(off) > WRONG_CENTS
        yield moment(
            "wrong_note" if wrong else "out_of_tune", strip, where.start_s, where.end_s,
            weight="fault" if wrong else "note", confidence=clear, off_cents=abs(off),
            direction="flat" if off < 0.0 else "sharp",
        )  # fmt: skip
