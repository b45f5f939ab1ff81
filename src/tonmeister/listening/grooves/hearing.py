"""A groove from strokes: its pattern and its feel, in the form of those on the shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tonmeister.knowledge.grooves import (
    LANES,
    Contour,
    Figure,
    Groove,
    Pattern,
    PerLane,
    Stroke,
    Swing,
    velocity_of,
)
from tonmeister.listening.grooves.fitting import Fit, fitted
from tonmeister.listening.grooves.folding import folded
from tonmeister.listening.grooves.strokes import PlayedStroke
from tonmeister.model import MeterAt

SHUFFLE_PERCENT = 60.0
"""From here on the swing is taken for the pattern itself, which feel does not straighten."""
LEAST_STROKES = 8
_KITS = {"clap": "drums/909"}


class TooFewStrokes(ValueError):
    """There are not enough strokes to call it a groove."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardGroove:
    """A groove, and what was measured on the way.

    ``tight_ms`` is the standard deviation of all strokes around their lanes' pushes;
    ``contour_percent`` how much harder each beat of the bar is struck than all together;
    ``unsure`` says what this recording cannot tell.
    """

    groove: Groove
    fit: Fit
    counts: Mapping[str, int]
    tight_ms: float
    contour_percent: tuple[float, ...]
    unsure: tuple[str, ...]


def hear_groove(
    strokes: Sequence[PlayedStroke],
    *,
    name: str,
    quarter_bpm: float,
    meter: MeterAt,
    source: str,
    to_the_kick: bool = False,
) -> HeardGroove:
    """Return the groove of strokes in quarters from a downbeat.

    ``to_the_kick``: the grid itself was heard from the strokes, so pushes count from the kick.
    Raises ``TooFewStrokes``.
    """
    strokes = sorted(strokes, key=lambda s: (s.at, LANES.index(s.lane)))
    if len(strokes) < LEAST_STROKES:
        raise TooFewStrokes(
            f"{len(strokes)} drum strokes were found: a groove needs {LEAST_STROKES} at least"
        )
    compound = meter.beat_quarters == Fraction(3, 2)
    fit = fitted(strokes, swings=not compound)
    quarter_ms = 60_000.0 / quarter_bpm
    lanes = [lane for lane in LANES if any(s.lane == lane for s in strokes)]
    rows = {lane: np.array([n for n, s in enumerate(strokes) if s.lane == lane]) for lane in lanes}
    push = {lane: fit.push_quarters[lane] * quarter_ms for lane in lanes}
    clear = fit.on_step & np.array([s.clear for s in strokes])
    rows = {lane: rows[lane][clear[rows[lane]]] for lane in lanes}
    zero = push.get("kick", float(np.mean(list(push.values())))) if to_the_kick else 0.0
    own_ms = fit.late_quarters * quarter_ms
    left = np.concatenate([own_ms[rows[lane]] - push[lane] for lane in lanes])
    loose = {
        lane: round(float(np.std(own_ms[rows[lane]])), 2) if len(rows[lane]) else 0.0
        for lane in lanes
    }
    places = [
        (Fraction(float(at)).limit_denominator(24), s.lane, s.velocity)
        for at, s in zip(fit.steps_quarters, strokes, strict=True)
    ]
    bars = folded(places, meter.bar_quarters, Fraction(1, fit.per_quarter))
    strays = _strength_strays(strokes, fit, meter, lanes)
    groove = Groove(
        name=name, title=name, reads_as=f"heard in {source}", kit=_kit(lanes),
        tempo_bpm=_one(quarter_bpm, source),
        swing=Swing(
            percent=_one(fit.percent, source), grid=fit.grid, kept=fit.percent >= SHUFFLE_PERCENT
        ),
        push_ms=PerLane(
            lanes={lane: _held(push[lane] - zero, 60.0) for lane in lanes}, other=0.0,
            grade="measured", source=source,
        ),
        loose_ms=PerLane(
            lanes={lane: min(v, 40.0) for lane, v in loose.items()}, other=0.0,
            grade="measured", source=source,
        ),
        loose_velocity_percent=PerLane(lanes=strays, other=0.0, grade="measured", source=source),
        contour=Contour(beats_percent=(0.0,), bars_percent=(0.0,), grade="measured",
                        source=f"{source}: it is in the strokes of the pattern"),
        patterns=(
            Pattern(
                name="heard", use="bar", beats=meter.beats, unit=meter.unit,
                low_energy_score=0.0, high_energy_score=1.0, bars=bars,
                triplets=any(s.at_quarters.denominator % 3 == 0 for bar in bars for s in bar),
            ),
        ),
        ending=_ending(lanes),
    )  # fmt: skip
    return HeardGroove(
        groove=groove, fit=fit,
        counts={lane: sum(s.lane == lane for s in strokes) for lane in lanes},
        tight_ms=round(float(np.std(left)), 2),
        contour_percent=_contour(strokes, fit, meter),
        unsure=_unsure(fit, to_the_kick, lanes),
    )  # fmt: skip


def _one(value: float, source: str) -> Figure:
    v = round(value, 2)
    return Figure(low=v, usual=v, high=v, grade="measured", source=source)


def _held(value: float, most: float) -> float:
    return round(float(np.clip(value, -most, most)), 2)


def _kit(lanes: Sequence[str]) -> str:
    return next((kit for lane, kit in _KITS.items() if lane in lanes), "drums/acoustic")


def _ending(lanes: Sequence[str]) -> tuple[Stroke, ...]:
    last = [lane for lane in ("kick", "crash") if lane in lanes] or list(lanes[:1])
    return tuple(
        Stroke(at_quarters=Fraction(0), length_quarters=Fraction(1), lane=lane,
               velocity=velocity_of(8))
        for lane in last
    )  # fmt: skip


def _strength_strays(
    strokes: Sequence[PlayedStroke], fit: Fit, meter: MeterAt, lanes: Sequence[str]
) -> dict[str, float]:
    """Return how much strengths differ on one and the same step of the bar, in percent, by lane."""
    out = {}
    for lane in lanes:
        steps: dict[float, list[float]] = {}
        for at, s in zip(fit.steps_quarters, strokes, strict=True):
            if s.lane == lane:
                steps.setdefault(round(float(at) % float(meter.bar_quarters), 4), []).append(
                    s.velocity
                )
        left = [v / np.mean(some) - 1.0 for some in steps.values() if len(some) > 1 for v in some]
        out[lane] = round(min(40.0, 100.0 * float(np.std(left))), 1) if left else 0.0
    return out


def _contour(strokes: Sequence[PlayedStroke], fit: Fit, meter: MeterAt) -> tuple[float, ...]:
    beat, bar = float(meter.beat_quarters), float(meter.bar_quarters)
    beats = [
        [s.velocity for at, s in zip(fit.steps_quarters, strokes, strict=True)
         if int((float(at) % bar + 1e-6) // beat) == n]
        for n in range(max(1, round(bar / beat)))
    ]  # fmt: skip
    all_ = float(np.mean([s.velocity for s in strokes]))
    return tuple(round(100.0 * (float(np.mean(b)) / all_ - 1.0), 1) if b else 0.0 for b in beats)


def _unsure(fit: Fit, to_the_kick: bool, lanes: Sequence[str]) -> tuple[str, ...]:
    out = []
    if fit.percent > 50.0 and not fit.apart:
        out.append("no lane plays both on and between the pairs: swing and push are one here")
    if to_the_kick and "kick" in lanes:
        out.append("the grid is heard from the strokes themselves: pushes count from the kick")
    if to_the_kick:
        out.append("a recording does not tell open hats from closed ones, nor tom from tom")
    return tuple(out)
