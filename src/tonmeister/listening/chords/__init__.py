"""Chords and keys from recordings, from the tracks where there are some, else from the mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonmeister.later import later

if TYPE_CHECKING:
    from tonmeister.listening.chords.hearing import HeardChord, HeardHarmony, harmony_of
    from tonmeister.listening.chords.key_path import HeardKey, HeardKeys
    from tonmeister.listening.chords.parts import SoundingParts, sounding_parts

__all__ = [
    "HeardChord",
    "HeardHarmony",
    "HeardKey",
    "HeardKeys",
    "SoundingParts",
    "harmony_of",
    "sounding_parts",
]

__getattr__ = later(
    __name__,
    {
        "HeardChord": "hearing",
        "HeardHarmony": "hearing",
        "harmony_of": "hearing",
        "HeardKey": "key_path",
        "HeardKeys": "key_path",
        "SoundingParts": "parts",
        "sounding_parts": "parts",
    },
)
