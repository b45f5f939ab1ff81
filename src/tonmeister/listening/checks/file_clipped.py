"""Hear tops that were cut off at a ceiling."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import stretches
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_file import STEP_S, file_sound
from tonmeister.listening.sound_places import told
from tonmeister.model import Finding

JOIN_S = 4.0
SAME_CEILING = 0.9
LEAST_TOPS, NOTE_A_MINUTE = 3, 10.0
GROSS_PERCENT, GROSS_MS = 0.3, 2.0


@check(
    "file/clipped",
    title="Clipped file",
    hears="runs of three or more equal samples on wave crests, at the same ceiling",
    matters="what stood above is gone for good, and turning the file down does not bring it back",
    by_ear="crackle on the loudest strokes, fried vocals in the chorus",
    source="three equal samples on a steep wave: house practice; a clipper used with care leaves "
    "a few short runs, which is a note",
    fix="bounce again with the mix bus 3 dB lower, and let a limiter instead of the ceiling of "
    "the file hold the peaks; short runs can be drawn again by a de-clipper",
    when="file",
)
def clipped(heard: Heard) -> Iterator[Finding]:
    """Find clipped stretches, and say how much of them is cut off."""
    sound = file_sound(heard)
    if sound is None:
        return
    tops, samples, longest, level = sound.hard.T
    on = (tops > 0) & (level > SAME_CEILING * _around(level))
    for where in stretches(on, join_s=JOIN_S, least_s=0.0, hop_s=STEP_S):
        steps = slice(round(where.start_s / STEP_S), round(where.end_s / STEP_S))
        count = float(tops[steps].sum())
        if count < LEAST_TOPS:
            continue
        length_s = max(where.end_s - where.start_s, STEP_S)
        percent = 100.0 * float(samples[steps].sum()) / (2.0 * length_s * sound.rate_hz)
        longest_ms = 1000.0 * float(longest[steps].max()) / sound.rate_hz
        gross = percent > GROSS_PERCENT or longest_ms > GROSS_MS
        few = 60.0 * count / max(length_s, 10.0) < NOTE_A_MINUTE
        starts = [where.start_s + STEP_S * int(i) for i in np.flatnonzero(on[steps])]
        yield found(
            "Master", where, weight="fault" if gross else "info" if few else "note",
            clipped_count=count, clipped_percent=percent, longest_ms=longest_ms,
            ceiling_dbfs=20.0 * float(np.log10(level[steps].max())), at=told(starts),
        )  # fmt: skip


def _around(level: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the highest ceiling within 3 s."""
    padded = np.pad(level, 6)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 13).max(axis=1))
