"""The mastering chain as decisions: tone, width, dynamics, level, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tonmeister.effects.match_eq import GAINS
from tonmeister.knowledge import Genre
from tonmeister.knowledge.voices import voice
from tonmeister.listening.features import BANDS_HZ, TrackFeatures
from tonmeister.model import Decision, Finding, Target
from tonmeister.producer.bands import Bands
from tonmeister.producer.explain import explain
from tonmeister.producer.level import last_moves
from tonmeister.producer.plan import move
from tonmeister.producer.reference import dynamics
from tonmeister.producer.reference.curves import (
    reach_db,
    tone_curve_db,
    width_curve_db,
    width_limits_db,
)
from tonmeister.producer.reference.heard import heard_against
from tonmeister.producer.reference.profile import Profile
from tonmeister.units import say

MASTER = "Master"
TONE, WIDTH, DYNAMICS = "Master/master/tone", "Master/master/width", "Master/master/dynamics"
SMALL_DB = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """How far to go towards the goal, 0 to 100 %, stage by stage."""

    tone: float = 100.0
    width: float = 100.0
    dynamics: float = 100.0
    loudness: float = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A mix and where it is to go: ``goal`` at full amount, ``target`` with amounts in it."""

    mix: TrackFeatures
    profile: Profile
    goal: Profile
    target: Target
    amounts: Amounts
    most_db: float
    genre: Genre


@dataclass(frozen=True, slots=True)
class Proposal:
    """The chain, what was heard that it answers, and what is to be said besides."""

    moves: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def propose(asked: Asked) -> Proposal:
    """Decide the mastering chain in closed form; the level is a first guess."""
    findings = heard_against(asked.mix, asked.profile, asked.goal, asked.target)
    amounts, moves, notes = asked.amounts, [], []
    reach = reach_db(asked.most_db, amounts.tone)
    tone = tone_curve_db(asked.profile, asked.goal, reach)
    limits = width_limits_db(asked.most_db, tone * amounts.tone / 100.0, amounts.width)
    width = width_curve_db(asked.profile, asked.goal, limits)
    if amounts.tone > 0.0 and np.abs(tone).max() >= SMALL_DB:
        moves.append(_curve(TONE, "both", tone, amounts.tone, asked, "reference/tone"))
    if amounts.width > 0.0 and np.abs(width).max() >= SMALL_DB:
        moves.append(_curve(WIDTH, "side", width, amounts.width, asked, "reference/width"))
    is_record = bool(np.isfinite(asked.goal.spread_db).all())
    if is_record and amounts.tone > 0.0 and (bound := int((np.abs(tone) >= reach - 0.05).sum())):
        notes.append(
            told(
                "master/limits_bind", aim=asked.goal.name, bands_count=bound, most_db=asked.most_db
            )
        )
    if amounts.width > 0.0 and asked.goal.is_mono and not asked.profile.is_mono:
        notes.append(told("master/mono_reference"))
    if amounts.dynamics > 0.0 and is_record:
        squeezed = _dynamics(asked, tone * amounts.tone / 100.0, width * amounts.width / 100.0)
        if squeezed is None:
            notes.append(told("master/already_denser", aim=asked.goal.name))
        else:
            moves.append(squeezed)
    short_lu = asked.target.loudness_lufs - asked.profile.loudness_lufs
    level = last_moves(
        MASTER, asked.target, short_lu, asked.profile.loudness_lufs, ["reference/loudness"]
    )
    moves += [replace(m, rule="match/level") if m.effect == "limiter" else m for m in level]
    return Proposal(reasoned(moves, findings, asked.genre), findings, tuple(notes))


def reasoned(
    moves: list[Decision], findings: tuple[Finding, ...], genre: Genre
) -> tuple[Decision, ...]:
    """Return the moves with their sentences made from the settings they have now."""
    known = {f.id: f for f in findings}
    aim = next((str(f.facts["aim"]) for f in findings if "aim" in f.facts), "")
    sentences = {k: v.replace("{aim}", _plain(aim)) for k, v in voice("plain").items()}

    def one(m: Decision) -> Decision:
        if m.hold or m.rule not in sentences:
            return m
        return replace(m, reason=explain(m, MASTER, known, sentences, genre))

    return tuple(one(m) for m in moves)


def told(key: str, **facts: float | str) -> str:
    """Say something that is no move."""
    said = {k: v if isinstance(v, str) else say(k, v) for k, v in facts.items()}
    return voice("plain")[key].format_map(said)


def curve_of(decision: Decision) -> Bands:
    """Return the thirty gains of a match equaliser as they stand in the sheet."""
    return np.array([float(decision.settings.get(name, 0.0)) for name in GAINS])


def curve_words(curve: Bands, most_db: float) -> Mapping[str, float]:
    """Return the furthest moves of a curve as it is played, for its sentence."""
    up, down = int(np.argmax(curve)), int(np.argmin(curve))
    return {
        "up_db": float(max(curve[up], 0.0)), "up_hz": float(BANDS_HZ[up]),
        "down_db": float(min(curve[down], 0.0)), "down_hz": float(BANDS_HZ[down]),
        "most_db": most_db,
    }  # fmt: skip


def _plain(aim: str) -> str:
    return aim.replace("{", "(").replace("}", ")")


def _curve(
    name: str, part: str, curve: Bands, amount: float, asked: Asked, because: str
) -> Decision:
    settings = {"part": part, **dict(zip(GAINS, curve.tolist(), strict=True))}
    word = name.rpartition("/")[2]
    made = move(
        MASTER, "master", word, "match_eq", settings,
        rule="match/tone" if name == TONE else "match/width",
        because=[because], predicted=curve_words(curve * amount / 100.0, asked.most_db),
    )  # fmt: skip
    return replace(made, amount_percent=amount)


def _dynamics(asked: Asked, tone: Bands, width: Bands) -> Decision | None:
    """Return the multiband compressor whose simulated effect comes nearest, if any does."""
    level_db = dynamics.levels_db(asked.mix, tone, tone + width)
    found = dynamics.squeeze_towards(level_db, dynamics.loud_part(asked.mix), asked.goal.spread_db)
    if found is None:
        return None
    low, mid, high = found.thresholds_db
    after_low, after_mid, after_high = found.spread_db
    made = move(
        MASTER, "master", "dynamics", "multiband",
        {
            "low_hz": dynamics.LOW_HZ, "high_hz": dynamics.HIGH_HZ, "low_threshold_db": low,
            "mid_threshold_db": mid, "high_threshold_db": high, "ratio": found.ratio,
            "attack_ms": dynamics.ATTACK_MS, "release_ms": dynamics.RELEASE_MS,
            "knee_db": dynamics.KNEE_DB,
        },
        rule="match/dynamics", because=["reference/dynamics"],
        predicted={
            "after_low_db": after_low, "after_mid_db": after_mid, "after_high_db": after_high,
            "reduction_db": found.reduction_db,
        },
    )  # fmt: skip
    return replace(made, amount_percent=asked.amounts.dynamics)
