"""Whether to sing it again: what the next take is worth, when to stop, when to rest, what to punch.

Stop where one more take gains less than a tenth of what takes differ by, or where they fell twice
in a row; go on where the last one is the best or a phrase has no keeper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tonmeister.model import Phrase, Remark, Span, TakeScore
from tonmeister.producer.takes.enough_quality import LEAST_SPREAD_SCORE, Real, quality, spread
from tonmeister.producer.takes.enough_tired import LAST_COUNT, Sign, tired
from tonmeister.producer.takes.enough_trend import NO_TREND, Trend, trend
from tonmeister.producer.takes.enough_worth import worth_score

Verdict = Literal["go", "push", "punch", "stop", "break"]

ENOUGH_SCORE = 0.1
FALLING_SD = 0.1
LEAST_TAKES_COUNT, LEAST_TO_FALL_COUNT = 3, 5
RISING_CHANCE, AHEAD_TAKES = 0.5, 3.0
PRE_ROLL_BARS, PRE_ROLL_S = 2, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why, as a sentence's name in the voice and the numbers it is made of."""

    rule: str
    facts: Mapping[str, float | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Punch:
    """A phrase to record again alone: from where the band is heard, where to sing, what was out
    in the nearest take.
    """

    phrase: Phrase
    where: Span
    pre_roll_s: float
    pre_roll_bars_count: int
    nearest_take: int
    remark: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Go on or stop. ``worth_score``: what one more whole take is expected to gain, in standard
    deviations of the takes; ``trend`` over the last five, ``improving`` where the last two each
    got better.
    """

    verdict: Verdict
    worth_score: float
    trend: Trend
    improving: bool
    reasons: tuple[Reason, ...]
    punch: tuple[Punch, ...] = ()
    signs: tuple[Sign, ...] = ()


def enough(
    scores: Sequence[TakeScore],
    *,
    phrases: Sequence[Phrase] = (),
    without_keeper: Mapping[int, tuple[int, Remark]] | None = None,
    bar_s: float | None = None,
) -> Advice:
    """Say whether one more take pays, from the takes in the order of recording.

    ``without_keeper``: what ``open_phrases`` found; ``bar_s`` the length of a bar, for the
    pre-roll (else four seconds).
    """
    rows = quality(scores).by_take
    good = rows[np.isfinite(rows)]
    sd = spread(good)
    now, before = _last(good, sd), _last(good[:-1], sd)
    count = good.size
    rising = now.slope_score > 0.0 and now.chance_ratio <= RISING_CHANCE
    shift = min(1.0, AHEAD_TAKES * now.slope_score) if rising else 0.0
    worth = worth_score(count, round(shift, 2))
    punches = tuple(_punches(phrases, without_keeper or {}, bar_s))
    signs = tired(scores)
    fell = (
        count >= LEAST_TO_FALL_COUNT
        and now.slope_score < -FALLING_SD
        and before.slope_score < -FALLING_SD
    )
    last_best = count > 1 and bool(good[-1] >= good.max())
    kept = without_keeper is not None and not without_keeper
    verdict = _verdict(worth, count, fell, last_best, bool(punches), bool(signs))
    return Advice(
        verdict=verdict,
        worth_score=worth,
        trend=now,
        improving=_improving(good),
        reasons=tuple(_reasons(worth, count, fell, last_best, kept, punches, signs, now)),
        punch=punches,
        signs=signs,
    )


def _last(good: Real, sd: float) -> Trend:
    """Return the trend of the last five takes, in standard deviations a take."""
    if good.size < LEAST_TAKES_COUNT:
        return NO_TREND
    told = trend(good[-LAST_COUNT:] / sd)
    return Trend(round(told.slope_score, 3), told.chance_ratio, told.takes_count)


def _improving(good: Real) -> bool:
    """Say whether the last two takes each got better by more than the measures' grain."""
    return good.size >= LEAST_TAKES_COUNT and bool((np.diff(good[-3:]) > LEAST_SPREAD_SCORE).all())


def _verdict(
    worth: float, count: int, fell: bool, last_best: bool, missing: bool, weary: bool
) -> Verdict:
    if weary:
        return "break"
    if count >= LEAST_TAKES_COUNT and (fell or worth < ENOUGH_SCORE):
        return "punch" if missing else "stop"
    return "push" if count and (last_best or missing) else "go"


def _reasons(
    worth: float,
    count: int,
    fell: bool,
    last_best: bool,
    kept: bool,
    punches: Sequence[Punch],
    signs: Sequence[Sign],
    now: Trend,
) -> list[Reason]:
    found = [
        Reason(
            rule="directing/tired",
            facts={
                "sign": sign.words, "earlier": str(sign.first_take),
                "later": str(sign.last_take),
                "was": _said(sign.name, sign.first), "now": _said(sign.name, sign.last),
            },
        )
        for sign in signs
    ]  # fmt: skip
    if fell:
        facts = {"fall_percent": -100.0 * now.slope_score, "last_count": float(now.takes_count)}
        found.append(Reason(rule="directing/falling", facts=facts))
    facts = {"worth_percent": 100.0 * worth, "takes_count": float(count)}
    found.append(Reason(rule="directing/worth", facts=facts))
    if last_best:
        found.append(Reason(rule="directing/last_best", facts={}))
    if punches:
        named = _named([p.phrase.number for p in punches])
        rule = "directing/one_open" if len(punches) == 1 else "directing/open"
        found.append(Reason(rule=rule, facts={"phrases": named}))
    if kept and count:
        found.append(Reason(rule="directing/all_kept", facts={}))
    return found


def _said(name: str, value: float) -> str:
    unit = "cents a second" if name.endswith("_cents_s") else name.rpartition("_")[2]
    digits = 1 if unit == "db" else 0
    return f"{value:.{digits}f} {unit.replace('db', 'dB')}"


def _named(numbers: Sequence[int]) -> str:
    told = [str(number) for number in numbers]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _punches(
    phrases: Sequence[Phrase], missing: Mapping[int, tuple[int, Remark]], bar_s: float | None
) -> list[Punch]:
    """Return what to record again, each with time for the band before it."""
    by_number = {phrase.number: phrase for phrase in phrases}
    before_s = PRE_ROLL_S if bar_s is None else PRE_ROLL_BARS * bar_s
    bars = 0 if bar_s is None else PRE_ROLL_BARS
    return [
        Punch(
            phrase=by_number[number],
            where=by_number[number].where,
            pre_roll_s=min(before_s, by_number[number].where.start_s),
            pre_roll_bars_count=bars,
            nearest_take=take,
            remark=remark,
        )
        for number, (take, remark) in sorted(missing.items())
        if number in by_number
    ]
