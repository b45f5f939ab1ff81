"""What a plan is made of: opinions with their grade, and moves of the arrangement to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tonmeister.knowledge.voices import voice
from tonmeister.units import say

MoveKind = Literal["mute", "cut", "front"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One thing there is to say about a song. ``worth`` says whether something may be tried.

    ``grade`` is how sure the yardstick is ("fact" where only a measure is told), ``source`` whose
    it is.
    """

    rule: str
    words: str
    worth: bool
    grade: str
    source: str
    facts: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A move of the arrangement that can be played from the stems. Bars count from 0.

    "mute" silences ``parts`` in the bars, "cut" takes the bars out, "front" plays them before the
    song. ``lift_bar``: the first bar of what should lift, for "mute". ``expected``: what the
    sentence promises, in ``unit`` words ("lift_lu", "saved_s", "hook_s").
    """

    rule: str
    kind: MoveKind
    first_bar: int
    bars: int
    words: str
    score: float
    parts: tuple[str, ...] = ()
    lift_bar: int = 0
    expected_lu: float = 0.0
    saved_s: float = 0.0


def sentence(rule: str, **facts: float | str) -> str:
    """Return a plan's sentence, made from its own numbers."""
    said = {n: v if isinstance(v, str) else say(n, v) for n, v in facts.items()}
    return voice("plain")[rule].format_map(said)


def bars_said(first_bar: int, bars: int, *, in_bars: bool, edges_s: tuple[float, float]) -> str:
    """Return a stretch as people say it: "bars 17-24", or in minutes where there are no bars."""
    if not in_bars:
        a, b = edges_s
        return f"{int(a // 60)}:{a % 60:02.0f} to {int(b // 60)}:{b % 60:02.0f}"
    return f"bar {first_bar + 1}" if bars == 1 else f"bars {first_bar + 1}-{first_bar + bars}"
