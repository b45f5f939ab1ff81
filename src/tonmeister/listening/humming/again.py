"""Where one pitch is hummed again: soft consonants, heard in level and in brightness.

"mm-mm" and "no-no" never stop sounding: the level sinks by a few dB for a tenth of a second, and
what is bright of the voice sinks further, since the mouth closes. A vibrato sinks,
too, but for longer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch.level import level_db
from tonmeister.signal import Samples

Real = NDArray[np.float64]

STEP_S = 0.005
LOOK_S = 0.11
APART_S = 0.10
"""Nobody repeats a note faster."""
BRIGHT_HZ = 900.0
DEEP_DB, BRIGHT_DB = 3.8, 4.5
"""How far the voice sinks, and what is bright in it."""
VOICELESS = 0.2
"""Or so much of the 60 ms around has no pitch, as at an "h"."""
WIDEST_S = 0.075
"""How long a consonant stays under half of its dip; what sinks for longer is an expression."""
NEAR_S, RISE_S = 0.03, 0.09
UP_DB = 1.5
VIBRATO_S, VIBRATO_SHARE = (0.13, 0.24), 0.5
"""A dip that has a brother so far away, half as deep at least, is a vibrato's."""


def levels(sound: Samples, rate_hz: int, steps: int) -> tuple[Real, Real]:
    """Return the level of a voice and of what is bright in it, dBFS [steps] each."""
    mono = sound.mean(axis=0)
    size = 1 << mono.size.bit_length()  # a length that is quickly transformed
    spectrum = np.fft.rfft(mono, size)
    hz = np.fft.rfftfreq(size, 1.0 / rate_hz)
    spectrum *= np.clip((hz - 0.5 * BRIGHT_HZ) / (0.5 * BRIGHT_HZ), 0.0, 1.0)
    spectrum[hz > 5000.0] = 0.0
    bright = np.fft.irfft(spectrum, size)[: mono.size]
    floor = 1e-4
    return (
        level_db(mono[None], rate_hz, steps),
        np.maximum(level_db(bright[None], rate_hz, steps), 20.0 * np.log10(floor)),
    )


def depths(level: Real) -> Real:
    """Return how deep each step lies below what is to either side of it within 110 ms, dB."""
    look = round(LOOK_S / STEP_S)
    padded = np.pad(level, look, constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, look)
    before, after = windows[: level.size].max(axis=1), windows[look + 1 :].max(axis=1)
    return np.asarray(np.minimum(before, after) - level)


def begins_again(loud: Real, bright: Real, voiced: NDArray[np.bool_]) -> list[int]:
    """Return the steps within a note at which it begins again; levels [T] of that note alone."""
    side, near, rise = (round(s / STEP_S) for s in (APART_S, NEAR_S, RISE_S))
    deep, bright_deep = depths(loud), depths(bright)
    found: list[int] = []
    for i in (int(i) for i in np.argsort(-deep, kind="stable")):
        if deep[i] < DEEP_DB:
            break
        if i < side or i > loud.size - side or any(abs(i - j) < side for j in found):
            continue
        around = slice(i - near, i + near + 1)
        closed = bright_deep[around].max() >= BRIGHT_DB
        breathed = 1.0 - voiced[around].mean() >= VOICELESS
        if not (closed or breathed) or _width_s(loud, i, float(deep[i])) > WIDEST_S:
            continue
        if not _shakes(deep, i):
            found.append(i)
    begun = [i + int(np.argmax(loud[i : i + rise] >= loud[i : i + rise].max() - UP_DB))
             for i in found]  # fmt: skip
    return sorted(i for i in begun if i <= loud.size - side)


def _shakes(deep: Real, at: int) -> bool:
    near, far = (round(s / STEP_S) for s in VIBRATO_S)
    brothers = [deep[max(0, at - far) : max(0, at - near)], deep[at + near : at + far]]
    return any(b.max(initial=0.0) >= VIBRATO_SHARE * deep[at] for b in brothers)


def _width_s(loud: Real, at: int, deep_db: float) -> float:
    around = loud[max(0, at - 20) : at + 21]
    return STEP_S * float(np.count_nonzero(around < loud[at] + 0.5 * deep_db))
