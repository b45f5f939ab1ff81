"""What a sound goes through after its engine: effects of the house's shelf, in a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.effects import At, Effect
from tonmeister.instruments.making.tape import finish
from tonmeister.signal import Samples

_BLOCK = 65536


def after(tape: Samples, effects: Sequence[Effect], rate_hz: int) -> Samples:
    """Return the sound after the effects, what they delay taken back; as long as before."""
    for effect in effects:
        processor = effect.start(rate_hz)
        late, at = processor.latency_frames, _standing(effect)
        longer = np.concatenate([tape, np.zeros((2, late))], axis=1) if late else tape
        for first in range(0, longer.shape[1], _BLOCK):
            block = np.ascontiguousarray(longer[:, first : first + _BLOCK])
            longer[:, first : first + _BLOCK] = processor.process(block, None, at)
        tape = longer[:, late:]
    return finish(np.ascontiguousarray(tape), rate_hz) if effects else tape


def tail_of(effects: Sequence[Effect]) -> float:
    """Return how long the effects still sound."""
    return sum((effect.tail_s() for effect in effects), 0.0)


def _standing(effect: Effect) -> At:
    return lambda knob: getattr(effect, knob)
