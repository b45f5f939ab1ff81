"""Tops that were cut off by the converter."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.takes.criteria.declare import Mark, criterion, moment
from tonmeister.listening.takes.criteria.evidence import Evidence
from tonmeister.model import Finding


@criterion(
    "clipping",
    title="Clipping",
    hears="runs of three or more equal samples on steep crests, at the same ceiling",
    matters="what stood above is gone; of two takes as good, the clean one can be turned up",
    source="the flat tops of file/clipped",
)
def clipping(known: Evidence) -> Iterator[Mark]:
    """Count the cut tops of each phrase."""
    for number in known.numbers:
        strip = known.aligned.heard[number].take.name
        found: dict[int, list[Finding]] = {p.number: [] for p in known.aligned.phrases}
        tops = dict.fromkeys(found, 0.0)
        for start_s, end_s, count, ceiling_db in known.samples[number].clipped:
            begin, end = known.reference_s(number, start_s), known.reference_s(number, end_s)
            for phrase in known.aligned.phrases:
                shared = min(end, phrase.where.end_s) - max(begin, phrase.where.start_s)
                if shared > 0.0:
                    tops[phrase.number] += count * shared / max(end - begin, 1e-9)
                    found[phrase.number].append(
                        moment(
                            "clipped", strip, max(begin, phrase.where.start_s),
                            min(end, phrase.where.end_s), weight="fault",
                            clipped_count=float(count), ceiling_dbfs=ceiling_db,
                        )
                    )  # fmt: skip
        for phrase_number, heard in found.items():
            yield Mark(take=number, phrase=phrase_number, findings=tuple(heard),
                       facts={"clipped_count": tops[phrase_number]})  # fmt: skip
