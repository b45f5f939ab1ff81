"""Which key of a piano each hummed note means, though the singer's tuning wanders.

Without a band a voice drifts. The tuning is followed from note to note (Viterbi over the offset),
and a note between two keys goes to the one that the song's scale has.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.humming.hum_note import HumNote
from tonmeister.listening.pitch import SungNote
from tonmeister.music.pitch_classes import key_scores
from tonmeister.music.scales import read_scale

Real = NDArray[np.float64]

OFF_SEMITONES = 0.25
"""How far from their own tuning people hum a note."""
WANDER_SEMITONES = 0.035
"""How far the tuning moves from one note to the next."""
FIRST_SEMITONES = 0.2
"""How far from A = 440 Hz people begin; most have heard a song just before."""
FINENESS, WIDEST_SEMITONES = 0.05, 1.5
STRANGE = 0.8
"""What a note outside the scale costs."""
LIKELY = 0.55
"""Below this likeness there is no key to lean on."""


def in_tune(notes: Sequence[SungNote]) -> list[HumNote]:
    """Return the notes with the MIDI key that is meant for each."""
    if not notes:
        return []
    pitches = np.array([n.pitch for n in notes])
    lengths = np.array([min(1.0, n.end_s - n.start_s) for n in notes])
    meant, off = _meant(pitches, None)
    weights = np.zeros(12)
    np.add.at(weights, meant % 12, np.sqrt(lengths))
    if np.unique(meant % 12).size > 3:
        likeness, tonic, mode = key_scores(weights)[0]
        if likeness > LIKELY:
            meant, off = _meant(pitches, read_scale(f"{tonic} {mode}").classes)
    return [
        HumNote(n.start_s, n.end_s, int(m), float(100.0 * o), n.pitch)
        for n, m, o in zip(notes, meant, off, strict=True)
    ]


def _meant(pitches: Real, scale: Collection[int] | None) -> tuple[NDArray[np.int64], Real]:
    """Return the MIDI keys [N] and how far off each note is [N], in semitones."""
    tunings = np.arange(-WIDEST_SEMITONES, WIDEST_SEMITONES + 1e-9, FINENESS)
    near = np.rint(pitches[:, None] - tunings).astype(int)[..., None] + np.array([-1, 0, 1])
    cost = 0.5 * ((pitches[:, None, None] - tunings[:, None] - near) / OFF_SEMITONES) ** 2
    if scale is not None:
        cost += STRANGE * ~np.isin(near % 12, list(scale))
    picked = cost.argmin(axis=2)
    seen = np.take_along_axis(cost, picked[..., None], 2)[..., 0]
    step = 0.5 * ((tunings[:, None] - tunings) / WANDER_SEMITONES) ** 2
    at_first = 0.5 * (tunings / FIRST_SEMITONES) ** 2
    best = seen[0] + np.where(np.abs(tunings) <= 0.5 + 1e-9, at_first, np.inf)
    came = []
    for row in seen[1:]:
        ways = best[:, None] + step
        came.append(ways.argmin(axis=0))
        best = ways.min(axis=0) + row
    at = [int(best.argmin())]
    for back in reversed(came):
        at.append(int(back[at[-1]]))
    index = np.array(at[::-1])
    rows = np.arange(pitches.size)
    meant = near[rows, index, picked[rows, index]]
    return meant, pitches - tunings[index] - meant
