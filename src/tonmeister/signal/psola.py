"""Another pitch for a voice, its vowels kept: its periods are laid closer or wider.

Each period of the voice, with the one after it, is cut out under a soft window and laid down
again at the new distance (TD-PSOLA: Moulines & Charpentier, "Pitch-synchronous waveform
processing techniques for text-to-speech synthesis", Speech Communication 9, 1990). Differences:
marks by likeness of neighbouring periods instead of peaks, places between two frames, and the
last stretch bent a little so that the voice meets the untouched sound in phase.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.audio import Samples
from tonmeister.signal.kernels.psola import lay_out, place_marks, put_grains

Real = NDArray[np.float64]

SLACK = 0.12
LEAST_PERIODS = 4
MEET_S = 0.3
"""How long the stretch is, at most, over which the voice comes into phase with what follows."""
BENT_ON_CENTS, BENT_AT_END_CENTS = 25.0, 4.0
"""How far it may bend for that: where the voice goes on untouched, and where it ends."""
TAPS, PHASES = 32, 512


def retuned(
    sound: Samples, rate_hz: int, f0_hz: Real, cents: Real, where: NDArray[np.bool_], step_s: float
) -> Samples:
    """Return the sound [c, n] with its pitch moved by ``cents`` [T] at the steps ``where`` [T].

    ``f0_hz`` [T]: the pitch as it is, 0 where there is none. Only stretches with a pitch are
    touched; everything else comes back bit by bit.
    """
    out = sound.copy()
    mono = np.ascontiguousarray(sound.mean(axis=0))
    inside = where & (f0_hz > 0.0)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    for first, last in edges.reshape(-1, 2):
        if not np.any(cents[first:last]):
            continue
        goes_on = bool(last < f0_hz.size and f0_hz[last] > 0.0)
        _stretch(sound, mono, rate_hz, f0_hz, cents, (first, last), goes_on, step_s, out)
    return out


def _stretch(
    sound: Samples,
    mono: Real,
    rate_hz: int,
    f0_hz: Real,
    cents: Real,
    steps: tuple[int, int],
    goes_on: bool,
    step_s: float,
    out: Samples,
) -> None:
    """Retune one stretch in which the voice never stops; writes into ``out``."""
    first = int(steps[0] * step_s * rate_hz)
    last = min(int(steps[1] * step_s * rate_hz), mono.size - 1)
    period = rate_hz / float(np.median(f0_hz[steps[0] : steps[1]]))
    if last - first < (LEAST_PERIODS + 1) * period:
        return
    head = mono[first : first + int(period) + 1]
    turn = -1.0 if -head.min() > head.max() else 1.0
    begin = float(first + int(np.argmax(turn * head)))
    marks = np.empty(int((last - first) / rate_hz * float(f0_hz.max()) * 1.2) + 16)
    count = place_marks(
        mono, float(rate_hz), f0_hz, step_s, float(first), float(last), begin, SLACK, marks
    )
    if count < LEAST_PERIODS:
        return
    marks = marks[:count]
    at = np.clip(marks / rate_hz / step_s, 0, cents.size - 1)
    wanted = np.interp(at, np.arange(cents.size), cents)
    wanted[0] = wanted[1]
    wanted = _met(marks, wanted, rate_hz, BENT_ON_CENTS if goes_on else BENT_AT_END_CENTS)
    places, chosen = _laid(marks, 2.0 ** (wanted / 1200.0))
    offset = int(marks[0]) - int(marks[1] - marks[0]) - 2
    size = int(marks[-1]) + int(marks[-1] - marks[-2]) + 3 - offset
    wet, weight = np.zeros((len(sound), size)), np.zeros(size)
    bell, fine = _tables()
    put_grains(sound, marks, count, places, chosen, places.size, offset, bell, fine, wet, weight)
    blend = _blend(offset, size, marks, float(places[-1]))
    ready = (weight > 1e-3) & (blend > 0.0)
    span = np.flatnonzero(ready) + offset
    span = span[(span >= 0) & (span < mono.size)]
    k = span - offset
    moved = wet[:, k] / np.maximum(weight[k], 0.35)
    out[:, span] += blend[k] * (moved - sound[:, span])


def _laid(marks: Real, ratios: Real) -> tuple[Real, NDArray[np.int64]]:
    places = np.empty(int(marks.size * max(1.0, float(ratios.max())) * 1.1) + 8)
    chosen = np.empty(places.size, np.int64)
    made = lay_out(marks, marks.size, ratios, places, chosen)
    return places[:made], chosen[:made]


def _met(marks: Real, wanted: Real, rate_hz: int, most_cents: float) -> Real:
    """Bend the last stretch so that the last period falls on a mark again, or nearer to one."""
    away = (marks[-1] - marks) / rate_hz
    long_s = min(MEET_S, float(away[0]))
    bump = np.where(away < long_s, 0.5 - 0.5 * np.cos(2.0 * np.pi * away / long_s), 0.0)
    room = float(bump.sum())
    if room < 0.5:
        return wanted
    out, bent = wanted.copy(), 0.0
    for _ in range(6):
        places, _chosen = _laid(marks, 2.0 ** (out / 1200.0))
        short = (marks[-1] - places[-1]) / (marks[-1] - marks[-2])  # of a period
        short -= np.round(short)
        if abs(short) < 0.002:
            break
        more = -short / room * 1200.0 / np.log(2.0)
        bent = min(max(bent + more, -most_cents), most_cents)
        out = wanted + bump * bent
    return out


def _blend(offset: int, size: int, marks: Real, end: float) -> Real:
    """Go over from the untouched sound within the first period, and back within the last."""
    at = np.arange(size) + offset
    end = min(end, marks[-1])
    rise = np.clip((at - marks[0]) / (marks[1] - marks[0]), 0.0, 1.0)
    fall = np.clip((end - at) / (marks[-1] - marks[-2]), 0.0, 1.0)
    both = np.minimum(rise, fall)
    return np.asarray(both * both * (3.0 - 2.0 * both))


@cache
def _tables() -> tuple[Real, Real]:
    """Return half a Hann window, and a windowed sinc for each fraction of a frame."""
    bell = 0.5 + 0.5 * np.cos(np.pi * np.linspace(0.0, 1.0, 2049))
    bell[-1] = 0.0
    taps = np.arange(TAPS) - (TAPS // 2 - 1)
    share = np.arange(PHASES + 1)[:, None] / PHASES
    away = taps[None, :] - share
    window = 0.5 + 0.5 * np.cos(np.pi * np.clip(away / (TAPS // 2), -1.0, 1.0))
    fine = np.sinc(away) * window
    return bell, fine / fine.sum(axis=1, keepdims=True)
