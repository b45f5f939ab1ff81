"""Get the instruments' kernels ready: a note of each kind."""

from __future__ import annotations

from tonmeister.instruments.declare import Instrument, engines
from tonmeister.model import SoundBend, SoundNote

RATE_HZ = 44100
_KICK, _HAT = 36.0, 42.0


def warm_up() -> int:
    """Play a short bent note on every engine; return how many there are."""
    shelf = engines()
    for cls in shelf.values():
        _play(cls())
    return len(shelf)


def _play(engine: Instrument) -> None:
    keys = (_KICK, _HAT) if engine.name.startswith("drum") else (60.0,)
    notes = [SoundNote(0.0, 0.02, key, 0.8) for key in keys]
    engine.play(notes, [SoundBend(0.0, 1.0)], 0.03, RATE_HZ, 1)
