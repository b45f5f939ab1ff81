"""Which drum stands on which key: General MIDI 1, 35 to 81, and the shaker of GS on 82."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.effects.declare import OutOfRange
from tonmeister.model import SoundNote

PIECE_OF_KEY: dict[int, tuple[str, float]] = {
    35: ("kick", -2.0), 36: ("kick", 0.0), 37: ("side-stick", 0.0), 38: ("snare", 0.0),
    39: ("clap", 0.0), 40: ("snare", 2.0), 41: ("tom-low", -2.0), 42: ("hat", 0.0),
    43: ("tom-low", 0.0), 44: ("hat-foot", 0.0), 45: ("tom-mid", 0.0), 46: ("hat-open", 0.0),
    47: ("tom-mid", 2.0), 48: ("tom-high", 0.0), 49: ("crash", 0.0), 50: ("tom-high", 2.0),
    51: ("ride", 0.0), 52: ("crash", -3.0), 53: ("ride-bell", 0.0), 54: ("tambourine", 0.0),
    55: ("crash", 5.0), 56: ("cowbell", 0.0), 57: ("crash", 2.0), 58: ("cabasa", -5.0),
    59: ("ride", 2.0), 60: ("conga-high", 7.0), 61: ("conga-low", 7.0), 62: ("conga-muted", 0.0),
    63: ("conga-high", 0.0), 64: ("conga-low", 0.0), 65: ("conga-high", 3.0),
    66: ("conga-low", 3.0), 67: ("cowbell", 5.0), 68: ("cowbell", 2.0), 69: ("cabasa", 0.0),
    70: ("shaker", 3.0), 71: ("whistle", 0.0), 72: ("whistle-long", 0.0), 73: ("guiro", 0.0),
    74: ("guiro-long", 0.0), 75: ("claves", 0.0), 76: ("block", 0.0), 77: ("block", -4.0),
    78: ("cuica", 0.0), 79: ("cuica", -5.0), 80: ("triangle-muted", 0.0), 81: ("triangle", 0.0),
    82: ("shaker", 0.0),
}  # fmt: skip
"""The piece on each key, and how many semitones off its own tuning."""

CHOKES = (
    frozenset({42, 44, 46}), frozenset({80, 81}), frozenset({73, 74}), frozenset({71, 72}),
)  # fmt: skip
"""Keys of one thing that can only sound in one way at a time."""


def only_known(name: str, notes: Sequence[SoundNote]) -> Sequence[SoundNote]:
    """Return the notes; raises ``OutOfRange`` for a key without a drum."""
    for note in notes:
        if round(note.midi) not in PIECE_OF_KEY:
            raise OutOfRange(
                f"{name}: there is no drum on key {round(note.midi)}; drums lie on "
                f"{min(PIECE_OF_KEY)} to {max(PIECE_OF_KEY)} (General MIDI)"
            )
    return notes
