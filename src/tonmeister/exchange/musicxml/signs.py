"""Sharps, flats and naturals where a reader needs them."""

from __future__ import annotations

from dataclasses import dataclass, field

from tonmeister.model import Pitch
from tonmeister.model.chart import LETTERS

NAMES = {
    -3: "triple-flat", -2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp",
    3: "triple-sharp",
}  # fmt: skip


def signature_alters(fifths: int) -> dict[str, int]:
    """Return which letters a key signature raises (1) or lowers (-1)."""
    out = dict.fromkeys(LETTERS, 0)
    for letter in LETTERS[:fifths] if fifths > 0 else LETTERS[fifths:] if fifths < 0 else "":
        out[letter] = 1 if fifths > 0 else -1
    return out


@dataclass(slots=True)
class Signs:
    """What a reader has in mind, bar by bar, and which sign a note needs so that it is right."""

    fifths: int = 0
    now: dict[tuple[str, int], int] = field(default_factory=dict)
    before: dict[tuple[str, int], int] = field(default_factory=dict)

    def bar(self, fifths: int | None = None) -> None:
        """Begin a bar, in a new key if there is one."""
        self.before, self.now = self.now, {}
        if fifths is not None and fifths != self.fifths:
            self.fifths = fifths
            self.before = {}

    def needs(self, pitch: Pitch) -> tuple[str, bool] | None:
        """Return the sign before a note, and whether it is only a reminder; None where no one
        needs it.
        """
        place = (pitch.letter, pitch.octave)
        signed = signature_alters(self.fifths)[pitch.letter]
        held = self.now.get(place, signed)
        self.now[place] = pitch.alter
        if pitch.alter not in NAMES:
            return None
        if held != pitch.alter:
            return NAMES[pitch.alter], False
        others = {a for (letter, _), a in self.now.items() if letter == pitch.letter}
        reminded = self.before.pop(place, pitch.alter) != pitch.alter or others != {pitch.alter}
        return (NAMES[pitch.alter], True) if reminded else None
