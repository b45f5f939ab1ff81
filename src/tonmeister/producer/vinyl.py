"""What a record cutter would send back: wide low end, sharp s, hard limiting, a side too long."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from tonmeister.knowledge.platform_targets import Groove, Side
from tonmeister.knowledge.voices import voice
from tonmeister.listening.features import BANDS_HZ, TrackFeatures
from tonmeister.model import Decision, Finding, RecallSheet, Setting, Span
from tonmeister.model.finding import Weight
from tonmeister.producer.level import limiter_of
from tonmeister.units import say

MASTER = "master"
SHARP_HZ = (5500.0, 14000.0)
LOUD_PERCENT = 95.0
"""A groove is spoilt by its loudest moments, so those are what is measured: of bass the loudest
twentieth, of hiss the loudest hundredth."""
SHARP_PERCENT = 99.0
MOST_DEESS_DB = 8.0
QUIET_DB = -100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing a cutter would mind: what was measured, what to do, in words.

    ``decision`` is a move for the master strip, proposed, not made; ``None`` where no setting of
    the master would help.
    """

    finding: Finding
    decision: Decision | None
    words: str


def vinyl_advice(
    sound: TrackFeatures,
    groove: Groove,
    *,
    sheet: RecallSheet | None = None,
    side_minutes: float | None = None,
    disc: str = "12 inch",
    speed: str = "33",
) -> tuple[Advice, ...]:
    """Return what stands between a master and a good cut; empty if nothing does.

    ``sheet`` is the one that made the sound, so that its limiter can be turned back;
    ``side_minutes`` the length of the whole side (the song's own where it is not given). Raises
    ``ValueError`` for a disc that is not known.
    """
    found = [
        *_mono_low(sound, groove),
        *_deess(sound, groove),
        *_lower(sound, groove, sheet),
        *_clipped(sound),
        *_long(sound, groove, side_minutes, disc, speed),
    ]
    return tuple(found)


def _mono_low(sound: TrackFeatures, groove: Groove) -> Iterator[Advice]:
    """The side of the low end lifts the stylus out of the groove; mono only moves it sideways."""
    low = groove.mono_below_hz > BANDS_HZ
    mid, side = (sound.power[part][low].sum(axis=0, dtype=np.float64) for part in (0, 1))
    side_mid_db = _db(np.percentile(side, LOUD_PERCENT)) - _db(np.percentile(mid, LOUD_PERCENT))
    if _db(np.percentile(side, LOUD_PERCENT)) < QUIET_DB or side_mid_db <= groove.side_mid_max_db:
        return
    facts = {
        "low_hz": groove.mono_below_hz,
        "side_mid_db": side_mid_db,
        "most_db": groove.side_mid_max_db,
    }
    settings = {"width_percent": 100.0, "mono_below_hz": groove.mono_below_hz}
    yield _advice(sound, "vinyl/mono_low", facts, "fault", "width", settings)


def _deess(sound: TrackFeatures, groove: Groove) -> Iterator[Advice]:
    """Loud highs move the stylus faster than it can follow, the more the nearer to the label."""
    power = sound.power.sum(axis=0, dtype=np.float64)[:, sound.active]
    if not power.size:
        return
    sharp = (SHARP_HZ[0] < BANDS_HZ) & (SHARP_HZ[1] > BANDS_HZ)
    highest_db = _db(np.percentile(power[sharp].sum(axis=0), SHARP_PERCENT))
    sibilance_db = highest_db - _db(power.sum(axis=0).mean())
    over_db = sibilance_db - groove.sibilance_max_db
    if over_db <= 0.0:
        return
    range_db = -round(min(MOST_DEESS_DB, over_db + 1.0), 1)
    settings = {
        "frequency_hz": SHARP_HZ[0],
        "threshold_db": round(max(-80.0, min(0.0, highest_db + range_db)), 1),
        "range_db": range_db,
    }
    facts = {"sibilance_db": sibilance_db, "most_db": groove.sibilance_max_db}
    yield _advice(sound, "vinyl/deess", facts, "note", "deesser", settings)


def _lower(sound: TrackFeatures, groove: Groove, sheet: RecallSheet | None) -> Iterator[Advice]:
    """What is limited hard cuts no louder, only rougher: the cutter sets the level."""
    loudness_lufs = sound.facts["loudness_lufs"]
    if loudness_lufs <= groove.loudest_lufs:
        return
    down_db = round(loudness_lufs - groove.loudest_lufs + 0.5, 1)
    facts = {
        "loudness_lufs": loudness_lufs, "most_lufs": groove.loudest_lufs, "down_db": down_db,
    }  # fmt: skip
    advice = _advice(sound, "vinyl/lower", facts, "fault")
    move = limiter_of(sheet) if sheet is not None else None
    if move is not None:
        gain_db = max(-24.0, round(float(move.settings["gain_db"]) - down_db, 2))
        turned = replace(
            move, settings={**move.settings, "gain_db": gain_db}, rule="vinyl/lower",
            because=(advice.finding.id,), reason=advice.words,
        )  # fmt: skip
        advice = replace(advice, decision=turned)
    yield advice


def _clipped(sound: TrackFeatures) -> Iterator[Advice]:
    """A clipped corner asks the cutting head for an acceleration it does not have."""
    count = sound.facts.get("clipped_count", 0.0)
    if count > 0:
        yield _advice(sound, "vinyl/clipped", {"clipped_count": count}, "fault")


def _long(
    sound: TrackFeatures, groove: Groove, side_minutes: float | None, disc: str, speed: str
) -> Iterator[Advice]:
    """A longer side has narrower grooves, so it is cut softer, nearer to the noise."""
    side = _side(groove, disc, speed)
    minutes = sound.length_s / 60.0 if side_minutes is None else side_minutes
    if minutes <= side.usual:
        return
    quieter_db = 20.0 * math.log10(minutes / side.usual)  # the room a groove has is its amplitude
    facts: dict[str, float | str] = {
        "minutes": f"{minutes:.1f}", "disc": disc, "speed": f"{speed} rpm",
        "usual": f"{side.usual:g}", "most": f"{side.most:g}", "quieter_db": quieter_db,
    }  # fmt: skip
    too_long = minutes > side.most
    rule = "vinyl/too_long" if too_long else "vinyl/long"
    yield _advice(sound, rule, facts, "fault" if too_long else "note")


def _side(groove: Groove, disc: str, speed: str) -> Side:
    for side in groove.minutes:
        if (side.disc, side.speed) == (disc, speed):
            return side
    known = ", ".join(f"{side.disc} at {side.speed}" for side in groove.minutes)
    raise ValueError(f"there is no {disc} at {speed}; there are {known}")


def _advice(
    sound: TrackFeatures,
    rule: str,
    facts: Mapping[str, float | str],
    weight: Weight,
    effect: str = "",
    settings: Mapping[str, Setting] | None = None,
) -> Advice:
    finding = Finding(
        id=f"{MASTER}/{rule}", check=rule, strip=MASTER, where=Span(0.0, sound.length_s),
        facts=facts, weight=weight,
    )  # fmt: skip
    told = {**facts, **(settings or {})}
    words = voice("plain")[rule].format_map({name: _said(name, v) for name, v in told.items()})
    decision = None
    if effect:
        decision = Decision(
            id=f"{MASTER}/{rule}", stage="master", effect=effect, settings=dict(settings or {}),
            rule=rule, because=(finding.id,), reason=words,
        )  # fmt: skip
    return Advice(finding=finding, decision=decision, words=words)


def _said(name: str, value: Setting) -> str:
    return value if isinstance(value, str) else say(name, float(value))


def _db(power: float | np.floating) -> float:
    return 10.0 * math.log10(max(float(power), 1e-20))
