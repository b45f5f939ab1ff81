"""What a sound goes through after its engine: effects of the house's shelf, in a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.effects import At, Effect, Processor
from tonmeister.effects._biquads import Fixed, Sections
from tonmeister.instruments.making.tape import finish
from tonmeister.signal import Samples

_BLOCK = 16384
_SETTLE_S = 0.15


def after(tape: Samples, effects: Sequence[Effect], rate_hz: int) -> Samples:
    """Return the sound after the effects, what they delay taken back; as long as before."""
    if not effects:
        return tape
    row = _row(effects, rate_hz)
    late, frames = sum(processor.latency_frames for processor, _ in row), tape.shape[1]
    out = np.empty_like(tape)
    for first in range(0, frames + late, _BLOCK):
        block = np.ascontiguousarray(tape[:, first : first + _BLOCK])
        missing = min(_BLOCK, frames + late - first) - block.shape[1]
        if missing:
            block = np.concatenate([block, np.zeros((2, missing))], axis=1)
        elif block.base is tape:
            block = block.copy()
        for processor, at in row:
            block = processor.process(block, None, at)
        into = first - late
        skip = max(0, -into)
        out[:, into + skip : into + block.shape[1]] = block[:, skip:]
    return finish(out, rate_hz)


def _row(effects: Sequence[Effect], rate_hz: int) -> list[tuple[Processor, At]]:
    """Return the effects at rest; equalisers side by side become one filter."""
    row: list[tuple[Processor, At]] = []
    sections: list[Sections] = []
    for effect in [*effects, None]:
        biquads = getattr(effect, "biquads", None)
        if biquads is not None:
            sections.append(biquads(rate_hz))
            continue
        if sections:
            row.append((Fixed(np.concatenate(sections)), lambda knob: 0.0))
            sections = []
        if effect is not None:
            row.append((effect.start(rate_hz), _standing(effect)))
    return row


def tail_of(effects: Sequence[Effect]) -> float:
    """Return how long the effects still sound."""
    return sum((effect.tail_s() for effect in effects), _SETTLE_S if effects else 0.0)


def _standing(effect: Effect) -> At:
    return lambda knob: getattr(effect, knob)
