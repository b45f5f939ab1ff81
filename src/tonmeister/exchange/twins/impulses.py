"""What an effect that is fixed in time does, as an impulse response."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tonmeister.effects import Effect
from tonmeister.effects.convolution import Convolution
from tonmeister.effects.delay import Delay
from tonmeister.effects.highpass import Highpass
from tonmeister.effects.lowpass import Lowpass
from tonmeister.effects.plate import Plate
from tonmeister.effects.room import Room
from tonmeister.signal import Samples

LONGEST_S = 60.0
"""A longer tail is not given to a convolver."""

_SILENT = 10 ** (-150 / 20)
_ROOM_TO_FALL = 2.5  # tails are told to -60 dB; this far there is silence
_LEAST_S = 1.0
_LEAST_FRAMES = 64
_AWAKE = 1e-20  # a room that has heard nothing for long stops; in a song it goes on


def fixed_in_time(effect: Effect, channels: int) -> bool:
    """Say whether an impulse response tells all of an effect, on so many channels.

    On one channel it must answer alike on both sides: a room does not.
    """
    if isinstance(effect, (Highpass, Lowpass)):
        return True
    if isinstance(effect, Delay):
        fits = channels == 2 or not effect.ping_pong
    else:
        fits = channels == 2 and isinstance(effect, (Room, Plate, Convolution))
    return fits and _length_s(effect) <= LONGEST_S


def response(effect: Effect, rate_hz: int, channels: int) -> Samples:
    """Return it: one row for one channel; else left to left, left to right, right to left,
    right to right. It begins at its own time (what the effect looks ahead is taken off) and ends
    where it has fallen under -150 dB of its peak.
    """
    played = [(1.0, 1.0)] if channels == 1 else [(1.0, 0.0), (0.0, 1.0)]
    rows = [_played(effect, rate_hz, sides) for sides in played]
    samples = rows[0][:1] if channels == 1 else np.concatenate(rows)
    loud = np.abs(samples).max(axis=0)
    heard = np.flatnonzero(loud > _SILENT * loud.max(initial=0.0))
    last = int(heard[-1]) + 1 if heard.size else 0
    return samples[:, : max(last, _LEAST_FRAMES)]


def _length_s(effect: Effect) -> float:
    return _ROOM_TO_FALL * effect.tail_s() + _LEAST_S


def _played(effect: Effect, rate_hz: int, sides: tuple[float, float]) -> Samples:
    processor = effect.start(rate_hz)
    late = processor.latency_frames
    block = np.zeros((2, math.ceil(_length_s(effect) * rate_hz) + late))
    block[:, 1:] = _AWAKE
    block[:, 0] = sides

    def at(knob: str) -> Any:
        return getattr(effect, knob)

    return processor.process(block, None, at)[:, late:]
