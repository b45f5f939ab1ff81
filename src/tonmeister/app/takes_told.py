"""Saying what takes are worth: for the terminal, and as plain data."""

from __future__ import annotations

from typing import Any

from tonmeister.flow.takes.advice import advice_of
from tonmeister.flow.takes.wishes import TakeWishes
from tonmeister.flow.takes.work import Done
from tonmeister.people.takes_told import advice_words, summary
from tonmeister.people.takes_told import told_takes as said_after
from tonmeister.producer.takes.choose_words import comp_lines, told_comp
from tonmeister.producer.takes.score_words import told_moments


def say_takes(done: Done, wishes: TakeWishes) -> None:
    """Print a part's takes: ranking, direction, when to stop, comp, where everything is."""
    judged = done.judged
    advice = advice_of(judged)
    print()
    for line in summary(judged.aligned, judged.scores, judged.directions, advice, wishes.tone):
        print(line)
    print()
    for line in comp_lines(done.comp):
        print(line)
    for name, path in (("Comp", done.sound), ("Page", done.page)):
        if path is not None:
            print(f"{name}: {path}")
    if done.lanes:
        print(f"Lanes: {done.lanes[0].parent}")


def told_takes(done: Done, wishes: TakeWishes) -> dict[str, Any]:
    """Return the same as plain data."""
    judged = done.judged
    advice = advice_of(judged)
    said = said_after(judged.directions, judged.scores, advice, wishes.tone)
    verdict, reasons = advice_words(advice)
    return {
        "part": judged.part.name,
        "found_by": judged.part.found_by,
        "reference_by": judged.aligned.reference_by,
        "problems": list(judged.problems),
        "takes": [
            {
                "take": score.take,
                "rank": score.rank,
                "cost_score": score.cost_score,
                "confidence": score.confidence,
                "tied_with": list(score.tied_with),
                "facts": dict(score.facts),
                "phrases": [
                    {"phrase": p.phrase, "cost_score": p.cost_score, "facts": dict(p.facts)}
                    for p in score.phrases
                ],
                "moments": told_moments(score),
                "direction": said.get(score.take, ""),
            }
            for score in judged.scores
        ],
        "advice": {
            "verdict": advice.verdict,
            "words": " ".join([verdict, *reasons]),
            "worth_score": advice.worth_score,
            "punch_in": [punch.phrase.number for punch in advice.punch],
        },
        "comp": told_comp(done.comp),
        "sound": str(done.sound),
        "page": None if done.page is None else str(done.page),
        "lanes": [str(path) for path in done.lanes],
    }
