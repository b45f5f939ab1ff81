"""The room that everybody stands in: a short room, a plate for voices, a delay for leads."""

from __future__ import annotations

from collections.abc import Mapping

from tonmeister.model import Setting
from tonmeister.producer.bands import power_db
from tonmeister.producer.evidence import ids
from tonmeister.producer.plan import Lane, Plan, move

RETURNS = ("Room", "Plate", "Delay")
SHARE_DB = {"Room": -3.0, "Plate": -3.5, "Delay": -9.0}
"""How the return level is shared out; together they are about 0 dB."""

FEW_PARTS_DB = 3.0
"""Where only a small part of the mix is sent, its return stays small, too."""

RETURN_GAIN_DB = {"room": 6.0, "plate": 5.3, "delay": -4.4}

PREDELAY_BEATS = 1.0 / 16.0
DELAY_BEATS = 0.5


def sends(plan: Plan) -> None:
    """Put the dry parts into one space, so that all returns together lie under the dry sound
    by what the genre keeps. A part that came with its own room is left as it is.
    """
    amount = plan.amount("space")
    if amount == 0.0 or not plan.lanes:
        return
    below_lu = plan.genre["space.return_below_dry_lu"].middle
    dry_db = power_db(float(plan.mix_k().mean()))
    wet = [lane.name for lane in plan.lanes if _likes_room(lane) and not _dry(plan, lane)]
    plan.leave_alone("send to a room", wet, "it brought one of its own")
    for name in RETURNS:
        asked = [(lane, _wish_db(plan, lane, name)) for lane in plan.lanes]
        members = [(lane, level) for lane, level in asked if level is not None]
        if not members or (name == "Delay" and plan.tempo_bpm <= 0.0):
            continue
        sent = sum(float(lane.mixed_k().mean()) * 10.0 ** (level / 10.0) for lane, level in members)
        parts_db = power_db(sum(float(lane.mixed_k().mean()) for lane, _ in members))
        goal_db = min(dry_db, parts_db + FEW_PARTS_DB) - below_lu + SHARE_DB[name]
        effect, settings = _effect(plan, name)
        shift = goal_db - power_db(sent) - return_gain_db(effect)
        heard = [f for lane, _ in members for f in plan.evidence.on(lane.name, "space/dry")]
        for lane, level in members:
            _send(plan, lane, name, round(max(-60.0, min(6.0, level + shift)), 1), below_lu)
        plan.others.setdefault(name, []).append(
            move(
                name, "space", name.lower(), effect, settings,
                rule=f"space/{name.lower()}",
                because=ids(heard),
                predicted={"below_dry_lu": dry_db - goal_db, "all_below_dry_lu": below_lu},
            )
        )  # fmt: skip


def _wish_db(plan: Plan, lane: Lane, name: str) -> float | None:
    """Return the send a role likes; ``None`` for a part that brought a room of its own."""
    wish = {
        "Room": lane.place.room_db, "Plate": lane.place.plate_db, "Delay": lane.place.delay_db,
    }[name]  # fmt: skip
    return wish if _dry(plan, lane) else None


def _dry(plan: Plan, lane: Lane) -> bool:
    return bool(plan.evidence.on(lane.name, "space/dry"))


def _likes_room(lane: Lane) -> bool:
    return any(w is not None for w in (lane.place.room_db, lane.place.plate_db))


def _send(plan: Plan, lane: Lane, to: str, level_db: float, below_lu: float) -> None:
    heard = plan.evidence.on(lane.name, "space/dry")
    lane.moves.append(
        move(
            lane.name, "space", to.lower(), "send",
            {"to": to, "level_db": level_db, "pre_fader": False},
            rule="space/send",
            because=ids(heard, 2),
            predicted={"all_below_dry_lu": below_lu},
        )
    )  # fmt: skip


def _effect(plan: Plan, name: str) -> tuple[str, Mapping[str, Setting]]:
    decay = plan.genre["space.decay_s"]
    tempo_bpm = plan.tempo_bpm if plan.tempo_bpm > 0.0 else 100.0
    beat_ms = 60000.0 / tempo_bpm
    quick = min(1.0, max(0.0, (tempo_bpm - 70.0) / 100.0))  # the faster, the shorter
    decay_s = round(decay.high - quick * (decay.high - decay.low), 2)
    predelay_ms = float(round(min(60.0, max(8.0, PREDELAY_BEATS * beat_ms))))
    if name == "Delay":
        return "delay", {
            "time_beats": DELAY_BEATS, "tempo_bpm": round(tempo_bpm, 2), "feedback_percent": 25.0,
            "highpass_hz": 300.0, "lowpass_hz": 5000.0, "ping_pong": True, "mix_percent": 100.0,
        }  # fmt: skip
    if name == "Plate":
        return "plate", {
            "decay_s": decay_s, "predelay_ms": predelay_ms, "damping_hz": 6000.0,
            "highpass_hz": 250.0, "mix_percent": 100.0,
        }  # fmt: skip
    return "room", {
        "decay_s": round(0.5 * decay_s, 2), "predelay_ms": round(predelay_ms / 2.0, 1),
        "size_percent": 50.0, "damping_hz": 5000.0, "highpass_hz": 200.0, "mix_percent": 100.0,
    }  # fmt: skip


def return_gain_db(effect: str) -> float:
    """Return about how loud a return comes back for what is sent to it.

    Measured with noise shaped like a voice on the effects as they are set here.
    """
    return RETURN_GAIN_DB[effect]
