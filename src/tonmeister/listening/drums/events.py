"""What each stroke sounds like, beside the others of the same recording."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonmeister.listening.drums.frames import BANDS, HOP_S, Grid
from tonmeister.listening.drums.strokes import Steps

FEATURES = 5 * BANDS + 3
_FLOOR = 1e-5


@dataclass(frozen=True, slots=True)
class Struck:
    """The strokes of a recording: what each adds to each band at once and after 40 to 90 ms
    (``early``, ``late``: power [strokes, bands]), and what was there ``before``.
    """

    at: Steps
    early: Grid
    late: Grid
    before: Grid

    @property
    def usual(self) -> Grid:
        """What a loud stroke of this recording adds to each band [bands]."""
        if not len(self.at):
            return np.full(BANDS, 1e-30)
        usual = np.percentile(self.early, 97, axis=0)
        return np.asarray(np.maximum(usual, max(float(usual.max()) * 1e-6, 1e-30)))


def struck(powers: Grid, at: Steps) -> Struck:
    """Measure strokes at steps of powers [steps, bands]."""
    count, end = len(at), len(powers)
    early = np.zeros((count, BANDS))
    late = np.zeros_like(early)
    before = np.zeros_like(early)
    for n, step in enumerate(at):
        following = int(at[n + 1]) if n + 1 < count else end
        quiet = powers[max(0, step - 10) : max(0, step - 4)]
        if len(quiet):
            before[n] = quiet.mean(axis=0)
        early[n] = powers[max(0, step - 2) : step + 7].max(axis=0) - before[n]
        rest = powers[step + 8 : min(step + 18, following - 3)]
        late[n] = rest.mean(axis=0) - before[n] if len(rest) >= 3 else 0.25 * early[n]
    return Struck(at, np.maximum(early, 0.0), np.maximum(late, 0.0), before)


def features(events: Struck) -> Grid:
    """Return what tells the pieces apart [strokes, FEATURES], all about -2 to 0.5.

    The bands against a loud stroke of the same recording, at once and after; the shape of the
    stroke alone; how it decays; what was there before; the time to its neighbours.
    """
    usual = events.usual
    early = _level(events.early / usual)
    late = _level(events.late / usual)
    shape = _level(events.early / np.maximum(events.early.max(axis=1, keepdims=True), 1e-30))
    decay = np.clip(late - early, -1.5, 0.5)
    before = _level(events.before / usual)
    gaps = np.diff(events.at) * HOP_S
    since = np.clip(np.concatenate([[0.5], gaps]), 0.0, 0.5)
    until = np.clip(np.concatenate([gaps, [0.5]]), 0.0, 0.5)
    loud = _level(events.early.sum(axis=1) / usual.sum())
    if not len(events.at):
        return np.zeros((0, FEATURES))
    return np.column_stack([early, late, shape, decay, before, since, until, loud])


def _level(ratio: Grid) -> Grid:
    """Return a power ratio in units of 20 dB, heard down to -50 dB."""
    return np.asarray(np.minimum(np.log10(ratio + _FLOOR) / 2.0, 0.5))
