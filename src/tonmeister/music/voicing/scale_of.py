"""The scale that goes with a chord in a key: what a bassist may step through."""

from __future__ import annotations

from functools import cache

from tonmeister.model import ChordSymbol, KeyAt
from tonmeister.music.chord_kinds import semitones, tone_classes
from tonmeister.music.scales import MODES

_ALSO = {"ionian": "major", "aeolian": "natural minor", "minor": "natural minor"}


@cache
def key_classes(key: KeyAt) -> frozenset[int]:
    """Return the pitch classes of a key; minor with its low seventh."""
    steps = MODES[_ALSO.get(key.mode, key.mode)] if key.mode else MODES["major"]
    return frozenset((semitones(key.tonic_fifths) + s) % 12 for s in steps)


@cache
def chord_scale(symbol: ChordSymbol, key: KeyAt) -> frozenset[int]:
    """Return the scale over a chord: its tones, and the key's that do not rub against them.

    A note of the key a semitone beside a tone that is itself foreign to the key is left out: over
    E7 in C major the g sharp stands, the g goes.
    """
    tones = frozenset(tone_classes(symbol))
    scale = key_classes(key)
    foreign = tones - scale
    gone = {c for c in scale - tones if (c + 1) % 12 in foreign or (c - 1) % 12 in foreign}
    return frozenset((scale - gone) | tones)
