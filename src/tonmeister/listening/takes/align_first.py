"""Whom all other takes are laid beside."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tonmeister.listening.takes.align_hear import ear_of
from tonmeister.listening.takes.aligned import HeardTake
from tonmeister.listening.takes.alike import SURE, Ear, Likeness, likeness

MOST_COMPARED = 12
ITSELF = Likeness(1.0, 0, 0.0, True, np.zeros((0, 2)))


def place_of(heard: HeardTake) -> float:
    return heard.take.begins_s + heard.take.offset_s


def first_of(
    heard: Mapping[int, HeardTake], ears: Mapping[int, Ear], guide: HeardTake | None
) -> tuple[HeardTake, Ear, dict[int, Likeness]]:
    """Choose whom the others are laid beside: the guide, or the first take that most are like."""
    if guide is not None:
        ear = ear_of(guide)
        hows = {
            n: likeness(ear, other, place_of(heard[n]) - place_of(guide))
            for n, other in ears.items()
        }
        return guide, ear, hows
    best: tuple[int, int, dict[int, Likeness]] | None = None
    for number in ears:
        hows = _beside(number, heard, ears)
        alike = sum(how.score >= SURE for how in hows.values())
        if best is None or alike > best[0]:
            best = (alike, number, hows)
        if 2 * alike > len(ears):
            break
    assert best is not None
    _, number, hows = best
    if not all(how.rigid for how in hows.values() if how.score >= SURE):
        number, hows = _most_central(heard, ears)
    return heard[number], ears[number], hows


def _beside(
    number: int, heard: Mapping[int, HeardTake], ears: Mapping[int, Ear]
) -> dict[int, Likeness]:
    place_s = place_of(heard[number])
    return {
        n: ITSELF if n == number else likeness(ears[number], ear, place_of(heard[n]) - place_s)
        for n, ear in ears.items()
    }


def _most_central(
    heard: Mapping[int, HeardTake], ears: Mapping[int, Ear]
) -> tuple[int, dict[int, Likeness]]:
    """Find the take that the others are most like: not who stops, starts again, loses the key."""
    asked = list(ears)[:MOST_COMPARED]
    sums = dict.fromkeys(asked, 0.0)
    for at, one in enumerate(asked):
        for other in asked[at + 1 :]:
            lag_s = place_of(heard[other]) - place_of(heard[one])
            score = likeness(ears[one], ears[other], lag_s).score
            sums[one] += score
            sums[other] += score
    best = max(asked, key=lambda n: (round(sums[n], 6), -n))
    return best, _beside(best, heard, ears)
