"""From what was heard to the recall sheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from tonmeister.knowledge import Genre
from tonmeister.knowledge.placement import GROUPS
from tonmeister.knowledge.voices import voice
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.model import Decision, Finding, RecallSheet, Strip, Target
from tonmeister.producer import buses, dynamics, tone
from tonmeister.producer.balance import set_faders, set_goals
from tonmeister.producer.bands import Bands
from tonmeister.producer.duck import ducks
from tonmeister.producer.evidence import Evidence
from tonmeister.producer.explain import explain
from tonmeister.producer.faders import write_faders
from tonmeister.producer.pan import place_between_sides
from tonmeister.producer.plan import Plan, chain_order, check_amounts, lanes_of
from tonmeister.producer.repair import remove_hum, set_trims
from tonmeister.producer.ride import ride_vocal
from tonmeister.producer.space import RETURNS, sends

MASTER = buses.MASTER


def decide(
    heard: Heard,
    findings: Sequence[Finding],
    *,
    genre: Genre,
    reference: TrackFeatures | None,
    amounts: Mapping[str, float],
    exclude: Collection[str] = (),
    target: Target | None = None,
) -> RecallSheet:
    """Write the recall sheet for a song: few moves, each with what it answers.

    ``findings`` are what the checks heard before the mix. ``amounts`` scales a stage (0 to
    100); at 0 the stage makes no move. ``exclude`` names what is to be left alone: a strip, a
    decision id, a rule or an effect. The order of thought is that of ``STAGES``. The same
    input gives the same sheet. Raises ``ValueError`` for a stage that does not exist.
    """
    check_amounts(amounts)
    target = target or target_of(genre)
    plan = _plan(heard, findings, genre, reference, amounts)
    mixbus_db = _think(plan)
    buses.master(plan, target, mixbus_db, plan.wanted_db)
    tempo = heard.song.tempo
    return RecallSheet(
        song=heard.session.song,
        rate_hz=heard.session.rate_hz,
        length_s=heard.session.length_s,
        genre=genre.name,
        target=target,
        strips=_strips(plan, frozenset(exclude)),
        tempo_bpm=round(tempo.tempo_bpm, 3) if tempo else 0.0,
        amounts=dict(amounts),
        notes=tuple(dict.fromkeys(plan.notes)),
    )


def target_of(genre: Genre) -> Target:
    """Return what a master of this genre is made for."""
    return Target(
        loudness_lufs=genre["print.integrated_lufs"].middle,
        ceiling_dbtp=genre["print.true_peak_dbtp"].high,
    )


def _plan(
    heard: Heard,
    findings: Sequence[Finding],
    genre: Genre,
    reference: TrackFeatures | None,
    amounts: Mapping[str, float],
) -> Plan:
    lanes = lanes_of(heard)
    taken = {track.name for track in heard.session.tracks}
    plan = Plan(
        heard=heard,
        genre=genre,
        evidence=Evidence(findings, genre, [lane.name for lane in lanes]),
        lanes=lanes,
        amounts=amounts,
        wanted_db=buses.wanted_spectrum(genre, reference),
        tempo_bpm=heard.song.tempo.tempo_bpm if heard.song.tempo else 0.0,
        buses={group: f"{group} bus" if group in taken else group for group in GROUPS},
    )
    for track in heard.session.playing:
        if track.name not in {lane.name for lane in lanes}:
            plan.notes.append(f"I left {track.name} out: nothing sounds on it.")
    return plan


def _think(plan: Plan) -> Bands:
    """Go through the stages; returns what the mix bus does to each band."""
    if not plan.lanes:
        return np.zeros(30)
    set_trims(plan)
    set_goals(plan)
    remove_hum(plan)
    tone.high_passes(plan)
    tone.tame_rings(plan)
    set_faders(plan)
    tone.make_room(plan)
    set_faders(plan)
    write_faders(plan)
    dynamics.gates(plan)
    dynamics.compressors(plan)
    dynamics.deessers(plan)
    dynamics.saturation(plan)
    place_between_sides(plan)
    sends(plan)
    ducks(plan)
    ride_vocal(plan)
    buses.group_glue(plan)
    return buses.mix_bus(plan)


def _strips(plan: Plan, exclude: frozenset[str]) -> tuple[Strip, ...]:
    """Lay the console out: tracks, returns, buses, master."""
    lanes = {lane.name: lane for lane in plan.lanes}
    strips = []
    for track in plan.heard.session.playing:
        if track.name in lanes:
            lane = lanes[track.name]
            strips.append(
                Strip(
                    name=track.name,
                    kind="track",
                    track=track.name,
                    role=lane.role,
                    output=plan.buses[lane.group],
                    decisions=_chain(plan, track.name, lane.moves, exclude),
                )
            )
    used = {d.settings["to"] for s in strips for d in s.decisions if d.effect == "send"}
    for name in RETURNS:
        if name in used:
            moves = _chain(plan, name, plan.others.get(name, []), exclude)
            strips.append(Strip(name=name, kind="return", decisions=moves, output=MASTER))
    for group in GROUPS:
        if plan.group(group):
            bus = plan.buses[group]
            moves = _chain(plan, bus, plan.others.get(bus, []), exclude)
            strips.append(Strip(name=bus, kind="bus", decisions=moves, output=MASTER))
    moves = _chain(plan, MASTER, plan.others.get(MASTER, []), exclude)
    strips.append(Strip(name=MASTER, kind="master", decisions=moves, output=""))
    return tuple(strips)


def _chain(
    plan: Plan, strip: str, moves: Sequence[Decision], exclude: frozenset[str]
) -> tuple[Decision, ...]:
    """Put a strip's moves in order, at their amounts, each with its sentence."""
    told = {finding.id: finding for finding in plan.evidence.all}
    kept = []
    for decision in sorted(moves, key=chain_order):
        amount = plan.amount(decision.stage)
        out = {strip, decision.id, decision.rule, decision.effect} & exclude
        if amount == 0.0 or out or not decision.because:
            continue
        reason = explain(decision, strip, told, voice("plain"), plan.genre)
        kept.append(replace(decision, amount_percent=amount, reason=reason))
    return tuple(kept)
