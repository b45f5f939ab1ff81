"""Which notes sound in each stretch, without their overtones."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.chords.spectrum import (
    BINS,
    HOP_S,
    LOWEST_MIDI,
    Pitches,
    midi_of_bins,
)

Real = NDArray[np.float64]

HIGHEST_NOTE = 92
NOTES = np.arange(LOWEST_MIDI, HIGHEST_NOTE)
PARTIALS, PARTIAL_RATIO = 16, 0.6
"""Each overtone is taken to be so much weaker than the one before."""
ROUNDS = 80
TREBLE = ([40.0, 52.0, 60.0, 76.0, 90.0], [0.0, 0.6, 1.0, 1.0, 0.2])
BASS = ([28.0, 31.0, 47.0, 55.0], [0.8, 1.0, 1.0, 0.0])
"""How notes (MIDI) count for the harmony and for the bass."""


def notes(heard: Pitches, edges_s: Real) -> Real:
    """Return how strongly each note of ``NOTES`` sounds between the edges, [stretches, notes].

    The sum of notes with their overtones that comes nearest to what is heard, by the update of
    Lee & Seung (2001).
    """
    seen = stretches(heard, edges_s)
    sounds = _sounds()
    likeness = seen @ sounds
    among = sounds.T @ sounds
    found = np.maximum(likeness, 0.0) + 1e-9
    for _ in range(ROUNDS):
        found *= likeness / (found @ among + 1e-9)
    return np.asarray(found)


def stretches(heard: Pitches, edges_s: Real) -> Real:
    """Return the middle value over each stretch, which strokes of a drum do not move."""
    frames = len(heard.strength)
    at = np.clip(np.round(np.asarray(edges_s) / HOP_S).astype(int), 0, frames)
    out = np.zeros((len(at) - 1, heard.strength.shape[1]))
    for i, (start, stop) in enumerate(itertools.pairwise(at)):
        if start < frames:
            out[i] = np.median(heard.strength[start : max(stop, start + 1)], axis=0)
    return out


def _sounds() -> Real:
    """Return what each note looks like with its overtones, [bins, notes]."""
    wanted = midi_of_bins()
    out = np.zeros((len(wanted), len(NOTES)))
    for partial in range(1, PARTIALS + 1):
        at = NOTES + 12.0 * np.log2(partial)
        off = np.abs(wanted[:, None] - at) / (2.0 / BINS)
        shape = np.where(off < 1.0, 0.5 + 0.5 * np.cos(np.pi * off), 0.0)
        out += PARTIAL_RATIO ** (partial - 1) * shape
    return np.asarray(out / np.linalg.norm(out, axis=0))


def by_class(found: Real, shape: tuple[list[float], list[float]]) -> Real:
    """Add notes up to pitch classes [stretches, 12], weighed by how high they lie."""
    weights = np.interp(NOTES, *shape)
    out = np.zeros((len(found), 12))
    for column, note in enumerate(NOTES):
        out[:, note % 12] += weights[column] * found[:, column]
    return out
