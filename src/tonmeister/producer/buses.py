"""The groups, the mix bus and the master."""

from __future__ import annotations

import numpy as np

from tonmeister.knowledge import Genre
from tonmeister.listening.features import BANDS_HZ, TrackFeatures
from tonmeister.model import Decision, Finding, Stage, Target
from tonmeister.producer.balance import integrated_lufs
from tonmeister.producer.bands import (
    Bands,
    bell_db,
    db,
    k_power,
    power_db,
    shelf_db,
    spread_tone,
    tone_db,
    tone_range_db,
)
from tonmeister.producer.dynamics import reduction_db, release_ms, spread_db
from tonmeister.producer.evidence import ids, touches
from tonmeister.producer.fit import SNAP_DB, nice_hz, word_of
from tonmeister.producer.level import level_moves
from tonmeister.producer.plan import Plan, Steps, move

GLUE_MOST_DB = 2.0
GLUE_FROM_DB = 0.5
TONE_MOST_DB = 2.5
TONE_MOVES = 3
NOTHING_THERE_DB = 10.0
"""A band this far short was not recorded; no EQ brings it back."""
TONE_HZ = (90.0, 240.0, 560.0, 1080.0, 1930.0, 3330.0, 5640.0, 9450.0, 14000.0)
MASTER = "Master"
SHORT_OF = {
    "tone/weak": (0,), "tone/thin": (1, 2), "tone/hollow": (2,), "tone/dull": (5, 6),
    "tone/dark": (7,), "tone/airless": (8,),
}  # fmt: skip
"""Which of the nine bands a check finds too little of."""


def group_glue(plan: Plan) -> None:
    """Let the drums breathe as one where the genre keeps glue and they swing more than it."""
    glue_db = plan.genre["bus.glue_db"]
    lanes = plan.group("Drums")
    heard = [f for lane in lanes for f in plan.evidence.on(lane.name, "dynamics")]
    if len(lanes) < 3 or not heard or glue_db.middle < 1.0 or plan.amount("bus") == 0.0:
        return
    k = np.sum([lane.mixed_k() for lane in lanes], axis=0)
    bus = plan.buses["Drums"]
    plan.others.setdefault(bus, []).append(
        _glue(plan, bus, "bus", k, min(glue_db.middle, GLUE_MOST_DB), ids(heard), "bus/glue")
    )


def mix_bus(plan: Plan) -> Bands:
    """Tilt the tone where it lies outside what the genre keeps; a little glue where asked.

    Returns what the tilt does to each band.
    """
    curve = np.zeros(30)
    if plan.amount("mixbus") == 0.0:
        return curve
    for high, where in ((False, slice(0, 2)), (True, slice(6, 9))):
        tone = tone_db(plan.mix_power() * 10.0 ** (curve / 10.0))
        off = outside(tone, tone_range_db(plan.genre))[where]
        off = np.maximum(off, -NOTHING_THERE_DB)
        both = np.sign(off[0]) == np.sign(off[1]) != 0.0
        gain_db = round(float(-np.clip(off.mean(), -2.0, 2.0)), 1)
        asked = _tone_reasons(plan, 7 if high else 0, float(off.mean()))
        if not both or abs(gain_db) < SNAP_DB or not asked:
            continue
        frequency_hz = 7000.0 if high else 220.0
        curve = curve + shelf_db(frequency_hz, gain_db, high=high)
        plan.others.setdefault(MASTER, []).append(
            move(
                MASTER, "mixbus", "top" if high else "bottom",
                "high_shelf" if high else "low_shelf",
                {"frequency_hz": frequency_hz, "gain_db": gain_db, "width_q": 0.71},
                rule="mixbus/tilt",
                because=ids(asked, 2),
                predicted={"outside_db": float(off.mean())},
            )
        )  # fmt: skip
    glue_db = min(plan.genre["bus.glue_db"].middle, GLUE_MOST_DB)
    k = plan.mix_k()
    swing_db = spread_db(k, np.asarray(k > 0.0))
    heard = plan.evidence.on_mix("dynamics", "print")
    if glue_db >= 1.0 and heard and swing_db > plan.genre["dynamics.spread_db"].high:
        plan.others.setdefault(MASTER, []).append(
            _glue(plan, MASTER, "mixbus", k, glue_db, ids(heard), "mixbus/glue")
        )
    return curve


def master(plan: Plan, target: Target, mixbus_db: Bands, wanted_db: Bands) -> None:
    """Bring the tone to the wanted profile, then to level under the ceiling.

    The tone is judged as it will be after the limiter, which takes most from the bottom.
    """
    if plan.amount("master") == 0.0 or not plan.lanes:
        return
    shaped = plan.mix_power() * 10.0 ** (mixbus_db / 10.0)
    drive_db = target.loudness_lufs - integrated_lufs(plan.mix_k())
    drive_db = round(drive_db + limiter_loss_db(plan, drive_db, target.ceiling_dbtp), 1)
    curve = _master_tone(plan, shaped * 10.0 ** (_limiter_tilt(drive_db) / 10.0), wanted_db)
    drive_db -= _loudness_change_db(shaped, curve)
    heard = [*plan.evidence.on_mix("print", "master"), *_loudest(plan)]
    if not heard:
        return
    mix_lufs = integrated_lufs(plan.mix_k())
    plan.others.setdefault(MASTER, []).extend(
        level_moves(plan, MASTER, target, drive_db, mix_lufs, ids(heard, 2))
    )


def _master_tone(plan: Plan, power: Bands, wanted_db: Bands) -> Bands:
    """Write at most three bells where the tone lies outside the range."""
    curve = np.zeros(30)
    wide = tone_range_db(plan.genre)
    wanted = tone_db(10.0 ** (wanted_db / 10.0))
    half = (wide[1] - wide[0]) / 2.0
    limits = np.stack([wanted - half, wanted + half])
    for _ in range(TONE_MOVES):
        tone = tone_db(power * 10.0 ** (curve / 10.0))
        off = outside(tone, limits)
        off[off < -NOTHING_THERE_DB] = 0.0
        band = int(np.argmax(np.abs(off)))
        gain_db = round(float(-np.clip(off[band], -TONE_MOST_DB, TONE_MOST_DB)), 1)
        heard = _tone_reasons(plan, band, float(off[band]))
        word = word_of(TONE_HZ[band])
        taken = {d.id for d in plan.others.get(MASTER, [])}
        if abs(gain_db) < SNAP_DB or not heard or f"{MASTER}/master/{word}" in taken:
            break
        frequency_hz = nice_hz(TONE_HZ[band])
        curve = curve + bell_db(frequency_hz, gain_db, 0.8)
        plan.others.setdefault(MASTER, []).append(
            move(
                MASTER, "master", word, "bell",
                {"frequency_hz": frequency_hz, "gain_db": gain_db, "width_q": 0.8},
                rule="print/tone",
                because=ids(heard, 2),
                predicted={
                    "outside_db": float(off[band]),
                    "level_db": float(tone[band]),
                    "wanted_low_db": float(limits[0][band]),
                    "wanted_high_db": float(limits[1][band]),
                },
            )
        )  # fmt: skip
    return curve


def outside(
    tone: np.ndarray[tuple[int], np.dtype[np.float64]],
    limits: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return how far each band lies over (positive) or under (negative) its range."""
    over = np.maximum(tone - limits[1], 0.0)
    return np.asarray(over - np.maximum(limits[0] - tone, 0.0))


def _tone_reasons(plan: Plan, band: int, off_db: float) -> list[Finding]:
    """Return what was heard of this part of the tone, or how loud those are that make it up."""
    heard = [
        f
        for f in plan.evidence.on_mix("tone", "low/heavy")
        if (off_db > 0.0 and touches(f, TONE_HZ[band]))
        or (off_db < 0.0 and band in SHORT_OF.get(f.check, ()))
    ]
    if heard:
        return heard
    near = int(np.argmin(np.abs(np.log(BANDS_HZ / TONE_HZ[band]))))
    parts = sorted(plan.lanes, key=lambda x: -float(x.mixed_power()[near] * x.duty))
    return list(plan.evidence.level(*(lane.name for lane in parts[:2])))


def _loudest(plan: Plan) -> list[Finding]:
    by_level = sorted(plan.lanes, key=lambda x: -float(x.mixed_k().mean()))
    return list(plan.evidence.level(*(lane.name for lane in by_level[:2])))


def _glue(
    plan: Plan, strip: str, stage: Stage, k: Steps, glue_db: float, because: tuple[str, ...],
    rule: str,
) -> Decision:  # fmt: skip
    level = 10.0 * np.log10(np.maximum(k[k > 0.0], 1e-12)) + 6.0  # peaks lie over the mean
    loud_db = float(np.percentile(level, 95))
    threshold_db = round(loud_db - 2.0 * glue_db, 1)
    reduction = reduction_db(level, threshold_db, 2.0)
    return move(
        strip, stage, "glue", "compressor",
        {
            "threshold_db": threshold_db, "ratio": 2.0, "attack_ms": 30.0,
            "release_ms": release_ms(plan, 1.0), "knee_db": 6.0,
            "makeup_db": round(float(reduction.mean()), 1),
        },
        rule=rule,
        because=because,
        predicted={"reduction_db": float(np.percentile(reduction, 95))},
    )  # fmt: skip


def limiter_loss_db(plan: Plan, drive_db: float, ceiling_dbtp: float) -> float:
    """Return about how much loudness a limiter takes at this drive, from peaks every 0.1 s."""
    power = sum(10.0 ** ((x.peak_db + x.trim_db + x.fader_db) / 10.0) for x in plan.lanes)
    peak_db = 10.0 * np.log10(np.asarray(power) + 1e-12) + drive_db
    down = 0.5 * np.maximum(peak_db - ceiling_dbtp, 0.0)
    k = plan.mix_k()
    return power_db(float(k.sum())) - power_db(float((k * 10.0 ** (-down / 10.0)).sum()))


def _limiter_tilt(drive_db: float) -> Bands:
    """Return what a limiter at work takes from the bottom, where most of the peaks are."""
    work = max(0.0, min(drive_db - 8.0, 6.0)) / 6.0
    return shelf_db(120.0, -1.0 * work, high=False)


def _loudness_change_db(power: Bands, curve_db: Bands) -> float:
    weighted = power * k_power()
    after = weighted * 10.0 ** (curve_db / 10.0)
    return power_db(float(after.sum())) - power_db(float(weighted.sum()))


def wanted_spectrum(genre: Genre, reference: TrackFeatures | None) -> Bands:
    """Return the third-octave shape to aim at: the reference's, else the genre's."""
    if reference is not None:
        both = reference.power.astype(np.float64).sum(axis=0)
        return db(both[:, reference.active].mean(axis=1))
    return spread_tone(tone_range_db(genre).mean(axis=0))
