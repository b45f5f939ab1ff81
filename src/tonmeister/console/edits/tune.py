"""Tuning: single notes of a voice moved to where they belong, the voice itself kept.

Settings of an edit: ``shift_cents`` where the middle of the note goes, ``strength_percent`` how
much of that is played, ``speed_ms`` how long the way is from one note to the next,
``movement_percent`` how much of the singer's own movement within the note stays (100: all of it,
vibrato and glides; 0: none, the audible effect), ``centre_semitones`` the pitch (A4 = 69) around
which it moves. Only voiced sound is touched, at most 30 ms beyond the note.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.console.edits import AtHand
from tonmeister.listening.pitch import PitchCurve
from tonmeister.model import Edit
from tonmeister.signal import Samples
from tonmeister.signal.psola import retuned

Real = NDArray[np.float64]

BEYOND_S = 0.025
"""How far beyond a note the sound is touched: with the rounding to steps less than 30 ms."""
SPEED_MS = 60.0
SLOWEST_MS, FASTEST_MS = 600.0, 5.0


def play(sound: Samples, rate_hz: int, edits: Sequence[Edit], at_hand: AtHand) -> Samples:
    """Return the sound [channels, n] with these notes moved; all channels in the same way."""
    curve = at_hand.pitch(sound, rate_hz)
    cents, where = moves(curve, edits)
    return retuned(sound, rate_hz, curve.f0_hz, cents, where, curve.step_s)


def moves(curve: PitchCurve, edits: Sequence[Edit]) -> tuple[Real, NDArray[np.bool_]]:
    """Return how far each step of the curve is moved [T], and where it may be touched [T]."""
    size, step_s = curve.f0_hz.size, curve.step_s
    cents, where = np.zeros(size), np.zeros(size, np.bool_)
    beyond = round(BEYOND_S / step_s)
    for i, edit in enumerate(edits):
        first, last = max(0, round(edit.start_s / step_s)), min(size, round(edit.end_s / step_s))
        if last <= first:
            continue
        low, high = max(0, first - beyond), min(size, last + beyond)
        where[low:high] = True
        after = edits[i + 1] if i + 1 < len(edits) else None
        follows = after is not None and after.start_s - edit.end_s < BEYOND_S
        if after is not None and follows:
            second = round(after.start_s / step_s)
            high = max(
                high, min(round(after.end_s / step_s), second + round(_speed_s(after) / step_s))
            )
            high = min(high, size)
        at = np.arange(low, high)
        share = np.ones(high - low)
        touches = i > 0 and edit.start_s - edits[i - 1].end_s < BEYOND_S
        if touches or _sung(curve, low, first):
            share *= _way(at - first, edit, step_s)
        if after is not None and follows:
            share *= 1.0 - _way(at - second, after, step_s)
        elif _sung(curve, last, high):
            share *= _way(last - 1 - at, edit, step_s)
        cents[low:high] += share * _wanted(curve, edit, low, high)
    return cents, where


def _sung(curve: PitchCurve, first: int, last: int) -> bool:
    """Whether the voice sounds all through these steps."""
    return bool(last > first and np.all(curve.voiced[first:last]))


def _speed_s(edit: Edit) -> float:
    return min(max(_number(edit, "speed_ms", SPEED_MS), FASTEST_MS), SLOWEST_MS) / 1000.0


def _way(inside: NDArray[np.int_], edit: Edit, step_s: float) -> Real:
    """Go from 0 to 1 over the edge of a note, ``inside`` steps after it, from 30 ms before on.

    What the note before loses is what this one gains, so that the two add up. Where the voice
    rests before a note there is no way to go.
    """
    long_s = max(_speed_s(edit), BEYOND_S)
    way = np.clip(((inside + 0.5) * step_s + min(BEYOND_S, 0.5 * long_s)) / long_s, 0.0, 1.0)
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * way))


def _wanted(curve: PitchCurve, edit: Edit, low: int, high: int) -> Real:
    """Return how far each step is moved, before the edges: the middle, and less movement."""
    amount = edit.amount_percent / 100.0
    shift = _number(edit, "shift_cents", 0.0) * _number(edit, "strength_percent", 100.0) / 100.0
    wanted = np.full(high - low, shift)
    flat = 1.0 - _number(edit, "movement_percent", 100.0) / 100.0
    centre = edit.settings.get("centre_semitones")
    if flat > 0.0 and centre is not None:
        midi = curve.midi[low:high]
        away = np.where(np.isnan(midi), 0.0, 100.0 * (float(centre) - midi))
        wanted += flat * _slowed(np.clip(away, -300.0, 300.0), edit, curve.step_s)
    return amount * wanted


def _slowed(away: Real, edit: Edit, step_s: float) -> Real:
    """Follow a distance no faster than ``speed_ms`` allows."""
    keep = float(np.exp(-step_s * 1000.0 / max(_number(edit, "speed_ms", SPEED_MS), 0.5)))
    out = np.empty(away.size)
    now = 0.0
    for i, value in enumerate(away):
        now = keep * now + (1.0 - keep) * value
        out[i] = now
    return out


def _number(edit: Edit, name: str, otherwise: float) -> float:
    value = edit.settings.get(name, otherwise)
    return float(value)
