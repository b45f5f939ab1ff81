"""Moves of the arrangement played from the stems, before and after, and measured on that sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tonmeister.listening.planning.curves import Curves
from tonmeister.producer.planning.nouns import Move
from tonmeister.signal import Samples, Source, db, gain
from tonmeister.signal.loudness import k_filter
from tonmeister.studio.float_file import FloatFile

FADE_S = 0.015
SEAM_S = 0.03
RUN_UP_BARS, LIFT_BARS, SONG_BARS = 2, 4, 12
PEAK_DBFS = -1.0
LEAST_LIFT_LU = 0.2
MOST_JUMP_LU = 8.0


@dataclass(frozen=True)
class Lane:
    """One part as it stands in a plain balance."""

    source: Source
    gain: float


@dataclass(frozen=True, kw_only=True)
class Previewed:
    """A move that was played: its two files, and what was measured on them.

    For "mute" ``before`` and ``after`` are the lift in LU; for the others seconds until the song
    has got where it was.
    """

    move: Move
    files: tuple[Path, Path]
    before: float
    after: float
    helped: bool
    words: str


def preview(
    move: Move, curves: Curves, lanes: Mapping[str, Lane], folder: Path, number: int
) -> Previewed:
    """Play a move from the stems and measure whether it does what it promised."""
    play = {"mute": _mute, "cut": _cut, "front": _front}[move.kind]
    rate_hz = next(iter(lanes.values())).source.rate_hz
    old, new, before, after, helped, words = play(move, curves, lanes, rate_hz)
    peak = max(float(np.abs(old).max()), float(np.abs(new).max()), 1e-9)
    level = gain(PEAK_DBFS) / peak
    name = move.rule.removeprefix("plan/").replace("_", " ")
    files = (folder / f"{number} {name} - before.wav", folder / f"{number} {name} - after.wav")
    for path, sound in zip(files, (old, new), strict=True):
        with FloatFile(path, rate_hz, 2, 24) as file:
            file.write(np.ascontiguousarray((level * sound).T))
    return Previewed(move=move, files=files, before=before, after=after, helped=helped, words=words)


Played = tuple[Samples, Samples, float, float, bool, str]


def _frames(curves: Curves, bar: int, rate_hz: int) -> int:
    return round(float(curves.edges_s[min(max(bar, 0), curves.bars)]) * rate_hz)


def _sum(lanes: Mapping[str, Lane], first: int, count: int) -> Samples:
    out = np.zeros((2, count))
    for lane in lanes.values():
        out += lane.gain * lane.source.read(first, count)
    return out


def _mute(move: Move, curves: Curves, lanes: Mapping[str, Lane], rate_hz: int) -> Played:
    run_up = max(RUN_UP_BARS, LIFT_BARS - move.bars)
    first = _frames(curves, move.first_bar - run_up, rate_hz)
    last = _frames(curves, move.lift_bar + LIFT_BARS, rate_hz)
    old = _sum(lanes, first, last - first)
    muted = {name: lanes[name] for name in move.parts}
    a = _frames(curves, move.first_bar, rate_hz) - first
    b = _frames(curves, move.first_bar + move.bars, rate_hz) - first
    hold = np.interp(
        np.arange(last - first), [a - FADE_S * rate_hz, a, b - FADE_S * rate_hz, b], [0, 1, 1, 0]
    )
    new = old - hold * _sum(muted, first, last - first)
    lift_at = _frames(curves, move.lift_bar, rate_hz) - first
    before_at = max(0, _frames(curves, move.lift_bar - LIFT_BARS, rate_hz) - first)
    lifts = [_lu(s[:, lift_at:], rate_hz) - _lu(s[:, before_at:lift_at], rate_hz)
             for s in (old, new)]  # fmt: skip
    helped = lifts[1] - lifts[0] >= LEAST_LIFT_LU
    words = f"Measured: the lift goes from {lifts[0]:+.1f} to {lifts[1]:+.1f} LU."
    return old, new, lifts[0], lifts[1], helped, words


def _cut(move: Move, curves: Curves, lanes: Mapping[str, Lane], rate_hz: int) -> Played:
    start = _frames(curves, move.first_bar - RUN_UP_BARS, rate_hz)
    a = _frames(curves, move.first_bar, rate_hz) - start
    b = _frames(curves, move.first_bar + move.bars, rate_hz) - start
    end = _frames(curves, move.first_bar + move.bars + SONG_BARS, rate_hz) - start
    old = _sum(lanes, start, end)
    new = _joined(old[:, :a], old, b, rate_hz)
    jump = abs(
        _lu(old[:, b : b + rate_hz], rate_hz) - _lu(old[:, max(0, a - rate_hz) : a], rate_hz)
    )
    saved_s = (old.shape[1] - new.shape[1]) / rate_hz
    smooth = a == 0 or jump <= MOST_JUMP_LU
    words = f"Measured: {saved_s:.1f} s shorter" + (
        "." if a == 0 else f", {jump:.1f} LU from one side of the seam to the other."
    )
    return old, new, float(b / rate_hz), float(a / rate_hz), smooth and saved_s > 0.0, words


def _front(move: Move, curves: Curves, lanes: Mapping[str, Lane], rate_hz: int) -> Played:
    a = _frames(curves, move.first_bar, rate_hz)
    b = _frames(curves, move.first_bar + move.bars, rate_hz)
    old = _sum(lanes, 0, _frames(curves, SONG_BARS, rate_hz))
    hint = _sum(lanes, a, b - a)
    first = _frames(curves, 0, rate_hz)
    new = _joined(hint, old, first, rate_hz)
    jump = _lu(old[:, first : first + 2 * rate_hz], rate_hz) - _lu(hint, rate_hz)
    hook_s = a / rate_hz
    words = (
        f"Measured: the chorus sounds at 0 s instead of {hook_s:.1f} s; "
        f"the song then goes on {jump:+.1f} LU against it."
    )
    return old, new, hook_s, 0.0, jump < 0.0, words


def _joined(head: Samples, whole: Samples, at: int, rate_hz: int) -> Samples:
    """Go on after ``head`` with ``whole`` from frame ``at``, faded over what lies before it."""
    seam = min(round(SEAM_S * rate_hz), head.shape[1], at)
    if seam == 0:
        return np.concatenate([head, whole[:, at:]], axis=1)
    rise = np.sin(np.linspace(0.0, np.pi / 2.0, seam)) ** 2
    middle = head[:, -seam:] * (1.0 - rise) + whole[:, at - seam : at] * rise
    return np.concatenate([head[:, :-seam], middle, whole[:, at:]], axis=1)


def _lu(sound: Samples, rate_hz: int) -> float:
    if sound.shape[1] == 0:
        return 0.0
    return db(float(np.sqrt(np.mean(k_filter(sound, rate_hz) ** 2) * sound.shape[0])))
