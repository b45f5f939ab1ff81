"""Clicks: mouth, cable, or a bad cut."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.takes.criteria.declare import Mark, criterion, moment
from tonmeister.listening.takes.criteria.evidence import Evidence
from tonmeister.model import Finding


@criterion(
    "clicks",
    title="Clicks",
    hears="single moments in which samples jump out of what their past foretells",
    matters="they survive every mix and get brighter with every compressor",
    source="the clicks of file/clicks: linear prediction, thresholds measured there",
    kinds=("voice", "bass", "guitar", "keys", "other"),
)
def clicks(known: Evidence) -> Iterator[Mark]:
    """Count the clicks of each phrase and around it."""
    for number in known.numbers:
        strip = known.aligned.heard[number].take.name
        found: dict[int, list[Finding]] = {p.number: [] for p in known.aligned.phrases}
        for click in known.samples[number].clicks:
            at_s = known.reference_s(number, click.at_s)
            phrase = known.phrase_at(at_s)
            if phrase is not None:
                found[phrase.number].append(
                    moment("click", strip, at_s, at_s + 0.005, level_ratio=click.outstanding)
                )
        for phrase_number, heard in found.items():
            yield Mark(take=number, phrase=phrase_number, findings=tuple(heard),
                       facts={"clicks_count": float(len(heard))})  # fmt: skip
