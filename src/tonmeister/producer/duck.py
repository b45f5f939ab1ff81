"""Turning one part down only while another needs the room."""

from __future__ import annotations

import numpy as np

from tonmeister.model import Finding
from tonmeister.producer.bands import power_db
from tonmeister.producer.evidence import ids
from tonmeister.producer.plan import Lane, Plan, move

KICK_DUCK_DB, VOCAL_DUCK_MOST_DB = -4.0, 4.0
BEDS = ("Guitars", "Keys", "Orchestra", "Music")


def ducks(plan: Plan) -> None:
    """Let the bass step back for the kick, and the beds for the voice, where they were heard
    to cover it. What is masked all the time is the EQ's business; this is for the moments.
    """
    if plan.amount("duck") == 0.0:
        return
    _kick_and_bass(plan)
    _voice_and_beds(plan)


def _kick_and_bass(plan: Plan) -> None:
    kicks = [lane for lane in plan.group("Drums") if lane.role == "kick"]
    for bass in plan.group("Bass"):
        for kick in kicks[:1]:
            heard = [f for f in _masked_by(plan, kick, bass) if _low(f)]
            if heard:
                _duck(plan, bass, kick, (20.0, 120.0), KICK_DUCK_DB, heard, "duck/bass_for_kick")


def _voice_and_beds(plan: Plan) -> None:
    voices = plan.group("Lead Vocals")
    for voice in sorted(voices, key=lambda x: -x.duty)[:1]:
        for bed in plan.lanes:
            if bed.group not in BEDS or bed.place.priority_score >= 0.45:
                continue
            heard = [f for f in _masked_by(plan, voice, bed) if not _low(f)]
            if not heard:
                continue
            worst_db = max((_amount_db(f) for f in heard), default=3.0)
            depth_db = -round(min(VOCAL_DUCK_MOST_DB, max(1.5, worst_db / 2.0)), 1)
            _duck(plan, bed, voice, (1000.0, 4000.0), depth_db, heard, "duck/bed_for_voice")


def _duck(
    plan: Plan, lane: Lane, key: Lane, band_hz: tuple[float, float], depth_db: float,
    heard: list[Finding], rule: str,
) -> None:  # fmt: skip
    playing = key.k[key.active]
    loud_db = power_db(float(np.percentile(playing, 50))) + key.trim_db + key.fader_db
    kick = rule == "duck/bass_for_kick"
    lane.moves.append(
        move(
            lane.name, "duck", "kick" if kick else "voice", "ducker",
            {
                "low_hz": band_hz[0],
                "high_hz": band_hz[1],
                "threshold_db": round(float(np.clip(loud_db - 9.0, -60.0, 0.0)), 1),
                "depth_db": depth_db,
                "ratio": 4.0,
                "attack_ms": 3.0 if kick else 10.0,
                "release_ms": 90.0 if kick else 150.0,
            },
            rule=rule,
            because=ids(heard, 2),
            key=key.name,
        )
    )  # fmt: skip


def _masked_by(plan: Plan, masked: Lane, masker: Lane) -> list[Finding]:
    return [
        f
        for f in plan.evidence.caused_by(masker.name, "masking", "vocal/masked", "low/kick_bass")
        if f.strip == masked.name
    ]


def _low(finding: Finding) -> bool:
    high = [float(finding.facts[k]) for k in ("high_hz", "to_hz") if k in finding.facts]
    return bool(high) and high[0] <= 200.0


def _amount_db(finding: Finding) -> float:
    return float(finding.facts.get("loss_db", 3.0))
