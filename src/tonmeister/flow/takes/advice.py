"""When to stop, and what to say after each take."""

from __future__ import annotations

from tonmeister.flow.takes.judging import Judged
from tonmeister.people.direction import say
from tonmeister.people.tone import Tone
from tonmeister.producer.takes.direct import open_phrases
from tonmeister.producer.takes.enough import Advice, enough


def advice_of(judged: Judged) -> Advice:
    """Say whether one more take pays, and which phrases are still open."""
    return enough(
        judged.scores,
        phrases=judged.aligned.phrases,
        without_keeper=open_phrases(judged.aligned, judged.scores),
        bar_s=judged.bar_s,
    )


def spoken(judged: Judged, take: int, advice: Advice, tone: Tone) -> str:
    """Return what to say after a take; empty for one that could not be judged."""
    for direction in judged.directions:
        if direction.take == take:
            tied = next((s.tied_with for s in judged.scores if s.take == take), ())
            last = take == max(s.take for s in judged.scores)
            return say(direction, tone, improving=advice.improving and last, tied_with=tied)
    return ""
