"""Laying a written melody on what was sung."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.listening.takes.aligned import ReferenceNote
from tonmeister.listening.takes.alike import Ear, Likeness, likeness
from tonmeister.listening.takes.warp_features import COARSE_S, STEP_S, Real, Traits

NEAR_S = 0.25


def score_ear(score: Sequence[ReferenceNote]) -> Ear:
    """Return a written melody in the form in which takes are compared; its clock is the song's."""
    length_s = max(note.end_s for note in score) + 1.0
    steps = round(length_s / COARSE_S)
    every = round(COARSE_S / STEP_S)
    tune = np.zeros((steps, 3))
    rise = np.zeros(steps * every)
    for note in score:
        here = slice(round(note.start_s / COARSE_S), max(0, round((note.end_s - 0.04) / COARSE_S)))
        tune[here] = (note.pitch, 1.0, 0.9)
        rise[min(rise.size - 1, round(note.start_s / STEP_S))] = 1.0
    sung = np.repeat(tune[:, 1] > 0.5, every)
    level_db = np.where(sung, -20.0, -90.0)
    return Ear(Traits(level_db, rise, np.zeros((steps * every, 1), np.float32), sung), tune)


def laid_on(
    score: Sequence[ReferenceNote], first: Ear, place_s: float, sung: Sequence[ReferenceNote]
) -> tuple[Likeness, Real, Real]:
    """Find the written notes in the first take: likeness, and where they begin and end there.

    ``place_s``: where the first take begins in the song. ``sung``: the notes as all takes sing
    them (own clock of the first); where one of them begins near a written one, that is it.
    """
    how = likeness(first, score_ear(score), -place_s)
    starts = np.array([note.start_s for note in score])
    ends = np.array([note.end_s for note in score])
    if how.rigid:
        rough, rough_ends = starts + how.lag_s, ends + how.lag_s
    else:
        moments, at = np.unique(how.path[:, 1], return_index=True)
        rough, rough_ends = (np.interp(x, moments, how.path[at, 0]) for x in (starts, ends))
    taken = np.full(len(score), np.nan)
    for number, (note, at_s) in enumerate(zip(score, rough, strict=True)):
        near = [
            one.start_s
            for one in sung
            if abs(one.start_s - at_s) <= NEAR_S
            and abs(one.pitch - note.pitch - how.semitones) <= 0.8
        ]
        if near:
            taken[number] = min(near, key=lambda s: abs(s - at_s))
    for number in range(1, taken.size):  # a sung note is one written note
        if taken[number] == taken[number - 1]:
            worse = number - int(
                abs(taken[number] - rough[number - 1]) > abs(taken[number] - rough[number])
            )
            taken[worse] = np.nan
    found = ~np.isnan(taken)
    if found.any():
        shift = np.interp(np.arange(taken.size), np.flatnonzero(found), (taken - rough)[found])
        taken = np.where(found, taken, rough + shift)
    else:
        taken = rough
    laid_ends = np.maximum(rough_ends, taken + 0.06)
    laid_ends[:-1] = np.minimum(laid_ends[:-1], np.maximum(taken[1:], taken[:-1] + 0.06))
    return how, np.maximum.accumulate(taken), laid_ends
