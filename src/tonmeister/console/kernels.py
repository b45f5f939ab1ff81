"""The console's own arithmetic: knobs over time, decibels, pan, rounding to a print.

Strict IEEE float64 from + - * / only (no ``exp``, ``sin`` or ``pow`` of the system's library,
which may round otherwise on another machine), so the bits are the same everywhere.
"""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import TINY, kernel

PARTS = (0.0, *(1.0 / k for k in range(1, 14)))
OFF_DB = -100.0  # a fader this far down is off


@kernel
def fill(at_frames, values, start, out):  # type: ignore[no-untyped-def]
    """Write a knob's values for the frames from ``start``: straight lines between breakpoints.

    Where two breakpoints share a frame, the later one counts from that frame on (a step).
    """
    last = at_frames.size - 1
    j = -1
    for i in range(out.size):
        frame = start + i
        while j < last and at_frames[j + 1] <= frame:
            j += 1
        if j < 0:
            out[i] = values[0]
        elif j == last:
            out[i] = values[last]
        else:
            part = (frame - at_frames[j]) / (at_frames[j + 1] - at_frames[j])
            out[i] = values[j] + (values[j + 1] - values[j]) * part


@kernel
def db_to_gain(level):  # type: ignore[no-untyped-def]
    """Turn decibels into amplitude in place; ``OFF_DB`` and less is silence."""
    last_db, last = 0.0, 1.0
    for i in range(level.size):
        if level[i] == last_db:  # a curve that rests
            level[i] = last
            continue
        last_db = level[i]
        if last_db <= OFF_DB:
            level[i] = last = 0.0
            continue
        octaves = last_db * 0.16609640474436813
        whole = np.floor(octaves + 0.5)
        f = (octaves - whole) * 0.6931471805599453
        total = 1.0
        for k in range(13, 0, -1):
            total = 1.0 + total * f * PARTS[k]
        scale = 1.0
        for _ in range(abs(int(whole))):
            scale *= 2.0
        last = total * scale if whole >= 0.0 else total / scale
        level[i] = last


@kernel
def _sine(x):  # type: ignore[no-untyped-def]
    term = x
    total = x
    for k in range(1, 11):
        term = -term * x * x / ((2 * k) * (2 * k + 1))
        total += term
    return total


@kernel
def pan_gains(position, is_mono, left, right):  # type: ignore[no-untyped-def]
    """Turn pan positions (-100 to 100) into the gains of the two sides.

    Mono: constant power, ``cos`` and ``sin``, -3 dB in the centre. Stereo: a balance, both sides
    untouched in the centre, the far side turned down along a cosine.
    """
    quarter = 1.5707963267948966
    for i in range(position.size):
        p = max(-100.0, min(100.0, position[i])) / 100.0
        if is_mono:
            left[i] = _sine(quarter * (1.0 - p) / 2.0)
            right[i] = _sine(quarter * (1.0 + p) / 2.0)
        else:
            left[i] = 1.0 if p <= 0.0 else _sine(quarter * (1.0 - p))
            right[i] = 1.0 if p >= 0.0 else _sine(quarter * (1.0 + p))


@kernel
def add_turned(total, sound, gains, more_gains):  # type: ignore[no-untyped-def]
    """Add one channel to a sum at its level; gains have one value, or one for each frame."""
    if gains.size == 1 and more_gains.size == 1:
        gain, more = gains[0], more_gains[0]
        for i in range(total.size):
            total[i] += sound[i] * gain * more
    else:
        for i in range(total.size):
            gain = gains[i if gains.size > 1 else 0]
            more = more_gains[i if more_gains.size > 1 else 0]
            total[i] += sound[i] * gain * more


@kernel
def begin_turned(total, sound, gains, more_gains):  # type: ignore[no-untyped-def]
    """Begin a sum with one channel at its level: the bits of ``add_turned`` on zeros."""
    if gains.size == 1 and more_gains.size == 1:
        gain, more = gains[0], more_gains[0]
        for i in range(total.size):
            total[i] = 0.0 + sound[i] * gain * more
    else:
        for i in range(total.size):
            gain = gains[i if gains.size > 1 else 0]
            more = more_gains[i if more_gains.size > 1 else 0]
            total[i] = 0.0 + sound[i] * gain * more


@kernel
def round_to_print(sound, kept):  # type: ignore[no-untyped-def]
    """Round one channel to float32 and put that into both: what sounds and what is kept."""
    for i in range(sound.size):
        value = sound[i] if abs(sound[i]) >= TINY else 0.0
        kept[i] = np.float32(value)
        sound[i] = kept[i]


@kernel
def follow(left, right, start, threshold, sure, patience):  # type: ignore[no-untyped-def]
    """Return up to which frame the record goes on: ``sure``, or the end of what is loud enough.

    The block begins at frame ``start``. A loud frame counts if it comes at most ``patience``
    frames after the last one that counted.
    """
    for i in range(left.size):
        if abs(left[i]) > threshold or abs(right[i]) > threshold:
            if start + i > sure + patience:
                break
            sure = max(sure, start + i + 1)
    return sure
