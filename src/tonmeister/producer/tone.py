"""Equalisers and high-passes on the tracks."""

from __future__ import annotations

import numpy as np

from tonmeister.listening.features import BANDS_HZ
from tonmeister.model import Finding
from tonmeister.producer.bands import Bands, db, highpass_db, k_power, power_db
from tonmeister.producer.evidence import ids, touches
from tonmeister.producer.fit import Filter, fit, nice_hz, word_of
from tonmeister.producer.joint import (
    BOOST_MOST_DB,
    CUT_MOST_DB,
    GAIN_MOST_DB,
    SMOOTH,
    Matrix,
    problem_of,
    solve,
)
from tonmeister.producer.plan import Lane, Plan, move

HEARD_FROM_DB = 24.0
"""A band this far under a track's loudest is not worth an EQ move on it."""

NUDGE_MOST_DB = 1.0
"""How far making room may move a track from its place in the balance."""

HIGHPASS_SLOPE_DB = 12.0

OWN_CHECKS = ("masking", "tone", "vocal/masked", "low/kick_bass", "low/heavy")
COVERING = ("masking/pair", "vocal/masked", "low/kick_bass")
RING_MOST_DB, RING_Q = -4.0, 4.0


def high_passes(plan: Plan) -> None:
    """Take away what lies under the lowest note of a part, where rumble was heard."""
    amount = plan.amount("filter")
    for lane in plan.lanes:
        heard = plan.evidence.on(lane.name, "low/rumble")
        if not heard or amount == 0.0:
            continue
        corner_hz = nice_hz(float(heard[0].facts.get("corner_hz", lane.place.corner_hz)))
        curve = highpass_db(corner_hz, HIGHPASS_SLOPE_DB)
        below = corner_hz > BANDS_HZ
        before_db = power_db(float(lane.power[below].sum()))
        after_db = power_db(float((lane.power * 10.0 ** (curve / 10.0))[below].sum()))
        lane.curve_db = lane.curve_db + curve * amount / 100.0
        lane.moves.append(
            move(
                lane.name, "filter", "low", "highpass",
                {"frequency_hz": corner_hz, "slope_db": HIGHPASS_SLOPE_DB},
                rule="low/high_pass",
                because=ids(heard),
                predicted={"removed_db": before_db - after_db},
            )
        )  # fmt: skip


def tame_rings(plan: Plan) -> None:
    """Take a little out of a band of a track that rings whatever is played."""
    amount = plan.amount("eq")
    for lane in plan.lanes:
        heard = plan.evidence.on(lane.name, "tone/resonance")
        if not heard or amount == 0.0:
            continue
        over_db = float(heard[0].facts["over_db"])
        band = Filter(
            "bell",
            nice_hz(float(heard[0].facts["frequency_hz"])),
            round(max(RING_MOST_DB, -over_db / 2.0), 1),
            RING_Q,
        )
        lane.curve_db = lane.curve_db + band.response_db() * amount / 100.0
        lane.moves.append(
            move(
                lane.name, "eq", "ring", "bell",
                {
                    "frequency_hz": band.frequency_hz,
                    "gain_db": band.gain_db,
                    "width_q": band.width_q,
                },
                rule="eq/tame_ring",
                because=ids(heard, 1),
                predicted={"over_db": over_db + band.gain_db},
            )
        )  # fmt: skip


def make_room(plan: Plan) -> None:
    """Let the tracks leave each other room: the joint search, then a few filters a track.

    A filter stays only where something was heard that asks for it; what it does to the balance
    is put right afterwards by ``set_faders``.
    """
    problem = problem_of(plan)
    gains_db, curves_db = solve(problem)
    still = np.zeros_like(np.concatenate([gains_db, curves_db.ravel()]))
    before_db = problem.masked_db(still)
    after_db = problem.masked_db(np.concatenate([gains_db, curves_db.ravel()]))
    amount = plan.amount("eq")
    unasked: list[str] = []
    level: list[str] = []
    for lane, curve in zip(plan.lanes, curves_db, strict=True):
        if amount > 0.0:
            used, idle = _equalise(plan, lane, curve @ SMOOTH, amount, before_db - after_db)
            if not used:
                (unasked if idle else level).append(lane.name)
    what = "equalise"
    plan.leave_alone(what, level, "nothing in it masks or is masked by more than a small move")
    plan.leave_alone(what, unasked, "nothing was heard that asks for it")
    _nudge(plan, gains_db, curves_db)


def _nudge(plan: Plan, gains_db: Matrix, curves_db: Matrix) -> None:
    """Keep a little of what the search did to the levels, lead vocal apart."""
    for lane, gain, curve in zip(plan.lanes, gains_db, curves_db, strict=True):
        weighted = lane.power * k_power()
        shaped = weighted * 10.0 ** ((curve @ SMOOTH) / 10.0)
        change = float(gain) + power_db(float(shaped.sum())) - power_db(float(weighted.sum()))
        assert abs(gain) <= GAIN_MOST_DB + 1e-6
        if lane.group != "Lead Vocals":
            lane.goal_k_db += float(np.clip(change, -NUDGE_MOST_DB, NUDGE_MOST_DB))


def _equalise(
    plan: Plan, lane: Lane, curve_db: Bands, amount: float, gained_db: float
) -> tuple[bool, bool]:
    """Write the filters that something asks for; returns whether any is, and any was not."""
    level = db(lane.power * k_power())
    weight = np.clip((level - (level.max() - HEARD_FROM_DB)) / 12.0, 0.0, 1.0)
    filters = fit(curve_db, weight, cut_most_db=CUT_MOST_DB, boost_most_db=BOOST_MOST_DB)
    used: set[str] = set()
    idle = 0
    for band in filters:
        heard = reasons(plan, lane, band)
        if not heard:
            idle += 1
            continue
        word = word_of(band.frequency_hz)
        while word in used:
            word += "+"
        used.add(word)
        lane.curve_db = lane.curve_db + band.response_db() * amount / 100.0
        lane.moves.append(
            move(
                lane.name, "eq", word, band.kind,
                {
                    "frequency_hz": band.frequency_hz,
                    "gain_db": band.gain_db,
                    "width_q": band.width_q,
                },
                rule=_rule(lane, band, heard),
                because=ids(heard, 2),
                predicted={"mix_masking_less_db": max(0.0, gained_db)},
            )
        )  # fmt: skip
    return bool(used), idle > 0


def reasons(plan: Plan, lane: Lane, band: Filter) -> tuple[Finding, ...]:
    """Return what was heard that asks for this filter on this track."""
    near = [
        *plan.evidence.on(lane.name, *OWN_CHECKS),
        *plan.evidence.caused_by(lane.name, *OWN_CHECKS),
        *(f for f in plan.evidence.on_mix("tone", "low") if _part_of(f, lane.name)),
    ]
    return tuple(f for f in near if touches(f, band.frequency_hz) and _agrees(f, lane, band))


def _part_of(finding: Finding, name: str) -> bool:
    return finding.share is None or finding.share.get(name, 0.0) >= 0.1


def _agrees(finding: Finding, lane: Lane, band: Filter) -> bool:
    """Whether the filter answers the finding: the masked come up, the masker makes room."""
    if finding.check in COVERING:
        return (band.gain_db > 0.0) == (finding.strip == lane.name)
    wants_more = finding.facts.get("direction") == "too little"
    return (band.gain_db > 0.0) == wants_more


def _rule(lane: Lane, band: Filter, heard: tuple[Finding, ...]) -> str:
    if heard[0].check in COVERING:
        return "eq/come_forward" if band.gain_db > 0.0 else "eq/make_room"
    return "eq/bring_up" if band.gain_db > 0.0 else "eq/take_down"
