"""A choice about the album, with the sentence made from its own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tonmeister.knowledge.voices import voice
from tonmeister.units import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen by which rule, for which song (empty: the album), and why."""

    rule: str
    song: str
    facts: Mapping[str, float | str]
    reason: str


def choose(rule: str, song: str, **facts: float | str) -> Choice:
    """Return a choice; its sentence stands in the voice under the rule's name."""
    said = {
        name: value if isinstance(value, str) else say(name, value) for name, value in facts.items()
    }
    reason = voice("plain")[rule].format_map({**said, "song": song})
    return Choice(rule=rule, song=song, facts=facts, reason=reason)
