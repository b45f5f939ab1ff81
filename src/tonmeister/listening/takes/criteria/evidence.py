"""What all criteria look at, measured once: notes as sung, their times, the sound's spectrum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import WARP_STEP_S, AlignedTakes
from tonmeister.listening.takes.criteria.frames import Frames, frames_of
from tonmeister.listening.takes.criteria.samples import Samples, samples_of
from tonmeister.listening.takes.criteria.sung import Sung, sung_notes
from tonmeister.listening.takes.criteria.times import clocked, off_times_ms
from tonmeister.model import Phrase

Real = NDArray[np.float64]

ENOUGH = 3
"""From so many takes on their median says what is meant; two only say that they differ."""


class Evidence:
    """Takes laid beside each other, with everything that more than one criterion asks for.

    Arrays over takes have them in the order of ``numbers``.
    """

    def __init__(self, aligned: AlignedTakes) -> None:
        self.aligned = aligned
        self.numbers = tuple(sorted(aligned.heard))
        self.kind = aligned.part.kind
        self.clocked = clocked(aligned)

    @cached_property
    def sung(self) -> Sung:
        """The pitch of each note of each take against what is meant."""
        return sung_notes(self.aligned, self.numbers)

    @cached_property
    def late_ms(self) -> Real:
        """How late each note of each take begins [takes, notes]; nan where it is left out."""
        return off_times_ms(self.aligned, self.numbers)

    @cached_property
    def onsets_s(self) -> Real:
        """When each take begins each note, on its own clock [takes, notes]."""
        return np.array([self.aligned.on_clock[n].onsets_s for n in self.numbers]).reshape(
            len(self.numbers), len(self.aligned.notes)
        )

    @cached_property
    def lengths_s(self) -> Real:
        """How long each note is meant to be [notes]."""
        return np.array([max(n.end_s - n.start_s, 0.01) for n in self.aligned.notes])

    @cached_property
    def frames(self) -> Mapping[int, Frames]:
        """The spectrum of each take, every 40 ms."""
        return {n: frames_of(self.aligned.heard[n]) for n in self.numbers}

    @cached_property
    def samples(self) -> Mapping[int, Samples]:
        """What is wrong with the samples of each take."""
        return {n: samples_of(self.aligned.heard[n]) for n in self.numbers}

    def phrases(self) -> Iterator[tuple[int, int, Phrase]]:
        """Go through all phrases of all takes: row of the take, its number, the phrase."""
        for row, number in enumerate(self.numbers):
            for phrase in self.aligned.phrases:
                yield row, number, phrase

    def cells(self) -> Iterator[tuple[int, int, int, Phrase]]:
        """Go through all takes and their phrases: row, column, take, phrase."""
        for row, number in enumerate(self.numbers):
            for column, phrase in enumerate(self.aligned.phrases):
                yield row, column, number, phrase

    def part_of(self, number: int, phrase: Phrase) -> tuple[float, float] | None:
        """Return where a take has a phrase, on its own clock; None where it has nothing of it."""
        on_clock = self.aligned.on_clock[number]
        first, past = phrase.notes
        onsets, ends = on_clock.onsets_s[first:past], on_clock.ends_s[first:past]
        if np.isfinite(onsets).any():
            last = ends[np.isfinite(ends)] if np.isfinite(ends).any() else onsets
            return float(np.nanmin(onsets)), float(max(np.nanmax(last), np.nanmax(onsets)))
        if past > first:
            return None
        own = on_clock.warp_s[_steps(phrase.where.start_s, phrase.where.end_s)]
        own = own[np.isfinite(own)]
        return (float(own.min()), float(own.max())) if own.size else None

    def reference_s(self, number: int, at_s: float) -> float:
        """Carry a moment of a take's own clock to the reference clock."""
        warp = self.aligned.on_clock[number].warp_s
        known = np.flatnonzero(np.isfinite(warp))
        if not known.size:
            return at_s
        own = np.maximum.accumulate(warp[known])
        inside = float(np.interp(at_s, own, known * WARP_STEP_S))
        return inside + min(0.0, at_s - float(own[0])) + max(0.0, at_s - float(own[-1]))

    def phrase_at(self, reference_s: float) -> Phrase | None:
        """Return the phrase that a moment belongs to: the one it lies in or the nearest."""
        phrases = self.aligned.phrases
        if not phrases:
            return None
        return min(
            phrases,
            key=lambda p: max(p.where.start_s - reference_s, reference_s - p.where.end_s, 0.0),
        )

    def place(self, phrase: Phrase) -> str:
        """Say where a phrase is, for a sentence."""
        return phrase.bars or f"phrase {phrase.number}"


def against_median(values: Real) -> Real:
    """Return what each take has more than the others' median [takes, phrases].

    From three takes on the median of all takes is what is meant; of one or two, the take's own
    usual value is.
    """
    if not values.size:
        return values
    known = np.isfinite(values).sum(axis=0)
    usual = _median(values, 0)
    off = values - np.where(known >= ENOUGH, usual, np.nan)[None, :]
    own = values - _median(values, 1)[:, None]
    return np.where(known[None, :] >= ENOUGH, off, own)


def _median(values: Real, axis: int) -> Real:
    """Return the median of what is known; nan where nothing is."""
    empty = ~np.isfinite(values).any(axis=axis, keepdims=True)
    return np.where(
        np.squeeze(empty, axis), np.nan, np.nanmedian(np.where(empty, 0.0, values), axis=axis)
    )


def _steps(start_s: float, end_s: float) -> slice:
    return slice(max(0, round(start_s / WARP_STEP_S)), max(0, round(end_s / WARP_STEP_S)))
