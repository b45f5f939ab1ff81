"""Words left out, words too many."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.takes.criteria.declare import Mark, criterion, moment
from tonmeister.listening.takes.criteria.evidence import Evidence
from tonmeister.model import Finding, Phrase

LEAST_EXTRA_S = 0.15


@criterion(
    "words",
    title="Words and notes",
    hears="notes that the others have and this take leaves out, and sound that no note explains",
    matters="a phrase with a hole cannot be used as it is, however well it is sung",
    source="the alignment of the takes",
)
def words(known: Evidence) -> Iterator[Mark]:
    """Say what is missing from each phrase and what is too much."""
    for row, number, phrase in known.phrases():
        strip = known.aligned.heard[number].take.name
        first, past = phrase.notes
        missing = ~np.isfinite(known.onsets_s[row, first:past])
        length = known.lengths_s[first:past]
        moments: list[Finding] = list(_missing(known, strip, phrase, missing))
        extra_s = 0.0
        for span in known.aligned.on_clock[number].extra:
            at_s = known.reference_s(number, 0.5 * (span.start_s + span.end_s))
            long_s = span.end_s - span.start_s
            if long_s >= LEAST_EXTRA_S and known.phrase_at(at_s) == phrase:
                extra_s += long_s
                moments.append(moment("extra", strip, at_s - long_s / 2, at_s + long_s / 2,
                                      extra_s=long_s))  # fmt: skip
        total = float(length.sum())
        yield Mark(take=number, phrase=phrase.number, findings=tuple(moments), facts={
            "missing_count": float(missing.sum()),
            "missing_percent": 100.0 * float(length[missing].sum()) / total if total else 0.0,
            "extra_s": extra_s,
        })  # fmt: skip


def _missing(
    known: Evidence, strip: str, phrase: Phrase, missing: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Iterator[Finding]:
    """Tell each hole once, however many notes it swallows."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], missing.astype(np.int8), [0]])))
    for start, past in edges.reshape(-1, 2) + phrase.notes[0]:
        yield moment(
            "missing", strip, known.aligned.notes[start].start_s,
            known.aligned.notes[past - 1].end_s, weight="fault",
            missing_count=float(past - start), place=known.place(phrase),
        )  # fmt: skip
