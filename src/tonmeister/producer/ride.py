"""Riding the vocal: the fader moves that keep every line at its place over the band."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import HOP_S
from tonmeister.model import Point, Span
from tonmeister.producer.balance import band_of, singing
from tonmeister.producer.evidence import ids
from tonmeister.producer.plan import Plan, Steps, move

RIDE_MOST_DB = 6.0
SLEW_DB_S = 6.0
BLOCK_STEPS = 4  # 400 ms
MEDIAN_BLOCKS = 5
THIN_DB = 0.5
WORTH_DB = 0.7
CHECKS = ("vocal/uneven", "vocal/under", "vocal/over", "vocal/buried", "vocal/masked")


def ride_vocal(plan: Plan) -> None:
    """Write the ride where lines of the lead vocal were heard to sink or stick out.

    The ratio over the band in 0.4 s blocks inside the phrases, against the genre's; at most
    6 dB either way, never faster than 6 dB a second, what it adds in all taken out so that the
    balance stays; thinned to breakpoints within half a dB.
    """
    amount = plan.amount("ride")
    band = band_of(plan)
    if amount == 0.0 or not band:
        return
    for lane in plan.group("Lead Vocals"):
        heard = plan.evidence.on(lane.name, *CHECKS)
        if not heard:
            continue
        sings = singing(plan)
        vocal = lane.mixed_k()
        rest = np.sum([other.mixed_k() for other in band], axis=0)
        wanted = plan.genre["vocal.above_band_lu"].middle
        curve = ride_curve(vocal, rest, sings & lane.active, plan.heard.song.phrases, wanted)
        points = thin(curve)
        span = max(v for _, v in points) - min(v for _, v in points)
        if span < WORTH_DB:
            plan.notes.append(f"I left {lane.name} without a ride: no line strays by more than "
                              f"{span:.1f} dB.")  # fmt: skip
            continue
        lane.moves.append(
            move(
                lane.name, "ride", "ride", "fader", {"gain_db": 0.0},
                rule="vocal/ride",
                because=ids(heard, 2),
                curves={"gain_db": points},
                predicted={
                    "up_most_db": max(v for _, v in points),
                    "down_most_db": min(v for _, v in points),
                    "above_band_lu": wanted,
                },
            )
        )  # fmt: skip


def ride_curve(
    vocal: Steps, rest: Steps, sings: NDArray[np.bool_], phrases: tuple[Span, ...], wanted_lu: float
) -> Steps:
    """Return the ride in dB every 0.1 s, ``[T]``; between phrases it glides."""
    blocks = vocal.size // BLOCK_STEPS
    if blocks == 0:
        return np.zeros(vocal.size)
    used = blocks * BLOCK_STEPS
    in_phrase = _in_phrases(phrases, vocal.size) & sings
    weight = in_phrase[:used].reshape(blocks, BLOCK_STEPS).astype(np.float64)
    heard = weight.sum(axis=1) >= BLOCK_STEPS / 2
    if not heard.any():
        return np.zeros(vocal.size)
    v = (vocal[:used].reshape(blocks, BLOCK_STEPS) * weight).sum(axis=1)
    r = (rest[:used].reshape(blocks, BLOCK_STEPS) * weight).sum(axis=1)
    with np.errstate(divide="ignore"):
        ratio = 10.0 * np.log10(np.maximum(v, 1e-15) / np.maximum(r, 1e-12))
    ask = np.clip(wanted_lu - ratio, -RIDE_MOST_DB, RIDE_MOST_DB)
    at = np.flatnonzero(heard)
    smooth = _median(ask[at], MEDIAN_BLOCKS)
    power = v[at] + 1e-15
    smooth = smooth - 10.0 * np.log10(float(np.average(10.0 ** (smooth / 10.0), weights=power)))
    smooth = np.clip(smooth, -RIDE_MOST_DB, RIDE_MOST_DB)
    centres = (at + 0.5) * BLOCK_STEPS
    curve = np.interp(np.arange(vocal.size) + 0.5, centres, smooth)
    return _slew(curve)


def _in_phrases(phrases: tuple[Span, ...], steps: int) -> NDArray[np.bool_]:
    if not phrases:
        return np.ones(steps, dtype=bool)
    inside = np.zeros(steps, dtype=bool)
    for phrase in phrases:
        inside[max(0, int(phrase.start_s / HOP_S)) : int(np.ceil(phrase.end_s / HOP_S))] = True
    return inside


def _median(values: Steps, width: int) -> Steps:
    padded = np.pad(values, width // 2, mode="edge")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, width), axis=1))


def _slew(curve: Steps) -> Steps:
    """Hold the slope to ``SLEW_DB_S`` in both directions."""
    step = SLEW_DB_S * HOP_S
    out = curve.copy()
    for i in range(1, out.size):
        out[i] = min(max(out[i], out[i - 1] - step), out[i - 1] + step)
    return out


def thin(curve: Steps) -> tuple[Point, ...]:
    """Keep only the breakpoints that matter (Ramer, Douglas and Peucker, in dB)."""
    at_s = (np.arange(curve.size) + 0.5) * HOP_S
    keep = np.zeros(curve.size, dtype=bool)
    keep[[0, -1]] = True
    todo = [(0, curve.size - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        line = np.interp(at_s[first : last + 1], at_s[[first, last]], curve[[first, last]])
        off = np.abs(curve[first : last + 1] - line)
        worst = int(np.argmax(off))
        if off[worst] > THIN_DB:
            keep[first + worst] = True
            todo += [(first, first + worst), (first + worst, last)]
    return tuple(
        (round(float(t), 2), round(float(v), 2))
        for t, v in zip(at_s[keep], curve[keep], strict=True)
    )
