"""Words that are not the words of the other takes, though the notes are the same."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import stretches
from tonmeister.listening.takes.aligned import WARP_STEP_S
from tonmeister.listening.takes.criteria.declare import Mark, criterion, moment
from tonmeister.listening.takes.criteria.evidence import ENOUGH, Evidence
from tonmeister.listening.takes.criteria.frames import FLOOR, HOP_S
from tonmeister.model import Finding

Real = NDArray[np.float64]

VOWEL_BANDS, BANDS = slice(2, 12), 10
"""140 Hz to 6.3 kHz: the formants."""
UNLIKE_RATIO, LEAST_DB, LEAST_S = 2.5, 7.0, 0.3
"""A word is another one where its sound is so many times as far from the others' as usual."""
SPREAD_FRAMES = 5
JOIN_S = 0.2


@criterion(
    "diction",
    title="Other words",
    hears="the shape of the spectrum at the same moment of the same word, against the median of "
    "three takes or more: where it is far off for a third of a second, something else is sung",
    matters="a wrong word cannot be tuned, and is easily missed by who knows the song",
    source="house measure: the distance of the aligned spectra, as in dynamic time warping",
    kinds=("voice",),
)
def diction(known: Evidence) -> Iterator[Mark]:
    """Measure how much of each phrase does not sound like the same words."""
    if len(known.numbers) < ENOUGH:
        return
    far, usual = _distances(known)
    for row, number, phrase in known.phrases():
        part = slice(round(phrase.where.start_s / HOP_S), round(phrase.where.end_s / HOP_S) + 1)
        here = far[row, part]
        told = np.isfinite(here)
        if not told.any():
            continue
        other = told & (here > max(UNLIKE_RATIO * usual, LEAST_DB))
        strip = known.aligned.heard[number].take.name
        moments: list[Finding] = []
        seconds = 0.0
        for span in stretches(other, join_s=JOIN_S, least_s=LEAST_S, hop_s=HOP_S):
            inside = here[round(span.start_s / HOP_S) : round(span.end_s / HOP_S)]
            at_s, long_s = part.start * HOP_S + span.start_s, span.end_s - span.start_s
            seconds += long_s
            unlike_db = float(np.nanmean(inside))
            moments.append(moment("other_words", strip, at_s, at_s + long_s, usual_db=usual,
                                  unlike_db=unlike_db))  # fmt: skip
        yield Mark(take=number, phrase=phrase.number, findings=tuple(moments), facts={
            "other_words_percent": min(100.0, 100.0 * seconds / (told.size * HOP_S)),
            "unlike_db": float(np.mean(here[told])),
        })  # fmt: skip


def _distances(known: Evidence) -> tuple[Real, float]:
    """Return how far each take's spectrum lies from the others' [takes, T], and the usual."""
    longest = max(known.aligned.on_clock[n].warp_s.size for n in known.numbers)
    count = int(longest * WARP_STEP_S / HOP_S)
    shape = np.full((len(known.numbers), count, BANDS), np.nan)
    for row, number in enumerate(known.numbers):
        frames = known.frames[number]
        level = 10.0 * np.log10(frames.power[:, VOWEL_BANDS] + FLOOR)
        level -= level.mean(axis=1, keepdims=True)
        level = np.where(frames.sung[:, None], level, np.nan)
        level -= np.nanmedian(level, axis=0) if frames.sung.any() else 0.0
        warp = known.aligned.on_clock[number].warp_s
        at = np.minimum(np.round(np.arange(count) * HOP_S / WARP_STEP_S).astype(int), warp.size - 1)
        own = np.where(np.isfinite(warp[at]), np.round(np.nan_to_num(warp[at]) / HOP_S), -1)
        inside = (own >= 0) & (own < len(level))
        shape[row, inside] = level[own[inside].astype(int)]
    sung = np.isfinite(shape).all(axis=2)
    enough = sung.sum(axis=0) >= ENOUGH
    far = np.full(sung.shape, np.nan)
    middle = np.nanmedian(shape[:, enough], axis=0)
    off = np.sqrt(np.mean((shape[:, enough] - middle) ** 2, axis=2))
    far[:, enough] = off
    return _smooth(far), float(np.nanmedian(off)) if off.size else 0.0


def _smooth(far: Real) -> Real:
    """Average over a fifth of a second what is known."""
    kernel = np.ones(SPREAD_FRAMES)
    told = np.isfinite(far)
    total = np.array([np.convolve(r, kernel, "same") for r in np.where(told, far, 0.0)])
    count = np.array([np.convolve(r, kernel, "same") for r in told.astype(float)])
    return np.where(told, total / np.maximum(count, 1.0), np.nan)
