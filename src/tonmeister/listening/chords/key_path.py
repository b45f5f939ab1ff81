"""The key along a song, and where it changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.chords.weights import KINDS_HEARD
from tonmeister.music.pitch_classes import PROFILES
from tonmeister.signal.kernels.viterbi import best_path

Real = NDArray[np.float64]

MODES = ("major", "minor")
MAJOR_THIRDS = {"", "7", "maj7", "6", "aug", "sus2", "sus4", "7sus4"}
MINOR_THIRDS = {"m", "m7", "m6"}
USUAL = {
    "major": {
        "major": {0: 1.0, 5: 0.9, 7: 0.9, 10: 0.2, 2: 0.2, 4: 0.2, 9: 0.15, 8: 0.1, 3: 0.08},
        "minor": {9: 0.85, 2: 0.7, 4: 0.5, 5: 0.15, 7: 0.1, 0: 0.05},
        "diminished": {11: 0.2, 6: 0.08, 2: 0.05},
    },
    "minor": {
        "major": {8: 0.8, 10: 0.8, 3: 0.7, 7: 0.6, 5: 0.25, 0: 0.1, 1: 0.06},
        "minor": {0: 1.0, 5: 0.65, 7: 0.45, 10: 0.05, 3: 0.03, 2: 0.05},
        "diminished": {2: 0.25, 7: 0.05, 11: 0.1},
    },
}
"""How usual chords on each degree (semitones over the tonic) are in songs: a musician's guess;
the order of the common ones as in de Clercq & Temperley, A corpus analysis of rock harmony,
Popular Music 30(1), 2011."""
RARE = 0.02
CHANGE = 26.0
"""What a change of key costs, in the logarithm of likelihood."""
TONES = 0.6
"""How much the tones themselves count beside the chords."""
ENDS = 3.0
"""How much a song's first and last chord speak for it being the tonic's."""


@dataclass(frozen=True, slots=True)
class HeardKey:
    """A key from a stretch (a beat) on: ``tonic`` as pitch class."""

    first: int
    tonic: int
    mode: str


@dataclass(frozen=True, slots=True)
class HeardKeys:
    """The keys along the song, the key of most of it, and the one that comes next."""

    path: tuple[HeardKey, ...]
    main: HeardKey
    runner_up: HeardKey
    ahead_score: float  # how far the main key is ahead a stretch, in log likelihood


def keys_along(chances: Real, treble: Real, bars: NDArray[np.int64]) -> HeardKeys | None:
    """Find the keys from chord log probabilities [beats, chords + 1] and tones [beats, 12].

    Keys change on bar lines only (``bars``: beats that begin a bar). None where nothing tonal
    is heard.
    """
    probable = np.exp(chances[:, :-1])
    sounding = (chances[:, -1] < 0.0) & (treble.sum(axis=1) > 0.0)
    if sounding.sum() < 8:
        return None
    table = _table()
    tones = np.sqrt(treble)
    tones /= tones.sum(axis=1, keepdims=True) + 1e-9
    fit = (probable @ table + TONES * tones @ _tone_table()) * sounding[:, None]
    places = np.flatnonzero(sounding)
    for place in (places[0], places[-1]):
        root_kind = probable[place].reshape(12, -1)
        fit[place] += ENDS * _tonic_chords(root_kind)
    lines = np.unique(np.concatenate([[0], bars[bars < len(fit)]]))
    by_bar = np.add.reduceat(fit, lines, axis=0)
    moves = np.full((24, 24), -CHANGE)
    np.fill_diagonal(moves, 0.0)
    path = best_path(np.ascontiguousarray(by_bar), moves)
    found: list[HeardKey] = []
    for bar, state in enumerate(path):
        if not found or _state(found[-1]) != state:
            found.append(HeardKey(int(lines[bar]), int(state) % 12, MODES[int(state) // 12]))
    totals = fit.sum(axis=0)
    counts = np.bincount(path, minlength=24)
    main = int(np.argmax(counts * 1e6 + totals - totals.min()))
    here = fit[np.repeat(path == main, np.diff(np.append(lines, len(fit))))]
    score = here.sum(axis=0)
    order = [int(k) for k in np.argsort(-score) if k != main]
    ahead = float(score[main] - score[order[0]]) / max(1, len(here))
    return HeardKeys(
        path=tuple(found),
        main=HeardKey(0, main % 12, MODES[main // 12]),
        runner_up=HeardKey(0, order[0] % 12, MODES[order[0] // 12]),
        ahead_score=ahead,
    )


def fits(key: HeardKey) -> Real:
    """Return for every chord how usual it is in a key, as a log likelihood [12 * kinds]."""
    return np.asarray(_table()[:, _state(key)])


def _state(key: HeardKey) -> int:
    return 12 * MODES.index(key.mode) + key.tonic


def _tonic_chords(root_kind: Real) -> Real:
    """Return for each key how much of its tonic chord sounds, [24]."""
    major = [i for i, kind in enumerate(KINDS_HEARD) if kind in ("", "maj7", "6")]
    minor = [i for i, kind in enumerate(KINDS_HEARD) if kind in MINOR_THIRDS]
    return np.concatenate([root_kind[:, major].sum(axis=1), root_kind[:, minor].sum(axis=1)])


@cache
def _table() -> Real:
    """Return log likelihoods of chords in keys, [12 * kinds, 24]."""
    out = np.full((12, len(KINDS_HEARD), 24), np.log(RARE))
    for m, mode in enumerate(MODES):
        for tonic in range(12):
            for k, kind in enumerate(KINDS_HEARD):
                third = (
                    "minor" if kind in MINOR_THIRDS
                    else "major" if kind in MAJOR_THIRDS else "diminished"
                )  # fmt: skip
                for step, usual in USUAL[mode][third].items():
                    fit = usual
                    if kind == "7" and not (step == 7 or (step in (2, 4, 9) and mode == "major")):
                        fit = 0.5 * usual
                    if kind == "maj7" and step == 7:
                        fit = 0.3 * usual
                    out[(tonic + step) % 12, k, 12 * m + tonic] = np.log(max(fit, RARE))
    return out.reshape(-1, 24)


@cache
def _tone_table() -> Real:
    """Return log likelihoods of tones in keys, [12, 24]."""
    columns = [
        np.roll(np.log(np.maximum(PROFILES[mode], 0.004)), tonic)
        for mode in MODES
        for tonic in range(12)
    ]
    return np.array(columns).T
