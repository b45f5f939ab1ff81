"""Stems that are microphones on one source: which comes later, and which is upside down."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from tonmeister.listening.check import shared
from tonmeister.listening.heard import Heard
from tonmeister.listening.sources_align import align

SURE = 0.6
MOST_PAIRS = 12
FAR = ("overheads", "drum room")
"""They hear a source from afar: their distance is meant, their polarity is not."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two microphones of one source; ``late_ms`` is how much later the second one hears it."""

    first: str
    second: str
    late_ms: float
    flipped: bool
    confidence: float
    source: str


@shared
def pairs(heard: Heard) -> tuple[Pair, ...]:
    """Compare the stems of one source, or of one role, wherever they surely belong together."""
    found = []
    for first, second, source in _together(heard)[:MOST_PAIRS]:
        one, other = heard.sounds[first], heard.sounds[second]
        if one.rate_hz != other.rate_hz:
            continue
        result = align(one, other)
        if result.confidence < SURE:
            continue
        late_ms = 0.0 if _far(heard, first, second) else -result.shift_ms
        found.append(Pair(first, second, late_ms, result.flipped, result.confidence, source))
    return tuple(found)


def _together(heard: Heard) -> list[tuple[str, str, str]]:
    """Return the stems that may stand before one source: a named source, or one role."""
    named = {track.name: track.source for track in heard.session.tracks}
    rows = []
    for first, second in combinations(heard.sounds, 2):
        source = named.get(first, "")
        role = heard.roles.get(first, "other")
        if source and source == named.get(second, ""):
            rows.append((first, second, source))
        elif role == heard.roles.get(second, "other") and role != "other":
            rows.append((first, second, role))
    return rows


def _far(heard: Heard, *names: str) -> bool:
    return any(heard.roles.get(name) in FAR for name in names)
