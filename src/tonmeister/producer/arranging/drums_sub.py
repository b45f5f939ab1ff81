"""The 808 under a trap beat: one note with every kick, held until the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tonmeister.model import Bend, Clip, ClipNote

LOWEST_MIDI = 28
_STEPS = (0, 0, 0, 0, -2, 3, -4, -5)
"""Minor: the root mostly, then the seventh below, the third, the sixth and the fifth below."""
GLIDE_QUARTERS = 0.25


def sub_clip(
    drums: Clip, *, root_midi: int, end_quarters: float, bar_quarters: float, seed: int
) -> Clip | None:
    """Return the sub line that goes with the kicks of a clip, in minor; None without kicks.

    ``root_midi`` is brought into the octave from E1. The ones have the root; every fourth bar
    ends in a glide back to it.
    """
    kicks = [n for n in drums.notes if n.lane == "kick"]
    if not kicks:
        return None
    root = LOWEST_MIDI + (root_midi - LOWEST_MIDI) % 12
    rng = np.random.default_rng((seed, 808))
    notes: list[ClipNote] = []
    bends: list[Bend] = []
    ends = [*(n.start_quarters for n in kicks[1:]), end_quarters]
    for kick, end in zip(kicks, ends, strict=True):
        on_the_one = kick.start_quarters % bar_quarters < 1e-6
        step = 0 if on_the_one else _STEPS[int(rng.integers(len(_STEPS)))]
        midi = root + step + (12 if root + step < LOWEST_MIDI - 3 else 0)
        length = min(end - kick.start_quarters, bar_quarters)
        notes.append(
            ClipNote(
                start_quarters=kick.start_quarters, length_quarters=max(0.1, length - 0.02),
                midi=midi, velocity=max(0.5, kick.velocity), late_ms=kick.late_ms,
            )
        )  # fmt: skip
    bends += _glides(notes, bar_quarters)
    return Clip(
        part="bass", name="808", instrument="bass/808", notes=tuple(notes), bends=tuple(bends),
        program=38,
    )  # fmt: skip


def _glides(notes: Sequence[ClipNote], bar_quarters: float) -> list[Bend]:
    """Glide from the last note of every fourth bar to the next note's pitch."""
    out: list[Bend] = []
    for a, b in pairwise(notes):
        bar = int(a.start_quarters // bar_quarters)
        crosses = int(b.start_quarters // bar_quarters) > bar
        if bar % 4 == 3 and crosses and a.midi != b.midi and a.length_quarters > GLIDE_QUARTERS:
            at = b.start_quarters
            out += [
                Bend(at_quarters=at - GLIDE_QUARTERS, semitones=0.0),
                Bend(at_quarters=at - 0.02, semitones=float(b.midi - a.midi)),
                Bend(at_quarters=at, semitones=0.0),
            ]
    return out
