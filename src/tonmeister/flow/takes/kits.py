"""A kit of several microphones is never cut apart: all of them play the same take."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.flow.takes.judging import Judged, whole_take
from tonmeister.knowledge.roles import group_of
from tonmeister.model import Comp


def kit_take(judged: Judged, others: Sequence[Judged]) -> Comp | None:
    """Return the take that costs least over all microphones of a kit, for one of them.

    None where the part is no microphone of a kit that has others.
    """
    if judged.part.kind != "drums":
        return None
    kit = [
        one
        for one in others
        if one.part.kind == "drums" and group_of(one.part.role) == group_of(judged.part.role)
    ]
    if len(kit) < 2:
        return None
    costs: dict[int, list[float]] = {}
    for one in kit:
        for score in one.scores:
            costs.setdefault(score.take, []).append(score.cost_score)
    numbers = {take.number for take in judged.part.takes}
    whole = {n: rows for n, rows in costs.items() if n in numbers}
    most = max((len(rows) for rows in whole.values()), default=0)
    heard = {n: sum(rows) / len(rows) for n, rows in whole.items() if len(rows) == most}
    best = min(heard, key=lambda n: (heard[n], n)) if heard else judged.part.takes[0].number
    return whole_take(
        judged,
        best,
        f"Take {best} on all {len(kit)} microphones of the kit: together they cost least there.",
    )
