"""The comp: which take sings which phrase, so that the whole is best and does not sound glued.

The way through the takes that costs least is found by dynamic programming (Viterbi): each phrase
costs what its score says, each change of take costs what it may be heard by. Inside a phrase, takes
change between words only where no take does the whole phrase well. What a person holds stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.listening.takes.seams import Seams
from tonmeister.model import Comp, PhraseScore, Region, Take, TakeScore
from tonmeister.producer.takes.choose_regions import Choice, laid_out
from tonmeister.producer.takes.choose_switch import BLOCKED_SCORE, Glue, level_gains
from tonmeister.producer.takes.choose_units import Unit, unit_costs, units_of
from tonmeister.producer.takes.choose_words import reason, retakes

Scores = Mapping[tuple[int, int], PhraseScore]

STAY_SCORE, NAMED_STAY_SCORE = 0.02, 0.15
"""What a phrase from the base take is given for the feel it shares with the others: where the base
was found, and where a person named it (house guesses)."""
ROUGH = frozenset({"rock", "metal", "funk-soul", "folk", "jazz"})
"""Genres in which the feel of one performance counts twice (house guess)."""
WELL_SCORE = 0.2
"""A phrase that costs no more is done well: nobody cuts it up."""
WORST_SCORE = 8.0


class NothingToComp(ValueError):
    """No take can be comped."""


def choose(
    aligned: AlignedTakes,
    scores: Sequence[TakeScore],
    seams: Seams,
    *,
    held: Comp | None = None,
    base: int | None = None,
    genre: str | None = None,
    not_here: Collection[tuple[int, int]] = (),
) -> Comp:
    """Choose the takes of a part, phrase by phrase.

    Only takes that were played to the same clock (``rigid``) can be used in place; the notes name
    the others. ``base`` is the take to stay with where it is as good; if nobody names one, it is
    the one that costs least by itself. ``not_here``: (phrase, take) that were tried and did not
    hold what they promised. Raises ``NothingToComp``.
    """
    part = aligned.part.name
    takes = [n for n in sorted(seams.levels) if any(s.take == n for s in scores)]
    if not takes or not aligned.phrases:
        lacks = "no phrase was found" if takes else "no take was played to the song's clock"
        raise NothingToComp(f"{part}: there is nothing to comp, since {lacks}")
    if base is not None and base not in takes:
        known = ", ".join(str(n) for n in takes)
        raise NothingToComp(f"{part}: take {base} cannot be the base; there are takes {known}")
    by_phrase = {(s.take, p.phrase): p for s in scores for p in s.phrases}
    costs = _phrase_costs(aligned, by_phrase, takes)
    best = min((s for s in scores if s.take in takes), key=lambda s: (s.cost_score, s.take)).take
    stays = [r for r in held.regions if r.hold] if held else []
    mine = [r for r in stays if r.take in takes]
    poor = {
        p.number for p, row in zip(aligned.phrases, costs, strict=True) if row.min() > WELL_SCORE
    }
    units = units_of(aligned, seams, poor, mine)
    table = unit_costs(aligned, units, costs, takes)
    wishes = _wishes(units, takes, base or best, _stay_score(base, genre), not_here)
    path = [takes[i] for i in _way(units, table + wishes, takes, Glue(seams))]
    regions, fades, notes = laid_out(
        Choice(
            aligned=aligned, seams=seams, units=units, takes=takes, costs=table, path=path,
            gains=level_gains(seams, units, path),
        )
    )  # fmt: skip
    total = sum(float(row[takes.index(n)]) for row, n in zip(table, path, strict=True))
    return Comp(
        part=part,
        takes=tuple(_placed(aligned.heard[n].take, seams) for n in sorted(aligned.heard)),
        regions=tuple(_told(r, regions, by_phrase, base or best) for r in regions),
        crossfades=tuple(fades),
        cost_score=round(total / len(aligned.phrases), 4),
        best_single=best,
        best_single_score=round(float(costs[:, takes.index(best)].mean()), 4),
        retake=tuple(retakes(aligned.phrases, by_phrase, takes)),
        notes=(*_left_out(aligned, takes, stays), *notes),
        measured={
            "cuts_count": float(len(fades)),
            "loudest_cut_dbfs": max((c.level_dbfs for c in fades), default=-200.0),
        },
    )


def _told(region: Region, every: Sequence[Region], scores: Scores, base: int) -> Region:
    whole = sum(r.phrase == region.phrase for r in every) == 1
    return replace(region, reason=reason(region, scores, base, whole=whole))


def _placed(take: Take, seams: Seams) -> Take:
    """Return a take with what must be added to its track's time for it to play in its place."""
    if take.number not in seams.levels:
        return take
    return replace(take, offset_s=seams.levels[take.number].place_s - take.begins_s)


def _phrase_costs(
    aligned: AlignedTakes, scores: Scores, takes: Sequence[int]
) -> NDArray[np.float64]:
    """Return what each phrase costs in each take [phrases, takes]; what was not sung, the most."""
    return np.array(
        [
            [
                scores[n, p.number].cost_score if (n, p.number) in scores else WORST_SCORE
                for n in takes
            ]
            for p in aligned.phrases
        ]
    )


def _stay_score(named: int | None, genre: str | None) -> float:
    return (STAY_SCORE if named is None else NAMED_STAY_SCORE) * (2.0 if genre in ROUGH else 1.0)


def _wishes(
    units: Sequence[Unit],
    takes: Sequence[int],
    base: int,
    stay_score: float,
    not_here: Collection[tuple[int, int]],
) -> NDArray[np.float64]:
    """Return what speaks for and against takes besides how they sound [units, takes]."""
    out = np.zeros((len(units), len(takes)))
    for row, unit in zip(out, units, strict=True):
        for i, take in enumerate(takes):
            if unit.held is not None:
                row[i] = 0.0 if take == unit.held.take else 100.0 * BLOCKED_SCORE
            elif (unit.phrase, take) in not_here:
                row[i] = BLOCKED_SCORE
            elif take == base:
                row[i] = -stay_score * unit.share
    return out


def _way(
    units: Sequence[Unit], costs: NDArray[np.float64], takes: Sequence[int], glue: Glue
) -> list[int]:
    """Return the cheapest way through [units, takes], as places in ``takes``; of equal ways, the
    one with the earlier takes.
    """
    so_far = costs[0].copy()
    came_from = np.zeros(costs.shape, dtype=np.int64)
    for u in range(1, len(units)):
        change = np.array([[glue.cost(units[u], units[u - 1], j, k) for k in takes] for j in takes])
        ways = so_far[:, None] + change
        came_from[u] = ways.argmin(axis=0)
        so_far = ways.min(axis=0) + costs[u]
    path = [int(so_far.argmin())]
    for u in range(len(units) - 1, 0, -1):
        path.append(int(came_from[u][path[-1]]))
    return path[::-1]


def _left_out(aligned: AlignedTakes, takes: Sequence[int], stays: Sequence[Region]) -> list[str]:
    """Say which takes and which wishes of a person could not be used."""
    lines = [
        f"Take {n} was not played to the same clock as the others and cannot be comped in place."
        for n in sorted(aligned.heard)
        if not aligned.on_clock[n].rigid
    ]
    lines += [f"Take {n}: {why}" for n, why in sorted(aligned.left_out.items())]
    lines += [
        f"{r.id} is held to take {r.take}, which cannot be used here: another was chosen."
        for r in stays
        if r.take not in takes
    ]
    return lines
