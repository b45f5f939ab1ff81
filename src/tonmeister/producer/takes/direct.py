"""What to ask for after a take: at most two things, and one that was good.

After Kluger & DeNisi, "The effects of feedback interventions on performance" (Psychological
Bulletin 119(2), 1996): feedback helps on the whole, but does harm in a third of the cases, the
more the closer it comes to the self. So a point names a place, a criterion and an amount.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.model import Direction, PhraseScore, Remark, TakeScore
from tonmeister.producer.takes.direct_notes import Notes
from tonmeister.producer.takes.direct_points import PITCH_CENTS, TIMING_MS, Bars, Point, points
from tonmeister.producer.takes.direct_wants import Wants

TIE_SCORE = 0.1
"""Costs nearer than this are the same to the ear (measured agreement 76 % under it)."""
BETTER_SCORE = 0.2
KEEPER_WEIGHT = 0.5
"""A phrase is a keeper while its heaviest point weighs less: 50 cents for half a second."""


def directions(
    aligned: AlignedTakes,
    scores: Sequence[TakeScore],
    *,
    wants: Wants | None = None,
    bars: Bars | None = None,
    notes: Notes | None = None,
) -> tuple[Direction, ...]:
    """Say for each take what to change next time, in the order of the takes.

    ``bars`` names the bar of a moment (a song map's ``bars``); without it the phrase's bars are
    named. Nothing over its threshold: the take is a keeper and no point is made. ``notes`` saves
    measuring them again.
    """
    wanted, known = wants or Wants(), notes or Notes(aligned)
    given = []
    for score in sorted(scores, key=lambda score: score.take):
        found = [p for one in score.phrases for p in points(known, one, wanted, bars)]
        chosen = _chosen(found, wanted.points_count)
        given.append(
            Direction(
                take=score.take,
                keeper=not chosen,
                points=tuple(point.remark for point in chosen),
                strength=_strength(known, score, scores, {p.remark.phrase for p in chosen}, bars),
            )
        )
    return tuple(given)


def open_phrases(
    aligned: AlignedTakes, scores: Sequence[TakeScore], *, notes: Notes | None = None
) -> dict[int, tuple[int, Remark]]:
    """Return the phrases that no take has well: number -> the nearest take and what is out there.

    A take has it when it is within 25 cents and 30 ms on average and nothing in it weighs as much
    as 50 cents for half a second. Only takes on the clock of the others count: no comp can be
    made of the rest.
    """
    known = notes or Notes(aligned)
    nearest: dict[int, tuple[float, int, Remark | None]] = {}
    for score in sorted(scores, key=lambda score: score.take):
        for one in score.phrases:
            if score.take not in known.that_can_be_cut:
                continue
            weight, remark = _lack(known, one)
            if one.phrase not in nearest or weight < nearest[one.phrase][0]:
                nearest[one.phrase] = (weight, score.take, remark)
    return {
        phrase: (take, remark)
        for phrase, (_, take, remark) in sorted(nearest.items())
        if remark is not None
    }


def _lack(known: Notes, one: PhraseScore) -> tuple[float, Remark | None]:
    """Return what keeps a phrase from being a keeper and how much that weighs; None: it is one."""
    found = points(known, one, Wants(), None)
    weight = found[0].weight_score if found else 0.0
    for name, limit in (("pitch_off_cents", PITCH_CENTS), ("timing_off_ms", TIMING_MS)):
        average = one.facts.get(name, 0.0)
        if average > limit:
            off: dict[str, float | str] = {f"mean_{name.rpartition('_')[2]}": average}
            whole = _remark(known, one.take, one.phrase, "off on average", off, None)
            return weight + average / limit, whole
    return weight, (found[0].remark if found and weight >= KEEPER_WEIGHT else None)


def _chosen(found: Sequence[Point], count: int) -> list[Point]:
    """Take the heaviest; a second one is about something or somewhere else."""
    ordered = sorted(found, key=lambda p: (-p.weight_score, p.remark.where.start_s, p.remark.what))
    chosen: list[Point] = []
    for point in ordered:
        mine = (point.remark.phrase, point.remark.what)
        if all((p.remark.phrase, p.remark.what) != mine for p in chosen):
            chosen.append(point)
        if len(chosen) == count:
            break
    return chosen


def _strength(
    known: Notes,
    score: TakeScore,
    scores: Sequence[TakeScore],
    busy: set[int],
    bars: Bars | None,
) -> Remark | None:
    """Find one thing that is good, and by which number; nothing is good: ``None``.

    In this order: a phrase no other take has as well; one that got better since the take before;
    the one that lies closest.
    """
    mine = {one.phrase: one for one in score.phrases if one.phrase not in busy}
    close = {n: _close(known, one) for n, one in mine.items()}
    good = {n: f for n, f in close.items() if _within(f)}
    others = {
        n: [one.cost_score for s in scores if s.take != score.take
            for one in s.phrases if one.phrase == n]
        for n in mine
    }  # fmt: skip
    leads = {n: min(others[n]) - mine[n].cost_score for n in good if others[n]}
    if leads and max(leads.values()) > TIE_SCORE:
        best = max(leads, key=lambda n: (leads[n], -n))
        facts = {**close[best], "takes_count": float(1 + len(others[best]))}
        return _remark(known, score.take, best, "best", facts, bars)
    before = [s for s in scores if s.take < score.take]
    if before:
        was = {one.phrase: one for one in max(before, key=lambda s: s.take).phrases}
        gains = {n: was[n].cost_score - mine[n].cost_score for n in mine if n in was}
        for n in sorted(gains, key=lambda n: (-gains[n], n))[:1]:
            facts = {**close[n], **_was(_close(known, was[n]))}
            if gains[n] > BETTER_SCORE and _steadier(facts):
                return _remark(known, score.take, n, "better", facts, bars)
    if good:
        nearest = min(good, key=lambda n: (mine[n].cost_score, n))
        return _remark(known, score.take, nearest, "close", close[nearest], bars)
    return None


def _close(known: Notes, score: PhraseScore) -> dict[str, float | str]:
    """Return how far the notes of a phrase lie off on average, in pitch and time."""
    notes = known.of(score.take, score.phrase)
    facts: dict[str, float | str] = {}
    if any(note.missing for note in notes):
        return facts
    sung = [n for n in notes if not np.isnan(n.off_cents)]
    if sung and known.aligned.part.kind == "voice":
        weights = [n.length_s for n in sung]
        facts["mean_cents"] = float(np.average([abs(n.off_cents) for n in sung], weights=weights))
    timed = [abs(n.off_ms) for n in notes if not np.isnan(n.off_ms)]
    if timed and known.has_clock(score.take):
        facts["mean_ms"] = float(np.mean(timed))
    return facts


def _within(facts: dict[str, float | str]) -> bool:
    cents, ms = facts.get("mean_cents", 0.0), facts.get("mean_ms", 0.0)
    return bool(facts) and float(cents) < PITCH_CENTS and float(ms) < TIMING_MS


def _was(facts: dict[str, float | str]) -> dict[str, float | str]:
    return {f"was_{name}": value for name, value in facts.items()}


def _steadier(facts: dict[str, float | str]) -> bool:
    """Say whether the numbers themselves went the right way, not only the cost."""
    names = [n for n in ("mean_cents", "mean_ms") if n in facts and f"was_{n}" in facts]
    gone = [float(facts[f"was_{n}"]) - float(facts[n]) for n in names]
    return bool(gone) and min(gone) >= 0.0 and max(gone) > 3.0


def _remark(
    known: Notes,
    take: int,
    number: int,
    what: str,
    facts: dict[str, float | str],
    bars: Bars | None,
) -> Remark:
    phrase = known.phrase(number)
    said = phrase.bars if bars is None else bars(phrase.where)
    return Remark(
        take=take, phrase=number, what=what, facts=facts, where=phrase.where,
        bars=said or phrase.bars, word=phrase.words,
    )  # fmt: skip
