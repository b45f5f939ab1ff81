"""How each take sings each note: how far off, how steady, how it gets there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch import PitchCurve
from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.listening.takes.criteria.slow import alike, slow_curve, weighted_median
from tonmeister.listening.takes.criteria.times import clocked

Real = NDArray[np.float64]

EDGE_SHARE, EDGE_S = 0.2, 0.04
"""So much of a note on each side belongs to consonants and glides."""
LEAST_STEPS = 5
HEAD_S, HELD_S = 0.15, 0.5
DRIFT_S = 15.0
"""A voice without a band wanders as a whole, slower than this."""
WRONG_CENTS = 70.0
STILL_STEPS, STILL_CENTS, MOVES_CENTS = 10, 12.0, 20.0
ALIKE_CENTS = 20.0
"""What all takes do alike at a note, up to so much, is how that note is sung (or heard)."""
VIBRATO_HZ = (4.0, 8.5)
VIBRATO_CENTS = 12.0
GLIDE_S = 0.08


@dataclass(frozen=True, slots=True)
class Sung:
    """Notes as sung, all arrays [takes, notes], nan where there is nothing to tell.

    ``cents``: the middle of the note against what is meant, the tuning taken off (see
    ``sung_notes``). ``wobble_cents``: standard deviation within the note. ``clear``: share of the
    note with a clear pitch; ``octave``: whether it was sung an octave off. ``scoop_cents``: how
    far from below it comes in; ``sag_cents_s``: slope of a held note; ``bend_cents``: how far a
    held note is pulled. ``vibrato_hz`` and ``vibrato_cents`` (half the swing) of held notes, 0
    where they are sung straight. ``tuning_cents`` [takes]: how a take lies against the others;
    ``drift_cents`` [takes]: how far it wanders from its beginning to its end.
    """

    cents: Real
    wobble_cents: Real
    clear: Real
    octave: NDArray[np.bool_]
    scoop_cents: Real
    sag_cents_s: Real
    bend_cents: Real
    vibrato_hz: Real
    vibrato_cents: Real
    tuning_cents: Real
    drift_cents: Real


def sung_notes(aligned: AlignedTakes, numbers: Sequence[int]) -> Sung:
    """Measure every note of every take.

    Takes sung to the same band share one tuning, the median of theirs: a take that lies flat as
    a whole is flat. What is sung without a band has its own tuning, and its slow drift is no
    mistake of a single note: both come off as a curve.
    """
    shape = (len(numbers), len(aligned.notes))
    rows = {name: np.full(shape, np.nan) for name in _ROWS}
    octave = np.zeros(shape, bool)
    for k, number in enumerate(numbers):
        curve, lies = aligned.heard[number].pitch, aligned.on_clock[number]
        midi = curve.midi + lies.transposed_semitones
        before = -1e9
        for i, note in enumerate(aligned.notes):
            start_s, end_s = float(lies.onsets_s[i]), float(lies.ends_s[i])
            if not np.isfinite(start_s) or not np.isfinite(note.pitch):
                continue
            if not np.isfinite(end_s) or end_s <= start_s:
                end_s = start_s + note.end_s - note.start_s
            connected = start_s - before < GLIDE_S
            told = _note(curve, midi, start_s, end_s, note.pitch, connected)
            before = end_s
            for name, value in told.items():
                rows[name][k, i] = value
            octave[k, i] = abs(told.get("leap", 0.0)) > 0.5
    lengths = np.array([max(n.end_s - n.start_s, 0.01) for n in aligned.notes])
    tuning, drift = _tuned(aligned, numbers, rows["cents"], lengths)
    rows.pop("leap")
    return Sung(**rows, octave=octave, tuning_cents=tuning, drift_cents=drift)


_ROWS = (
    "cents", "wobble_cents", "clear", "scoop_cents", "sag_cents_s", "bend_cents", "vibrato_hz",
    "vibrato_cents", "leap",
)  # fmt: skip


def _note(
    curve: PitchCurve, midi: Real, start_s: float, end_s: float, pitch: float, connected: bool
) -> dict[str, float]:
    """Measure one note in the pitch curve of its take."""
    edge_s = max(EDGE_SHARE * (end_s - start_s), EDGE_S)
    if end_s - start_s < 4.0 * EDGE_S:
        edge_s = 0.25 * (end_s - start_s)
    raw = 100.0 * (midi[curve.part(start_s + edge_s, end_s - edge_s)] - pitch)
    sung = np.isfinite(raw)
    if not raw.size:
        return {}
    if sung.sum() < min(LEAST_STEPS, 0.5 * raw.size):
        return {"clear": float(sung.mean())}
    leap = round(float(np.median(raw[sung])) / 1200.0)
    x = raw - 1200.0 * np.round(raw / 1200.0)
    if np.abs(np.median(x[sung])) > 500.0:  # about a tritone: folding would tear it apart
        x = raw - 1200.0 * leap
    middle = float(np.median(x[sung]))
    if end_s - start_s < HELD_S:
        whole = 100.0 * (midi[curve.part(start_s + EDGE_S, end_s - EDGE_S)] - pitch) - 1200.0 * leap
        middle = _arrives(whole, middle)
    told = {"cents": middle, "clear": float(sung.mean()), "leap": float(leap)}
    told["wobble_cents"] = float(np.std(np.clip(x[sung] - middle, -150.0, 150.0)))
    if not connected:
        told["scoop_cents"] = _scoop(
            100.0 * (midi - pitch), curve, start_s, end_s, middle + 1200 * leap
        )
    if end_s - start_s >= HELD_S and sung.mean() > 0.8:
        told |= _held(x, curve.step_s, middle)
    return told


def _arrives(x: Real, usual: float) -> float:
    """Return where a short note arrives. One that moves counts where it stands still nearest to
    what is meant: the rest is a scoop, or the way to the next note.
    """
    if x.size < 2 * STILL_STEPS or not np.isfinite(x).all():
        return usual
    views = np.lib.stride_tricks.sliding_window_view(x, STILL_STEPS)
    still = np.median(views, axis=1)[np.ptp(views, axis=1) < STILL_CENTS]
    if still.size < 2 or np.ptp(still) < MOVES_CENTS:
        return usual
    return float(still[np.argmin(np.abs(still))])


def _scoop(off: Real, curve: PitchCurve, start_s: float, end_s: float, middle: float) -> float:
    """Return how far below its middle a note comes in."""
    head = off[curve.part(start_s - 0.02, min(start_s + HEAD_S, end_s))]
    head = head[np.isfinite(head)]
    if head.size < 4:
        return 0.0
    return float(np.clip(middle - np.percentile(head, 10), 0.0, 300.0))


def _held(x: Real, step_s: float, middle: float) -> dict[str, float]:
    """Say what a held note does: sink or rise, bend, shake."""
    steps = np.arange(x.size)
    known = np.isfinite(x) & (np.abs(x - middle) < 200.0)
    if known.sum() < 20:
        return {}
    y = np.interp(steps, steps[known], x[known])
    slope, _ = np.polyfit(steps * step_s, y, 1)
    wide = max(3, round(0.2 / step_s))
    smooth = np.convolve(np.pad(y, wide // 2, mode="edge"), np.ones(wide) / wide, "valid")
    rate_hz, extent = _vibrato(y - np.interp(steps, np.arange(smooth.size), smooth), step_s)
    bend = float(np.ptp(np.percentile(smooth, [5, 95])))
    return {
        "sag_cents_s": float(slope), "bend_cents": bend, "vibrato_hz": rate_hz,
        "vibrato_cents": extent,
    }  # fmt: skip


def _vibrato(shake: Real, step_s: float) -> tuple[float, float]:
    """Return rate and half the swing of a regular shake; zeros where there is none."""
    power = np.abs(np.fft.rfft(shake * np.hanning(shake.size), 1024)) ** 2
    hz = np.fft.rfftfreq(1024, step_s)
    band = (hz >= VIBRATO_HZ[0]) & (hz <= VIBRATO_HZ[1])
    top = int(np.argmax(np.where(band, power, 0.0)))
    near = (hz > hz[top] - 2.0) & (hz < hz[top] + 2.0)
    whole = float(power[hz > 2.0].sum())
    extent = float(np.sqrt(2.0) * np.std(shake))
    if whole <= 0.0 or float(power[near].sum()) < 0.6 * whole or extent < VIBRATO_CENTS:
        return 0.0, 0.0
    return float(hz[top]), extent


def _tuned(
    aligned: AlignedTakes, numbers: Sequence[int], cents: Real, lengths_s: Real
) -> tuple[Real, Real]:
    """Take the tuning off ``cents`` in place; return each take's tuning and drift."""
    own, drift = np.zeros(len(numbers)), np.zeros(len(numbers))
    for k in range(len(numbers)):
        known = np.isfinite(cents[k])
        if known.any():
            own[k] = weighted_median(cents[k, known], lengths_s[known])
    sung = [k for k in range(len(numbers)) if np.isfinite(cents[k]).any()]
    together = clocked(aligned)
    rigid = [k for k in sung if numbers[k] in together]
    common = float(np.median(own[rigid])) if rigid else 0.0
    at_s = np.array([n.start_s for n in aligned.notes])
    for k in sung:
        known = np.isfinite(cents[k])
        slow = slow_curve(at_s[known], cents[k, known], lengths_s[known], DRIFT_S, WRONG_CENTS)
        drift[k] = float(slow[-1] - slow[0])
        if k in rigid:
            cents[k] -= common
            own[k] -= common
        else:
            cents[k, known] -= slow
    cents -= np.clip(alike(cents), -ALIKE_CENTS, ALIKE_CENTS)[None, :]
    return own, drift
