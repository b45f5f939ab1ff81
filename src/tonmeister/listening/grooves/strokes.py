"""Strokes as they were played, on the song's own beats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tonmeister.model import Hit

_RIDE_SHARE = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedStroke:
    """A stroke where it was heard: quarters from the first downbeat, or seconds before that is
    known (``at``), its lane and strength (above 0, to 1). ``clear``: nothing struck with it hides
    its moment.
    """

    at: float
    lane: str
    velocity: float
    clear: bool = True


def strokes_of_hits(hits: Sequence[Hit]) -> list[PlayedStroke]:
    """Return the strokes heard in a recording, in seconds, with the lanes their pieces stand for.

    Cymbals that are struck often are a ride, else a crash; a recording does not tell open hats
    from closed ones, nor one tom from the other.
    """
    count = Counter(h.piece for h in hits)
    often = count["cymbals"] > _RIDE_SHARE * max(1, len(hits))
    lanes = {
        "kick": "kick", "snare": "snare", "hats": "hat", "toms": "tom-mid",
        "cymbals": "ride" if often else "crash",
    }  # fmt: skip
    return [PlayedStroke(at=h.at_s, lane=lanes[h.piece], velocity=h.velocity) for h in hits]
