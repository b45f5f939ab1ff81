"""Get every kernel ready before the music starts.

The first time on a machine each kernel is translated for its processor, which takes seconds;
later it is only loaded.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tonmeister.effects.declare import At, Effect
from tonmeister.effects.pan import Pan
from tonmeister.effects.plugin import Plugin
from tonmeister.effects.send import Send
from tonmeister.signal.loudness import LoudnessMeter

_RATE_HZ = 44100
_FRAMES = 64


def warm_up(report: Callable[[str, float], None]) -> None:
    """Make every effect and the meters ready; ``report`` gets what is next and how far we are.

    From 0 to 1; the last call says 1.
    """
    from tonmeister.effects import effects

    played = [cls for cls in effects().values() if cls not in (Pan, Plugin, Send)]
    for number, cls in enumerate(played):
        report(cls.name, number / (len(played) + 1))
        _play(cls(), moving=False)
        if any(name == "gain_db" for name in cls().settings()):
            _play(cls(), moving=True)
    report("loudness meter", len(played) / (len(played) + 1))
    LoudnessMeter(_RATE_HZ).add(np.zeros((2, _FRAMES)))
    report("ready", 1.0)


def _play(effect: Effect, *, moving: bool) -> None:
    processor = effect.start(_RATE_HZ)
    block = np.zeros((2, _FRAMES))
    processor.process(block, block.copy() if effect.needs_key else None, _at(effect, moving))


def _at(effect: Effect, moving: bool) -> At:
    def at(knob: str) -> object:
        value = getattr(effect, knob)
        return np.full(_FRAMES, value) if moving else value

    return at
