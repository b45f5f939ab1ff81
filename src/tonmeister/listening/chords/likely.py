"""Which chord is how likely, from what sounds above and what sounds in the bass."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.chords.weights import KINDS_HEARD, WEIGHTS
from tonmeister.model import ChordSymbol
from tonmeister.music.chord_kinds import tone_classes

Real = NDArray[np.float64]

NO_CHORD_RATIO = 0.04
"""Less than this part of what usually sounds is no chord."""
ONE_TONE = 0.92
"""Where one tone has so much of all that sounds, it is no chord."""
SURE_NOTHING = 6.0


def likelihoods(treble: Real, bass: Real) -> Real:
    """Return the log probability of every chord, [stretches, 12 roots * kinds], and no chord last.

    ``treble`` and ``bass`` [stretches, 12]. A linear model that is the same for all roots, with
    weights learned from played chords (``benchmarks/music_chart_learn.py``).
    """
    weights = _weights()
    seen = np.concatenate([_even(treble), _even(bass)], axis=1)
    kinds = len(KINDS_HEARD)
    scores = np.empty((len(seen), 12, kinds))
    for root in range(12):
        turned = np.concatenate(
            [np.roll(seen[:, :12], -root, axis=1), np.roll(seen[:, 12:], -root, axis=1)], axis=1
        )
        scores[:, root] = turned @ weights[:, :24].T + weights[:, 24]
    flat = scores.reshape(len(seen), -1)
    top = flat.max(axis=1, keepdims=True)
    flat = flat - top - np.log(np.exp(flat - top).sum(axis=1, keepdims=True))
    loud = treble.sum(axis=1) + bass.sum(axis=1)
    usual = float(np.percentile(loud, 90)) if len(loud) else 0.0
    alone = treble.max(axis=1, initial=0.0) > ONE_TONE * treble.sum(axis=1)
    silent = (loud <= NO_CHORD_RATIO * usual) | alone
    nothing = np.where(silent, SURE_NOTHING, -SURE_NOTHING)
    return np.concatenate([flat, nothing[:, None]], axis=1)


def chord_at(state: int) -> tuple[int, str] | None:
    """Return root (C is 0) and kind of a column of ``likelihoods``; None for no chord."""
    root, kind = divmod(state, len(KINDS_HEARD))
    return (root, KINDS_HEARD[kind]) if root < 12 else None


def sure_of(chances: Real, root: int, kind: str) -> float:
    """Return how sure the root and the third of a chord are, whatever is added to them (0 to 1)."""
    third = _third(kind)
    alike = [i for i, other in enumerate(KINDS_HEARD) if _third(other) == third]
    columns = [root * len(KINDS_HEARD) + i for i in alike]
    return float(np.exp(chances[:, columns]).sum(axis=1).mean())


def _third(kind: str) -> int:
    """Return the third of a kind in semitones; 0 where it is suspended."""
    tones = tone_classes(ChordSymbol(0, kind))
    return 3 if 3 in tones else 4 if 4 in tones else 0


@cache
def _weights() -> Real:
    return np.array([[float(number) for number in row.split()] for row in WEIGHTS])


def _even(classes: Real) -> Real:
    """Make stretches equally loud; the square root lets weak tones count."""
    roots = np.sqrt(classes)
    return np.asarray(roots / (np.linalg.norm(roots, axis=1, keepdims=True) + 1e-6))
