"""The chords and keys of a song, beat by beat."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.chords.basses import bass_of
from tonmeister.listening.chords.key_path import HeardKeys, fits, keys_along
from tonmeister.listening.chords.likely import chord_at, likelihoods, sure_of
from tonmeister.listening.chords.path import best_chords, change_costs

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeardChord:
    """A chord from beat ``first`` up to ``stop``: root and bass as pitch classes (C is 0)."""

    first: int
    stop: int
    root: int
    kind: str
    bass: int
    sure_score: float


@dataclass(frozen=True, slots=True)
class HeardHarmony:
    """The chords in order (where none sounds there is none), and the keys."""

    chords: tuple[HeardChord, ...]
    keys: HeardKeys | None

    @property
    def sure_score(self) -> float:
        """How sure the chords are on the whole (0 to 1); of noise 0.05, of bands 0.2 to 0.9."""
        beats = sum(chord.stop - chord.first for chord in self.chords)
        sure = sum((chord.stop - chord.first) * chord.sure_score for chord in self.chords)
        return sure / beats if beats else 0.0


def harmony_of(treble: Real, bass: Real, bars: NDArray[np.int64]) -> HeardHarmony:
    """Find chords and keys from pitch classes on each beat, [beats, 12].

    ``bars`` are the beats that begin a bar. First the keys are found from all the chords that
    may be; then the chords that explain the beats best, given that songs keep to a key.
    """
    if len(treble) == 0:
        return HeardHarmony((), None)
    chances = likelihoods(treble, bass)
    keys = keys_along(chances, treble, bars)
    in_key = np.zeros_like(chances)
    if keys is not None:
        for key, following in pairwise((*keys.path, None)):
            assert key is not None
            stop = None if following is None else following.first
            in_key[key.first : stop, :-1] = fits(key)
        in_key[:, -1] = in_key[:, :-1].mean()
    path = best_chords(chances, in_key, change_costs(len(chances), bars))
    chords: list[HeardChord] = []
    for first, stop in _runs(path, bars):
        chord = chord_at(int(path[first]))
        if chord is None:
            continue
        root, kind = chord
        sure = sure_of(chances[first:stop], root, kind)
        now = HeardChord(first, stop, root, kind, bass_of(bass[first:stop], root, kind), sure)
        before = chords[-1] if chords else None
        if before and before.stop == first and _same(before, now):
            chords[-1] = _joined(before, now)
        else:
            chords.append(now)
    return HeardHarmony(tuple(chords), keys)


def _runs(path: NDArray[np.int64], bars: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the stretches of one chord, divided at bar lines: the bass may move on there."""
    changes = np.flatnonzero(np.diff(path, prepend=-1))
    lines = np.union1d(changes, bars[bars < len(path)])
    return [(int(a), int(b)) for a, b in pairwise(np.append(lines, len(path)))]


def _same(one: HeardChord, other: HeardChord) -> bool:
    return (one.root, one.kind, one.bass) == (other.root, other.kind, other.bass)


def _joined(one: HeardChord, other: HeardChord) -> HeardChord:
    counts = one.stop - one.first, other.stop - other.first
    sure = (one.sure_score * counts[0] + other.sure_score * counts[1]) / sum(counts)
    return replace(one, stop=other.stop, sure_score=sure)
