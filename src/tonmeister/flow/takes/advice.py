"""When to stop, and what is still open."""

from __future__ import annotations

from tonmeister.flow.takes.judging import Judged
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
