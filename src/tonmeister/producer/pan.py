"""Where everybody stands between left and right."""

from __future__ import annotations

import re

from tonmeister.producer.evidence import ids
from tonmeister.producer.plan import Lane, Plan, move

SIDE = re.compile(r"(?:^|[\s._\-(])(l|left|links|r|right|rechts)(?:$|[\s._)])", re.IGNORECASE)
NUMBER = re.compile(r"^\W*\d+[\s._-]+")
PAIR_PERCENT = 85.0
ALONE_PART = 0.4
"""A part with nobody on the other side stays this much closer to the middle."""

STEP_PERCENT = 5.0
NARROWED_PERCENT = 65.0


def place_between_sides(plan: Plan) -> None:
    """Pan the mono tracks: the low and the leading in the middle, the rest out by brightness.

    Two sides of one source go out as a pair; the others take turns so that both sides carry
    about the same energy. Stereo tracks keep their picture.
    """
    amount = plan.amount("pan")
    if amount == 0.0:
        return
    mono = [lane for lane in plan.lanes if not lane.stereo]
    narrow(plan)
    pictures = [x.name for x in plan.lanes if x.stereo and x.place.width_score > 0.0]
    plan.leave_alone("pan", pictures, "a stereo track keeps its picture")
    sides = {lane.name: side for lane in mono if (side := named_side(lane.name))}
    free = [lane for lane in mono if lane.name not in sides and lane.place.width_score > 0.0]
    for lane in mono:
        if lane.name in sides and _partner(lane, mono):
            _write(plan, lane, sides[lane.name] * PAIR_PERCENT, "pan/pair")
        elif lane.name in sides:
            free.append(lane)
    _take_turns(plan, free)


def narrow(plan: Plan) -> None:
    """Bring the sides of a stereo track together where they cancel in mono."""
    if plan.amount("pan") == 0.0:
        return
    for lane in plan.lanes:
        heard = plan.evidence.on(lane.name, "stereo/mono_loss")
        if not heard or not lane.stereo:
            continue
        low = float(heard[0].facts["high_hz"]) < 200.0
        settings = {
            "width_percent": 100.0 if low else NARROWED_PERCENT,
            "mono_below_hz": plan.genre["width.mono_below_hz"].high if low else 0.0,
        }
        lane.moves.append(
            move(
                lane.name, "pan", "width", "width", settings,
                rule="stereo/mono_low" if low else "stereo/bring_together",
                because=ids(heard, 1),
                predicted={"loss_db": float(heard[0].facts["loss_db"])},
            )
        )  # fmt: skip


def named_side(name: str) -> int:
    """Return -1 where a name says left, 1 where it says right, 0 where it says neither."""
    found = SIDE.search(name)
    if not found:
        return 0
    return -1 if found.group(1).lower().startswith("l") else 1


def _partner(lane: Lane, mono: list[Lane]) -> bool:
    return any(
        other is not lane and other.role == lane.role and are_sides(lane.name, other.name)
        for other in mono
    )


def are_sides(first: str, second: str) -> bool:
    """Whether two names are left and right of one source; track numbers may differ."""
    side = named_side(first)
    bare = [NUMBER.sub("", SIDE.sub("", name)).casefold().strip() for name in (first, second)]
    return side != 0 and named_side(second) == -side and bare[0] == bare[1]


def _take_turns(plan: Plan, lanes: list[Lane]) -> None:
    """Send the strongest first, each to the side that has less so far of its own kind."""
    widest = plan.genre["width.pan_percent"].middle
    carried: dict[str, float] = {}
    strength = {lane.name: float(lane.mixed_k().mean()) for lane in lanes}
    alone = len(lanes) == 1
    for lane in sorted(lanes, key=lambda x: (-strength[x.name], x.name)):
        balance = 2.0 * carried.get(lane.group, 0.0) + sum(carried.values())
        side = -1.0 if balance > 0.0 else 1.0
        bright = min(1.3, max(0.7, lane.sound.facts.get("centroid_hz", 1500.0) / 1500.0))
        width = min(1.0, lane.place.width_score * bright) * (ALONE_PART if alone else 1.0)
        position = STEP_PERCENT * round(side * widest * width / STEP_PERCENT)
        if position == 0.0:
            continue
        carried[lane.group] = carried.get(lane.group, 0.0) + side * width * strength[lane.name]
        _write(plan, lane, position, "pan/alone" if alone else "pan/turns")


def _write(plan: Plan, lane: Lane, position: float, rule: str) -> None:
    heard = [*plan.evidence.on(lane.name, "stereo"), *plan.evidence.level(lane.name)]
    if because := ids(heard, 2):
        lane.moves.append(
            move(
                lane.name, "pan", "place", "pan", {"position_percent": position},
                rule=rule,
                because=because,
                predicted={"centroid_hz": lane.sound.facts.get("centroid_hz", 0.0)},
            )
        )  # fmt: skip
