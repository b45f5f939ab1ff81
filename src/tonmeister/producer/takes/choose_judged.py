"""A comp as it came out: what turned out worse than foreseen is chosen again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from tonmeister.model import Comp

WORSE_SCORE = 0.1
"""A region may cost so much more than foreseen before it is looked at again."""
TURNS = 3

Tried = frozenset[tuple[int, int]]
"""Phrases with the take that did not hold in them what it promised."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A played comp with what was measured of it; ``not_here`` is what to choose anew without
    (empty: it stands), ``sentences`` say why.
    """

    comp: Comp
    not_here: Tried = frozenset()
    sentences: tuple[str, ...] = ()


def judged(comp: Comp, measured: Mapping[str, float]) -> Judged:
    """Judge a comp by what its regions cost as played (``measured`` by region id).

    A region that costs more than foreseen, and more than its runner-up would, is taken back;
    what a person holds is not.
    """
    tried, sentences = set(), []
    for region in comp.regions:
        played = measured.get(region.id, region.cost_score)
        worse = played - region.cost_score
        if region.hold or worse <= WORSE_SCORE or not region.runner_up:
            continue
        if worse > max(region.runner_up_score, 0.0):
            tried.add((region.phrase, region.take))
            sentences.append(
                f"Phrase {region.phrase}: take {region.take} was taken back; in the comp it came "
                f"out {worse:.2f} worse than by itself, and take {region.runner_up} lies "
                f"{max(region.runner_up_score, 0.0):.2f} behind."
            )
    costs = [measured.get(r.id, r.cost_score) - r.cost_score for r in comp.regions]
    facts = {**comp.measured, "played_worse_score": round(max(costs, default=0.0), 4)}
    return Judged(replace(comp, measured=facts), frozenset(tried), tuple(sentences))


def settled(
    choose_without: Callable[[Collection[tuple[int, int]]], Comp],
    measure: Callable[[Comp], Mapping[str, float]],
) -> Comp:
    """Choose, play, measure, and choose again without what did not hold, until all holds.

    ``choose_without`` makes a comp without some (phrase, take); ``measure`` plays one and says what
    each region costs. After ``TURNS`` rounds what is left stands, and the notes say so.
    """
    tried: Tried = frozenset()
    said: tuple[str, ...] = ()
    for _ in range(TURNS):
        comp = choose_without(tried)
        result = judged(comp, measure(comp))
        if not result.not_here - tried:
            return replace(result.comp, notes=(*result.comp.notes, *said))
        said += result.sentences
        tried |= result.not_here
    comp = choose_without(tried)
    result = judged(comp, measure(comp))
    return replace(result.comp, notes=(*result.comp.notes, *said, *result.sentences))
