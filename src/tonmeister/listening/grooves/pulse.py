"""The tempo and the one of a drum recording, from its strokes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.grooves.strokes import PlayedStroke

Row = NDArray[np.float64]

SLOWEST_BPM, FASTEST_BPM = 50.0, 220.0
USUAL_BPM, USUAL_OCTAVES = 108.0, 0.75
_FINE = 0.002
_WINDOW_S, _FEW = 12.0, 6
_AGAIN, _SAME_S = 0.6, 0.015
_TOGETHER_S, _NEARLY_ALL = 0.035, 0.8
_DRIFTS, _MOVES = 0.06, 0.008
_NEAR_BPM = 0.04
_HEAVY = {"kick": 1.0, "snare": 1.0, "hat": 0.6, "ride": 0.6, "crash": 0.6, "tom-mid": 0.5}


@dataclass(frozen=True, slots=True)
class DrumPulse:
    """A tempo (quarters a minute), where a bar begins, and other readings of the tempo.

    ``first_bpm`` is the tempo of the first seconds, where it moves.
    """

    quarter_bpm: float
    downbeat_s: float
    alternatives_bpm: tuple[float, ...]
    first_bpm: float


def drum_pulse(
    strokes: Sequence[PlayedStroke], *, near_bpm: float | None = None, meter_beats: int = 4
) -> DrumPulse | None:
    """Return the steady tempo and downbeat that strokes (in seconds) fall on best.

    ``near_bpm``: what a person says; only 4 % around it are tried. None for under 8 strokes.
    """
    if len(strokes) < 8:
        return None
    at = np.array([s.at for s in strokes])
    weight = np.array([s.velocity * _HEAVY.get(s.lane, 0.5) for s in strokes])
    low, high = (
        (SLOWEST_BPM, FASTEST_BPM) if near_bpm is None
        else (near_bpm * (1 - _NEAR_BPM), near_bpm * (1 + _NEAR_BPM))
    )  # fmt: skip
    bpms = np.geomspace(low, high, max(8, round(np.log(high / low) / _FINE)))
    parts = _parts(at)
    scores = np.zeros(len(bpms))
    for part in parts:
        some = [strokes[n] for n in part]
        share = len(part) / sum(len(p) for p in parts)
        scores += share * np.array([_score(at[part], weight[part], some, b) for b in bpms])
    scores += np.array([_AGAIN * _again(strokes, weight, float(b), meter_beats) for b in bpms])
    if near_bpm is None:
        scores = scores - 0.12 * (np.log2(bpms / USUAL_BPM) / USUAL_OCTAVES) ** 2
    bpm = _refined(at[parts[0]], weight[parts[0]], float(bpms[int(scores.argmax())]))
    bpm = _refined(at, weight, bpm)
    early = at < at.min() + 2.0 * _WINDOW_S
    first_bpm = _first(at[parts[0]], weight[parts[0]], [strokes[n] for n in parts[0]], bpm)
    if abs(first_bpm / bpm - 1.0) > _MOVES:
        early = at < at.min() + _WINDOW_S
    else:
        first_bpm = bpm
    beat_s = 60.0 / first_bpm
    first = [s for s, e in zip(strokes, early, strict=True) if e]
    offset = _phase(at[early], weight[early], beat_s / 4) % (beat_s / 4)
    best = max(
        range(4 * meter_beats),
        key=lambda n: is_the_one(first, offset + n * beat_s / 4, beat_s, meter_beats),
    )
    downbeat = offset + best * beat_s / 4
    if meter_beats == 4 and _drops(first):
        kicks = np.array([(s.at - downbeat) / beat_s for s in first if s.lane == "kick"])
        downbeat += beat_s * (round(float(np.median(np.round(kicks) % 4.0))) - 2.0)
    bar_s = meter_beats * beat_s
    downbeat -= bar_s * np.ceil((downbeat - float(at.min())) / bar_s - 0.02)
    others = tuple(round(bpm * r, 2) for r in (0.5, 2.0) if 40 <= bpm * r <= 260)
    return DrumPulse(bpm, float(downbeat), others, first_bpm)


def _again(strokes: Sequence[PlayedStroke], weight: Row, bpm: float, meter_beats: int) -> float:
    """Return how much of what is struck is struck again a beat, two and a bar later: 0 to 1."""
    found, whole = 0.0, 0.0
    end = max(s.at for s in strokes)
    for lane in {s.lane for s in strokes}:
        own = [n for n, s in enumerate(strokes) if s.lane == lane]
        times = np.array([strokes[n].at for n in own])
        for beats in (1, 2, meter_beats):
            later = times + beats * 60.0 / bpm
            inside = later < end + 0.01
            if not inside.any():
                continue
            after = np.searchsorted(times, later).clip(min(1, len(times) - 1), len(times) - 1)
            near = np.minimum(np.abs(times[after] - later), np.abs(times[after - 1] - later))
            share = weight[own] * np.exp(-0.5 * (near / _SAME_S) ** 2)
            found += float(share[inside].sum())
            whole += float(weight[own][inside].sum())
    return found / whole if whole > 0.0 else 0.0


def _first(at: Row, weight: Row, strokes: Sequence[PlayedStroke], bpm: float) -> float:
    """Return the tempo of these strokes near another."""
    near = bpm * np.linspace(1.0 - _DRIFTS, 1.0 + _DRIFTS, 61)
    best = float(near[int(np.argmax([_score(at, weight, strokes, float(b)) for b in near]))])
    return _refined(at, weight, best)


def _parts(at: Row) -> list[NDArray[np.int64]]:
    """Return strokes in windows of 12 s: over them even a tempo that moves holds still."""
    window = np.minimum((at - at.min()) // _WINDOW_S, max(0.0, np.ptp(at) // _WINDOW_S - 1.0))
    parts = [np.flatnonzero(window == n) for n in np.unique(window)]
    return [p for p in parts if len(p) >= _FEW] or [np.arange(len(at))]


def _score(at: Row, weight: Row, strokes: Sequence[PlayedStroke], bpm: float) -> float:
    """Return how well strokes lie on sixteenths, eighths and quarters of a tempo, 0 to about 1."""
    beat_s = 60.0 / bpm
    total = float(weight.sum())
    four, two, one = (
        abs(np.sum(weight * np.exp(2j * np.pi * at * n / beat_s))) / total for n in (4, 2, 1)
    )
    backbeat = np.array([s.lane in ("kick", "snare") for s in strokes])
    low = weight * backbeat
    drums = abs(np.sum(low * np.exp(2j * np.pi * at / beat_s))) / (float(low.sum()) + 1e-9)
    return float(0.35 * four + 0.25 * two + 0.2 * one + 0.2 * drums)


def _phase(at: Row, weight: Row, step_s: float) -> float:
    """Return the offset of the grid that strokes lie on, on average."""
    turn = np.angle(np.sum(weight * np.exp(2j * np.pi * at / step_s)))
    return float(turn / (2 * np.pi) * step_s)


def _refined(at: Row, weight: Row, bpm: float) -> float:
    """Return the tempo again from a straight line through the strokes on their eighths."""
    for part in (1, 2, 2):
        step_s = 60.0 / bpm / part
        offset = _phase(at, weight, step_s)
        count = np.round((at - offset) / step_s)
        near = np.abs((at - offset) / step_s - count) < 0.2
        if near.sum() < 4 or np.ptp(count[near]) < 2:
            continue
        slope = np.polyfit(count[near], at[near], 1, w=np.sqrt(weight[near]))[0]
        if abs(slope / step_s - 1.0) < 0.02:
            bpm = 60.0 / (float(slope) * part)
    return bpm


def _drops(strokes: Sequence[PlayedStroke]) -> bool:
    """Whether kick and snare fall together nearly always: a one drop, which is on the three."""
    snares = np.array([s.at for s in strokes if s.lane in ("snare", "side-stick")])
    kicks = [s.at for s in strokes if s.lane == "kick"]
    if len(kicks) < 2 or not len(snares):
        return False
    both = sum(float(np.abs(snares - at).min()) < _TOGETHER_S for at in kicks)
    return both >= _NEARLY_ALL * len(kicks)


def is_the_one(
    strokes: Sequence[PlayedStroke], downbeat_s: float, beat_s: float, meter_beats: int
) -> float:
    """Return how much a place sounds like the one: kicks there, snares on the backbeat."""
    score = 0.0
    back = {1, 3} if meter_beats == 4 else set(range(1, meter_beats))
    for s in strokes:
        beats = (s.at - downbeat_s) / beat_s
        place = beats % meter_beats
        near = abs(place - round(place))
        beat = round(place) % meter_beats
        hit = s.velocity * max(0.0, 1.0 - near / 0.2)
        if s.lane == "kick":
            score += hit * (1.0 if beat == 0 else 0.25 if beat * 2 == meter_beats else -0.3)
        elif s.lane in ("snare", "clap", "side-stick"):
            score += hit * (0.8 if beat in back else -0.8)
        elif s.lane == "crash":
            score += hit * (1.0 if beat == 0 else 0.0)
        elif near < 0.2:
            score += 0.15 * hit
    first = (strokes[0].at - downbeat_s) / beat_s % meter_beats
    return score + (0.05 * len(strokes) ** 0.5 if min(first, meter_beats - first) < 0.1 else 0.0)


def on_grid(strokes: Sequence[PlayedStroke], pulse: DrumPulse) -> list[PlayedStroke]:
    """Return strokes in seconds as strokes in quarters from the downbeat."""
    quarter_s = 60.0 / pulse.quarter_bpm
    return [replace(s, at=(s.at - pulse.downbeat_s) / quarter_s) for s in strokes]
