"""The static balance: who stands where in loudness before anything else is done."""

from __future__ import annotations

import numpy as np

from tonmeister.knowledge import Genre
from tonmeister.knowledge.placement import GROUPS, pool_lu
from tonmeister.producer.bands import power_db
from tonmeister.producer.plan import MIX_LUFS, Lane, Plan

POOL = ("Guitars", "Keys", "Orchestra", "Music")
LIFT_MOST_LU = 2.0
"""How far a lone bed is brought up because no other fills the middle."""

PEAK_MOST_DBFS = -2.0
"""Where a very dynamic mix would peak higher, it is set softer than ``MIX_LUFS``."""

KEPT_PART, KEPT_MOST_LU = 0.5, 3.0
ALONE_LU = 40.0
GATE_LU = 10.0
LUFS_OFFSET_DB = -0.691


def set_goals(plan: Plan) -> None:
    """Give every lane its place: loudness while it plays, relative to the whole mix.

    Groups stand where the genre keeps them; within a group the roles stand to one another as
    ``balance.toml`` says. The lead vocal is placed over what is left, not here.
    """
    present = [group for group in GROUPS if plan.group(group) and group != "Lead Vocals"]
    goals = {group: _group_lu(plan.genre, group) for group in present}
    beds = [group for group in present if group in POOL]
    if beds:
        full = power_db(sum(10.0 ** (goals[group] / 10.0) for group in beds))
        lift = min(LIFT_MOST_LU, max(0.0, pool_lu() - full))
        for group in beds:
            goals[group] += lift
    for group in present:
        _share_out(plan.group(group), goals[group])
    _share_out(plan.group("Lead Vocals"), 0.0)


def set_faders(plan: Plan) -> None:
    """Set every fader so that the goals are met exactly with the EQ as planned now.

    The lead vocal is set by its ratio over everything else while it sings; then all faders
    move together until the mix measures ``MIX_LUFS``.
    """
    for lane in plan.lanes:
        lane.fader_db = lane.goal_k_db - lane.in_db()
    singers, band = plan.group("Lead Vocals"), band_of(plan)
    if singers and band:
        over_lu = above_band_lu(plan)
        alone = over_lu > ALONE_LU  # nobody plays while it sings: there is nothing to stand over
        short_lu = 0.0 if alone else plan.genre["vocal.above_band_lu"].middle - over_lu
        for lane in singers:
            lane.fader_db += short_lu
            lane.goal_k_db += short_lu
    shift = MIX_LUFS - integrated_lufs(plan.mix_k())
    shift -= max(0.0, _peak_db(plan) + shift - PEAK_MOST_DBFS)
    for lane in plan.lanes:
        lane.fader_db += shift
        lane.goal_k_db += shift


def band_of(plan: Plan) -> list[Lane]:
    """Return everything that is not the lead vocal."""
    return [lane for lane in plan.lanes if lane.group != "Lead Vocals"]


def singing(plan: Plan) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return when the lead vocal sings, ``[T]``."""
    steps = max(lane.k.size for lane in plan.lanes)
    sings = np.zeros(steps, dtype=bool)
    for lane in plan.group("Lead Vocals"):
        sings |= lane.active
    return sings


def above_band_lu(plan: Plan) -> float:
    """Return how far the lead vocal lies over everything else while it sings (LAR)."""
    sings = singing(plan)
    vocal = sum(float(lane.mixed_k()[sings].sum()) for lane in plan.group("Lead Vocals"))
    band = sum(float(lane.mixed_k()[sings].sum()) for lane in band_of(plan))
    return power_db(vocal) - power_db(band)


def integrated_lufs(k: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Return the gated loudness of K-weighted power every 0.1 s (ITU-R BS.1770-4)."""
    if k.size == 0:
        return -200.0
    wide = np.convolve(k, np.full(4, 0.25), mode="valid") if k.size >= 4 else k
    loud = wide[wide > 10.0 ** ((-70.0 - LUFS_OFFSET_DB) / 10.0)]
    if loud.size == 0:
        return -200.0
    kept = loud[loud > loud.mean() * 10.0 ** (-GATE_LU / 10.0)]
    return power_db(float(kept.mean())) + LUFS_OFFSET_DB


def _peak_db(plan: Plan) -> float:
    """Return about how high the mix peaks: the parts' peaks in each 0.1 s, added as power."""
    steps = max(lane.peak_db.size for lane in plan.lanes)
    total = np.zeros(steps)
    for lane in plan.lanes:
        total += 10.0 ** ((lane.peak_db + lane.trim_db + lane.colour_db() + lane.fader_db) / 10.0)
    return power_db(float(total.max()))


def _group_lu(genre: Genre, group: str) -> float:
    return genre[f"balance.{group.lower().replace(' ', '_')}_lu"].middle


def _share_out(lanes: list[Lane], group_lu: float) -> None:
    """Let the lanes of a group add up to its goal while any of them plays."""
    if not lanes:
        return
    within = {lane.name: lane.place.within_lu + _as_recorded_lu(lane, lanes) for lane in lanes}
    top = max(lane.place.within_lu for lane in lanes)
    goal_lu = group_lu + min(0.0, top + 3.0)  # only cymbals, or only a pad: not a full group
    any_plays = np.logical_or.reduce([lane.active for lane in lanes])
    sums = np.zeros(any_plays.size)
    for lane in lanes:
        sums += lane.k * 10.0 ** ((within[lane.name] - _k_db(lane)) / 10.0)
    together = power_db(float(sums[any_plays].mean()))
    for lane in lanes:
        lane.goal_lu = within[lane.name] + goal_lu - together
        lane.goal_k_db = lane.goal_lu


def _as_recorded_lu(lane: Lane, lanes: list[Lane]) -> float:
    """Return what is kept of the level that a track came with, among those of its role.

    Two guitars that came at different levels were mostly meant so; a role alone says nothing.
    """
    peers = [_k_db(other) for other in lanes if other.role == lane.role]
    apart = KEPT_PART * (_k_db(lane) - sum(peers) / len(peers))
    return min(KEPT_MOST_LU, max(-KEPT_MOST_LU, apart))


def _k_db(lane: Lane) -> float:
    return power_db(float(lane.k[lane.active].mean()))
