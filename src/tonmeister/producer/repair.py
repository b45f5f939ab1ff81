"""Before mixing: polarity, time between microphones, and a level one can work with."""

from __future__ import annotations

from tonmeister.producer.balance import LUFS_OFFSET_DB
from tonmeister.producer.bands import power_db
from tonmeister.producer.evidence import ids
from tonmeister.producer.plan import Lane, Plan, move

SANE_LUFS = (-32.0, -12.0)
STAGED_LUFS = -20.0
HUM_LINES, HUM_DB, HUM_Q = 3, -12.0, 20.0
MICROPHONE_CHECKS = ("recording/polarity",)


def set_trims(plan: Plan) -> None:
    """Put the microphones of one source together; bring what is far too soft or loud to level.

    Effects then meet every track where their knobs are usually set.
    """
    amount = plan.amount("repair")
    if amount == 0.0:
        return
    for lane in plan.lanes:
        level_lufs = _level_lufs(lane)
        far = not SANE_LUFS[0] <= level_lufs <= SANE_LUFS[1]
        trim_db = round(2.0 * (STAGED_LUFS - level_lufs)) / 2.0 if far else 0.0
        together = lane.track.flip_polarity or lane.track.shift_ms != 0.0
        if not together and trim_db == 0.0:
            continue
        heard = plan.evidence.on(lane.name, *MICROPHONE_CHECKS) if together else ()
        because = ids([*heard, *(plan.evidence.level(lane.name) if trim_db else ())], 2)
        if not because:
            continue
        rule = "trim/level"
        if together:
            rule = "trim/flip" if lane.track.flip_polarity else "trim/shift"
            rule += "_and_level" if trim_db else ""
        lane.trim_db = trim_db * amount / 100.0
        lane.moves.append(
            move(
                lane.name, "repair", "trim", "trim",
                {
                    "gain_db": trim_db,
                    "flip_polarity": lane.track.flip_polarity,
                    "shift_ms": lane.track.shift_ms,
                },
                rule=rule,
                because=because,
                predicted={"arrives_lufs": level_lufs + lane.trim_db},
            )
        )  # fmt: skip


def remove_hum(plan: Plan) -> None:
    """Take single lines of a hum out with narrow bells: no denoising, the tone stays.

    The fundamental of an instrument that plays down there is left alone.
    """
    if plan.amount("repair") == 0.0:
        return
    for lane in plan.lanes:
        heard = [f for f in plan.evidence.on(lane.name, "recording/hum") if f.weight != "info"]
        if not heard:
            continue
        mains_hz = float(heard[0].facts["hum_hz"])
        for line in range(1, HUM_LINES + 1):
            if line == 1 and lane.place.corner_hz < mains_hz:
                continue
            lane.moves.append(
                move(
                    lane.name, "repair", f"hum-{line}", "bell",
                    {"frequency_hz": line * mains_hz, "gain_db": HUM_DB, "width_q": HUM_Q},
                    rule="hum/notch",
                    because=ids(heard, 1),
                )
            )  # fmt: skip


def _level_lufs(lane: Lane) -> float:
    return power_db(float(lane.k[lane.active].mean())) + LUFS_OFFSET_DB
