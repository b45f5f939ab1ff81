"""What is told about a part's takes in the terminal: who leads, what to change, stop or go."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise

from tonmeister.knowledge.voices import voice
from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.model import Direction, Remark, TakeScore
from tonmeister.people.direction import say, takes, word
from tonmeister.people.tone import Tone
from tonmeister.producer.takes.enough import Advice, Punch
from tonmeister.units import say as say_number

WIDTH_CHARS = 100
MOST_PUNCHES = 4
MOST_LINES = 25
SHORT = {"other": "off: another note", "sag": "lower at its end", "scoop": "of slide into it"}


def advice_words(advice: Advice, voice_name: str = "plain") -> tuple[str, tuple[str, ...]]:
    """Return the verdict as a sentence, and the reasons for it."""
    sentences = voice(voice_name)
    told = tuple(
        sentences[reason.rule].format_map(
            {n: v if isinstance(v, str) else say_number(n, v) for n, v in reason.facts.items()}
        )
        for reason in advice.reasons
    )
    return sentences[f"directing/{advice.verdict}"], told


def told_takes(
    directions: Sequence[Direction],
    scores: Sequence[TakeScore],
    advice: Advice,
    tone: Tone,
) -> dict[int, str]:
    """Return what to say after each take, by number. Only the last one is pushed on."""
    by_take = {score.take: score for score in scores}
    last = max(by_take, default=0)
    return {
        one.take: say(
            one,
            tone,
            improving=advice.improving and one.take == last,
            tied_with=by_take[one.take].tied_with,
        )
        for one in directions
    }


def summary(
    aligned: AlignedTakes,
    scores: Sequence[TakeScore],
    directions: Sequence[Direction],
    advice: Advice,
    tone: Tone,
) -> list[str]:
    """Return the lines that the terminal shows for a part, at most 25: the ranking, what to say
    after the best and the last take, whether to go on, what to punch.
    """
    part = aligned.part.name
    if not scores:
        return [f"{part}: no take could be used."]
    ranked = sorted(scores, key=lambda s: (s.rank or 99, s.cost_score, s.take))
    said = told_takes(directions, scores, advice, tone)
    verdict, reasons = advice_words(advice)
    lines = _wrapped(f"{part}: {ranking(ranked)}", 0)
    spoken = list(dict.fromkeys([ranked[0].take, max(said, default=ranked[0].take)]))
    for number in spoken:
        if number in said:
            lines += _wrapped(f"Take {number}: {said[number]}", 2)
    lines += _wrapped(" ".join([verdict, *reasons]), 2)
    punches = advice.punch[:MOST_PUNCHES]
    if punches and len(lines) < MOST_LINES:
        lines.append("  To record again:")
        lines += [row for punch in punches for row in _wrapped(punch_words(punch), 4)]
        more = len(advice.punch) - len(punches)
        if more:
            lines.append(f"    and {more} more on the page.")
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], "  ... the rest is on the page."]
    return lines


def ranking(ranked: Sequence[TakeScore]) -> str:
    """Say the order on one line: ``take 3 (0.41), then 1 (0.62) = 4 (0.66), then 2 (1.20).``

    An equals sign stands between neighbours that the measures cannot tell apart.
    """
    told = f"take {ranked[0].take} ({ranked[0].cost_score:.2f})"
    for before, score in pairwise(ranked):
        between = " = " if score.take in before.tied_with else ", then "
        told += f"{between}{score.take} ({score.cost_score:.2f})"
    level = ranked[0].tied_with
    return f"{told}." + (f" Level at the top: {takes((ranked[0].take, *level))}." if level else "")


def punch_words(punch: Punch) -> str:
    """Say what to record again, from where the band plays, and what was out in the nearest take."""
    bars = punch.pre_roll_bars_count
    before = f"{bars} bars" if bars else f"{punch.pre_roll_s:.1f} seconds"
    phrase = punch.phrase
    where = phrase.bars if phrase.bars.startswith("bar") else str(phrase.where)
    return (
        f"phrase {phrase.number}, {where}, {before} of band before it; nearest is take "
        f"{punch.nearest_take} ({what_is_out(punch.remark)})."
    )


def what_is_out(remark: Remark) -> str:
    """Say shortly what is out: ``"“night” 62 cents flat"``, ``"44 ms off on average"``."""
    named = f"{word(remark)} " if "order_count" in remark.facts else ""
    amount = next(
        (f"{abs(float(v)):.0f} {n.rpartition('_')[2]} " for n, v in remark.facts.items()
         if n.endswith(("_cents", "_ms"))), "",
    )  # fmt: skip
    return f"{named}{amount}{SHORT.get(remark.what, remark.what)}"


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        text, WIDTH_CHARS, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2)
    )
