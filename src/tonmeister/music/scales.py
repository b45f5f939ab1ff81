"""Scales and keys as singers and players name them: "D major", "Bb minor", "E G A B D"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tonmeister.music.pitch_classes import SHARP_NAMES

MODES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10, 11),
    "natural minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "melodic minor": (0, 2, 3, 5, 7, 9, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
    "major pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "whole tone": (0, 2, 4, 6, 8, 10),
    "chromatic": tuple(range(12)),
}
"""Steps above the tonic. Plain "minor" holds both sevenths, as songs do."""

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SHORT = {"": "major", "maj": "major", "m": "minor", "min": "minor", "moll": "minor",
          "dur": "major", "aeolian": "natural minor", "ionian": "major"}  # fmt: skip
_KEY = re.compile(r"([A-Ga-g])([#♯b♭]?)[\s-]*(.*)")


class UnknownScale(ValueError):
    """A key or scale that nobody can read."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The notes that belong: pitch classes (C is 0), how it is called, its tonic if it has one."""

    name: str
    classes: frozenset[int]
    tonic: int | None = None
    mode: str = ""

    def around(self, pitch: float) -> tuple[int, int]:
        """Return the notes of the scale nearest to a pitch in semitones: nearest, then next."""
        near = [m for m in range(round(pitch) - 13, round(pitch) + 14) if m % 12 in self.classes]
        first, second = sorted(near, key=lambda m: (abs(pitch - m), m))[:2]
        return first, second


CHROMATIC = Scale("all twelve notes", frozenset(range(12)))


def read_scale(said: str) -> Scale:
    """Read a key or a scale: a tonic and a mode, or the notes themselves."""
    words = said.replace(",", " ").split()
    if len(words) > 2 and all(_pitch_class(w) is not None for w in words):
        found = [_pitch_class(word) for word in words]
        return Scale(" ".join(words), frozenset(c for c in found if c is not None))
    if said.strip().casefold() == "chromatic":
        return CHROMATIC
    match = _KEY.fullmatch(said.strip())
    mode = _mode(match[3]) if match else None
    if match is None or mode is None:
        raise UnknownScale(
            f"{said!r} is no key or scale I can read: write a tonic and one of "
            f'{", ".join(MODES)} ("D major", "Bb minor"), or its notes ("E G A B D")'
        )
    name = match[1].upper() + match[2].replace("♯", "#").replace("♭", "b")
    tonic = _pitch_class(name)
    if tonic is None:
        raise UnknownScale(f"{said!r}: there is no note {name!r}")
    return Scale(f"{name} {mode}", frozenset((tonic + s) % 12 for s in MODES[mode]), tonic, mode)


def note_name(midi: float) -> str:
    """Return a note's name: ``note_name(69) == "A4"``."""
    whole = round(midi)
    return f"{SHARP_NAMES[whole % 12]}{whole // 12 - 1}"


def _mode(said: str) -> str | None:
    if said == "M":
        return "major"
    plain = " ".join(said.casefold().split())
    plain = _SHORT.get(plain, plain)
    return plain if plain in MODES else None


def _pitch_class(name: str) -> int | None:
    match = re.fullmatch(r"([A-Ga-g])([#♯b♭]?)", name)
    if match is None:
        return None
    return (_LETTERS[match[1].upper()] + {"": 0, "#": 1, "♯": 1}.get(match[2], -1)) % 12
