"""Gates, compressors, de-essers and a little drive on the tracks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ
from tonmeister.producer.bands import power_db
from tonmeister.producer.evidence import ids
from tonmeister.producer.fit import nice_hz
from tonmeister.producer.plan import Lane, Plan, Steps, move

TOWARDS = {"dense": (0.8, 6.0), "hits": (0.6, 4.0)}
"""The part of the way to its goal that a part is brought, and the most gain reduction in dB."""

EXCESS_FROM_DB = 1.5
ESS_MOST_DB = 6.0
GATE_FROM_DB = 12.0
KNEE_DB = 6.0
RELEASE_MS = (60.0, 400.0)


def gates(plan: Plan) -> None:
    """Close a drum's microphone between its strokes where others are heard through it."""
    if plan.amount("gate") == 0.0:
        return
    for lane in plan.lanes:
        heard = plan.evidence.on(lane.name, "bleed")
        if not heard:
            continue
        strokes_db = float(heard[0].facts["stroke_dbfs"]) + lane.trim_db
        bleed_db = float(heard[0].facts["rest_dbfs"]) + lane.trim_db
        gap_db = strokes_db - bleed_db
        if gap_db < GATE_FROM_DB:
            plan.notes.append(
                f"I left the bleed in {lane.name} alone: it lies only {gap_db:.1f} dB under the "
                "strokes, so a gate would eat them."
            )
            continue
        threshold_db = round(bleed_db + max(0.4 * gap_db, gap_db - 24.0), 1)
        lane.moves.append(
            move(
                lane.name, "gate", "bleed", "gate",
                {
                    "threshold_db": float(np.clip(threshold_db, -90.0, 0.0)),
                    "range_db": -12.0,
                    "attack_ms": 0.5,
                    "hold_ms": 60.0,
                    "release_ms": 150.0,
                    "hysteresis_db": 4.0,
                },
                rule="bleed/gate",
                because=ids(heard),
                predicted={"strokes_db": strokes_db, "bleed_db": bleed_db},
            )
        )  # fmt: skip


def compressors(plan: Plan) -> None:
    """Hold together what swings more than its role and genre keep, and no more than that."""
    if plan.amount("compress") == 0.0:
        return
    for lane in plan.lanes:
        heard = plan.evidence.on(lane.name, "dynamics/spread")
        if not heard or lane.place.most_ratio <= 1.0:
            continue
        now_db, goal_db = (float(heard[0].facts[k]) for k in ("spread_db", "usual_high_db"))
        part, most_db = TOWARDS[lane.place.plays]
        excess_db = min(part * (now_db - goal_db), most_db)
        if now_db - goal_db < EXCESS_FROM_DB:
            plan.notes.append(
                f"I left {lane.name} uncompressed: it swings {now_db:.1f} dB, near enough to "
                f"{goal_db:.1f} dB."
            )
            continue
        _compress(plan, lane, now_db, goal_db, excess_db, ids(heard, 2))


def _compress(
    plan: Plan, lane: Lane, now_db: float, goal_db: float, excess_db: float,
    because: tuple[str, ...],
) -> None:  # fmt: skip
    level = lane.peak_db[lane.active] + lane.trim_db
    loud_db = float(np.percentile(level, 95))
    start = 40.0 if lane.place.plays == "dense" else 55.0
    threshold_db = float(np.clip(np.percentile(level, start), loud_db - 18.0, -1.0))
    over_db = max(loud_db - threshold_db, 1.0)
    ratio = min(lane.place.most_ratio, 1.0 / max(1.0 - excess_db / over_db, 0.1))
    ratio = round(max(1.3, ratio), 1)
    threshold_db = round(max(-60.0, threshold_db), 1)
    reduction = reduction_db(level, threshold_db, ratio)
    k = lane.k[lane.active]
    makeup_db = power_db(float(k.sum())) - power_db(float((k * 10.0 ** (-reduction / 10.0)).sum()))
    lane.moves.append(
        move(
            lane.name, "compress", "hold", "compressor",
            {
                "threshold_db": threshold_db,
                "ratio": ratio,
                "attack_ms": lane.place.attack_ms,
                "release_ms": release_ms(plan, lane.place.release_beats),
                "knee_db": KNEE_DB,
                "makeup_db": round(min(makeup_db, 12.0), 1),
            },
            rule="dynamics/hold_together",
            because=because,
            predicted={
                "spread_db": now_db,
                "goal_db": goal_db,
                "reduction_db": float(np.percentile(reduction, 95)),
            },
        )
    )  # fmt: skip


def release_ms(plan: Plan, beats: float) -> float:
    """Return a release that follows the beat, within what a compressor can do unheard."""
    tempo_bpm = plan.tempo_bpm if plan.tempo_bpm > 0.0 else 100.0
    return float(round(float(np.clip(beats * 60000.0 / tempo_bpm / 2.0, *RELEASE_MS))))


def reduction_db(
    level: Steps, threshold_db: float, ratio: float, knee_db: float = KNEE_DB
) -> Steps:
    """Return how much a compressor turns down at each level (soft knee, in dB, positive)."""
    over = level - threshold_db
    knee = np.clip(over + knee_db / 2.0, 0.0, knee_db) ** 2 / (2.0 * max(knee_db, 1e-9))
    return np.asarray((1.0 - 1.0 / ratio) * np.where(over > knee_db / 2.0, over, knee))


def spread_db(k: Steps, active: NDArray[np.bool_]) -> float:
    """Return loud against soft: 95th over 10th percentile of 0.4 s blocks while it plays."""
    wide = np.convolve(k, np.full(4, 0.25), mode="same")[active]
    if wide.size < 4:
        return 0.0
    high, low = np.percentile(wide, [95, 10])
    return power_db(float(high)) - power_db(float(low))


def deessers(plan: Plan) -> None:
    """Soften the esses of a voice where they were heard to hurt."""
    if plan.amount("deess") == 0.0:
        return
    for lane in plan.lanes:
        heard = plan.evidence.on(lane.name, "vocal/sibilant")
        if not heard:
            continue
        facts = heard[0].facts
        near = int(np.argmin(np.abs(np.log(BANDS_HZ / float(facts["frequency_hz"])))))
        ess_db = float(facts["ess_dbfs"]) + lane.trim_db + float(lane.curve_db[near])
        over_db = float(np.clip(float(facts["over_db"]), 2.0, ESS_MOST_DB))
        lane.moves.append(
            move(
                lane.name, "deess", "esses", "deesser",
                {
                    "frequency_hz": nice_hz(max(4000.0, 0.75 * float(facts["frequency_hz"]))),
                    "threshold_db": round(float(np.clip(ess_db - over_db, -80.0, 0.0)), 1),
                    "range_db": -round(over_db, 1),
                    "attack_ms": 1.0,
                    "release_ms": 60.0,
                },
                rule="vocal/soften_esses",
                because=ids(heard),
                predicted={"ess_dbfs": ess_db},
            )
        )  # fmt: skip


def saturation(plan: Plan) -> None:
    """Give the bass overtones that small loudspeakers can play, where the genre keeps drive."""
    drive = plan.genre["saturation.drive_db"]
    if drive.high <= 0.0 or plan.amount("saturate") == 0.0:
        return
    for lane in plan.group("Bass"):
        upper = BANDS_HZ > 250.0
        upper_db = power_db(float(lane.power[upper].sum())) - power_db(float(lane.power.sum()))
        heard = [*plan.evidence.on(lane.name, "low", "masking"), *plan.evidence.level(lane.name)]
        if upper_db > -14.0 or not heard:
            continue
        lane.moves.append(
            move(
                lane.name, "saturate", "overtones", "saturation",
                {"drive_db": round(2.0 * drive.middle, 1), "kind": "tube", "mix_percent": 40.0},
                rule="bass/overtones",
                because=ids(heard, 2),
                predicted={"upper_db": upper_db},
            )
        )  # fmt: skip
