"""One voice in steps: its times, its pitch, its chance, its level."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tonmeister.instruments.making.bending import Bending
from tonmeister.instruments.making.envelopes import Envelope
from tonmeister.instruments.making.phrases import Gesture
from tonmeister.instruments.making.tape import Row, smooth_step
from tonmeister.model import SoundNote
from tonmeister.signal.kernels.synth import STEP_FRAMES

_CUT_S = 0.012
_LOOP_FRAMES = 2**17


def chance(seed: int, note: SoundNote, *more: int) -> np.random.Generator:
    """Return the chance of one note; it does not depend on what else is played."""
    return np.random.default_rng(
        (seed, round(note.start_s * 1e5) + 2**20, round(note.midi * 100) + 2**20, *more)
    )


@lru_cache(maxsize=4)
def _loop(seed: int) -> Row:
    return np.random.default_rng((seed, _LOOP_FRAMES)).standard_normal(_LOOP_FRAMES)


def hiss(seed: int, frames: int, rng: np.random.Generator) -> Row:
    """Return white noise for one voice: somewhere out of a loop of seconds."""
    first = int(rng.integers(_LOOP_FRAMES))
    return np.asarray(np.take(_loop(seed), np.arange(first, first + frames), mode="wrap"))


@dataclass(frozen=True, slots=True)
class Steps:
    """The moments at which a voice is controlled, from its first frame to after its release."""

    start: int  # frame on the tape
    times_s: Row  # since the start
    gesture: Gesture

    @property
    def song_s(self) -> Row:
        """The same moments on the tape."""
        return self.times_s + self.gesture.start_s

    @property
    def frames(self) -> int:
        """How many frames the voice lasts."""
        return (self.times_s.size - 1) * STEP_FRAMES

    def level(self, envelope: Envelope) -> Row:
        """Return the envelope of the gesture, cut short where the next one takes the voice."""
        held_s = self.gesture.end_s - self.gesture.start_s
        level = envelope.at(self.times_s, held_s)
        if self.gesture.cut_s is not None:
            level = level * (1.0 - smooth_step((self.song_s - self.gesture.cut_s) / _CUT_S))
        return level

    def pitch(self, bending: Bending, glide_s: float) -> Row:
        """Return the pitch as a MIDI number, glides and bends in it."""
        return self.gesture.midi_at(self.song_s, glide_s) + bending.at(self.song_s)


def steps_of(gesture: Gesture, release_s: float, rate_hz: int, length_s: float) -> Steps:
    """Lay out the steps of a voice, as far as the tape goes."""
    end_s = gesture.end_s + release_s
    if gesture.cut_s is not None:
        end_s = min(end_s, gesture.cut_s + _CUT_S)
    last_s = max(0.0, min(end_s, length_s) - gesture.start_s)
    count = math.ceil(last_s * rate_hz / STEP_FRAMES) + 1
    times_s = np.arange(count + 1, dtype=np.float64) * (STEP_FRAMES / rate_hz)
    return Steps(round(gesture.start_s * rate_hz), times_s, gesture)
