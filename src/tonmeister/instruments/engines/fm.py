"""Frequency modulation."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tonmeister.instruments.declare import Instrument, instrument, knob
from tonmeister.instruments.making.bending import Bending
from tonmeister.instruments.making.driving import driven
from tonmeister.instruments.making.envelopes import Envelope
from tonmeister.instruments.making.phrases import gestures
from tonmeister.instruments.making.tape import Row, blank, drawn_out, finish, hz
from tonmeister.instruments.making.voicing import Steps, chance, steps_of
from tonmeister.instruments.making.waves import LARGEST, wave_table
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal import Samples, gain
from tonmeister.signal.kernels.synth import STEP_FRAMES, operator_voice

_QUIET = 1e-4
"""A sideband this far (-80 dB) under the tone may lie where it folds back."""
_TOP_PART = 0.48
_KNOCK_S = 0.02


@instrument("fm", source="Chowning, J. Audio Eng. Soc. 21(7), 1973")
class Fm(Instrument):
    """Sines that swing the phase of sines: electric pianos, bells, hard basses.

    Two pairs: a body, and a tine that soon dies. How far a sine is swung is held back where its
    sidebands would fold back (bounded by (I/2)^n / n! of the Bessel functions).
    """

    body_ratio: float = knob(default=1.0, low=0.25, high=20.0, doc="what swings the body")
    body_index_ratio: float = knob(default=0.6, low=0.0, high=12.0, doc="how far, played softly")
    body_touch_ratio: float = knob(default=2.2, low=0.0, high=12.0, doc="how much further if hard")
    body_bright_ms: float = knob(
        default=900.0, low=5.0, high=20000.0, curve="log", doc="how long it stays bright, at A3"
    )
    tine_carrier_ratio: float = knob(default=1.0, low=0.25, high=20.0, doc="the tine's own pitch")
    tine_ratio: float = knob(default=14.0, low=0.25, high=20.0, doc="what swings the tine")
    tine_index_ratio: float = knob(default=0.6, low=0.0, high=12.0, doc="how far, played hard")
    tine_bright_ms: float = knob(
        default=80.0, low=5.0, high=20000.0, curve="log", doc="how long it stays bright"
    )
    tine_db: float = knob(default=-9.5, low=-60.0, high=6.0, doc="how loud it is beside the body")
    knock_db: float = knob(default=-40.0, low=-60.0, high=6.0, doc="the hammer")
    attack_ms: float = knob(default=1.5, low=0.5, high=2000.0, curve="log", doc="the rise")
    decay_ms: float = knob(
        default=1900.0, low=20.0, high=30000.0, curve="log", doc="down to a third, at A3"
    )
    sustain_percent: float = knob(default=0.0, low=0.0, high=100.0, doc="where it is held")
    tracking_percent: float = knob(
        default=40.0, low=0.0, high=100.0, doc="how much sooner high notes die"
    )
    release_ms: float = knob(default=120.0, low=5.0, high=10000.0, curve="log", doc="the end")
    drive_db: float = knob(
        default=0.0, low=0.0, high=24.0, doc="how hard it drives its preamplifier; at 0 dB not"
    )
    pan_hz: float = knob(default=4.5, low=0.1, high=12.0, doc="how fast it wanders left and right")
    pan_percent: float = knob(default=0.0, low=0.0, high=100.0, doc="how far; at 0 it stands still")
    level_db: float = knob(default=-12.0, low=-60.0, high=12.0, doc="how loud it is")

    def tail_s(self) -> float:
        return self.release_ms / 1000.0 + 0.01

    def play(
        self,
        notes: Sequence[SoundNote],
        bends: Sequence[SoundBend],
        length_s: float,
        rate_hz: int,
        seed: int,
    ) -> Samples:
        tape, bending = blank(length_s, rate_hz), Bending(bends)
        for gesture in gestures(notes, one_voice=False):
            if gesture.start_s < length_s:
                self._voice(tape[0], steps_of(gesture, self.tail_s(), rate_hz, length_s), bending,
                            rate_hz, chance(seed, gesture.notes[0]))  # fmt: skip
        if self.drive_db:
            tape[0] = driven(tape[0], self.drive_db)
        tape[1] = tape[0]
        if self.pan_percent:
            steps = np.arange(tape.shape[1] // STEP_FRAMES + 2) * (STEP_FRAMES / rate_hz)
            way = np.sin(2.0 * np.pi * self.pan_hz * steps) * (0.7 * self.pan_percent / 100.0)
            tape[0] *= drawn_out(1.0 + way, STEP_FRAMES, tape.shape[1])
            tape[1] *= drawn_out(1.0 - way, STEP_FRAMES, tape.shape[1])
        return finish(tape, rate_hz)

    def _voice(
        self, tape: Row, steps: Steps, bending: Bending, rate_hz: int, rng: np.random.Generator
    ) -> None:
        note, t = steps.gesture.notes[0], steps.times_s
        pitch_hz = hz(steps.pitch(bending, 0.01))
        highest_hz, v = float(pitch_hz.max()), note.velocity
        low = (220.0 / float(hz(note.midi))) ** (self.tracking_percent / 100.0)
        held = self.sustain_percent / 100.0
        fade = held + (1.0 - held) * np.exp(-t / (self.decay_ms / 1000.0 * low))
        ends = Envelope(self.attack_ms / 1000.0, 1.0, 1.0, self.release_ms / 1000.0)
        level = v * fade * steps.level(ends) * gain(self.level_db)
        index = np.stack([
            (self.body_index_ratio + self.body_touch_ratio * v * v)
            * np.exp(-t / (self.body_bright_ms / 1000.0 * low**1.25)),
            self.tine_index_ratio * v * np.exp(-t / (self.tine_bright_ms / 1000.0)),
        ])  # fmt: skip
        ratios = np.array([[self.body_ratio, 1.0], [self.tine_ratio, self.tine_carrier_ratio]])
        most = [_most_index(highest_hz * m, highest_hz * c, rate_hz) for m, c in ratios]
        there = highest_hz * ratios[:, 1] < _TOP_PART * rate_hz
        shares = np.array([1.0, gain(self.tine_db)]) * there
        operator_voice(
            tape, steps.start, wave_table("sine", 1, LARGEST), pitch_hz / rate_hz, ratios,
            np.zeros((2, 2)), np.minimum(index, np.array(most)[:, None]) / (2.0 * np.pi),
            shares[:, None] * level,
        )  # fmt: skip
        if self.knock_db > -60.0:
            knock = _knock(rate_hz, rng) * (v * v * gain(self.knock_db + self.level_db))
            room = max(0, min(knock.size, tape.size - steps.start))
            tape[steps.start : steps.start + room] += knock[:room]


def _most_index(modulator_hz: float, carrier_hz: float, rate_hz: int) -> float:
    """Return how far a sine may be swung so that what passes half the rate stays quiet."""
    first = math.floor((_TOP_PART * rate_hz - carrier_hz) / modulator_hz) + 1
    if first < 1:
        return 0.0
    return 2.0 * math.exp((math.log(_QUIET) + math.lgamma(first + 1)) / first)


def _knock(rate_hz: int, rng: np.random.Generator) -> Row:
    count = round(_KNOCK_S * rate_hz)
    t = np.arange(count) / count
    dull = np.hanning(max(3, round(rate_hz / 2500)))
    noise = np.convolve(rng.standard_normal(count + dull.size - 1), dull / dull.sum(), "valid")
    noise -= noise.mean()
    return np.asarray(noise * np.minimum(1.0, t / 0.06) * (1.0 - t) ** 3)
