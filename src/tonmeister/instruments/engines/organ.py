"""The organ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.instruments.declare import Instrument, OutOfRange, choice, instrument, knob
from tonmeister.instruments.making.bending import Bending
from tonmeister.instruments.making.envelopes import Envelope
from tonmeister.instruments.making.phrases import gestures
from tonmeister.instruments.making.tape import Row, blank, finish, hz
from tonmeister.instruments.making.voicing import Steps, chance, steps_of
from tonmeister.instruments.making.waves import bars_table, partials_under, wave_table
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal import Samples, gain
from tonmeister.signal.kernels.synth import OPEN, wave_voice

_OF_SUB = (1, 3, 2, 4, 6, 8, 10, 12, 16)  # partials of the tone an octave below, bar by bar
_STEP_DB = 3.0
_SIZE = 2048
_CONTACT = Envelope(0.004, 1.0, 1.0, 0.012)


@instrument("organ", source="Hammond, US patent 1956350, 1934: nine drawbars, steps of 3 dB")
class Organ(Instrument):
    """A tone-wheel organ: nine drawbars, a percussion, the click of its keys, a turning horn.

    An organ's keys know no force; here it works the swell pedal.
    """

    drawbars: str = choice(default="888000000", doc="nine digits from 0 to 8, 16' to 1'")
    percussion_db: float = knob(
        default=-8.0, low=-60.0, high=6.0, doc="the third partial at the front; at -60 dB off"
    )
    percussion_ms: float = knob(default=280.0, low=50.0, high=1500.0, doc="how long it lasts")
    click_db: float = knob(default=-26.0, low=-60.0, high=0.0, doc="the contacts' click")
    horn_hz: float = knob(default=0.8, low=0.1, high=8.0, doc="how fast the horn turns")
    horn_percent: float = knob(default=40.0, low=0.0, high=100.0, doc="how far one hears it turn")
    level_db: float = knob(default=-14.0, low=-60.0, high=12.0, doc="how loud it is")

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.drawbars) != 9 or set(self.drawbars) - set("012345678"):
            raise OutOfRange(
                f"{self.name}: drawbars is {self.drawbars!r}, but takes nine digits from 0 to 8, "
                'as in "888000000"'
            )

    def tail_s(self) -> float:
        return 0.02

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
                steps = steps_of(gesture, self.tail_s(), rate_hz, length_s)
                self._key(tape, steps, bending, rate_hz, chance(seed, gesture.notes[0]))
        return finish(tape, rate_hz)

    def _key(
        self, tape: Samples, steps: Steps, bending: Bending, rate_hz: int, rng: np.random.Generator
    ) -> None:
        note, t = steps.gesture.notes[0], steps.times_s
        turned = 2.0 * np.pi * self.horn_hz * steps.song_s
        far = self.horn_percent / 100.0
        pitch = steps.pitch(bending, 0.01) + 0.12 * far * np.sin(turned)
        turn = hz(pitch) / rate_hz
        pedal = note.velocity * gain(self.level_db) * steps.level(_CONTACT)
        level = pedal * (1.0 + 0.35 * far * np.stack([np.cos(turned - 0.9), np.cos(turned + 0.9)]))
        highest_hz = float(turn.max()) * rate_hz / 2.0
        bars = tuple(
            (partial, 0.5 * 10.0 ** (-_STEP_DB * (8 - int(digit)) / 20.0))
            for partial, digit in zip(_OF_SUB, self.drawbars, strict=True)
            if digit != "0"
        )
        partials = min(_OF_SUB[-1], partials_under(highest_hz, rate_hz))
        phase = rng.random()
        _sound(tape, steps.start, bars_table(bars, partials, _SIZE), phase, 0.5, turn, level)
        if self.percussion_db > -60.0 and highest_hz * 6.0 < 0.45 * rate_hz:
            struck = level * np.exp(-4.0 * t / (self.percussion_ms / 1000.0))
            struck *= 0.5 * gain(self.percussion_db)
            _sound(tape, steps.start, wave_table("sine", 1, _SIZE), phase, 3.0, turn, struck)
        if self.click_db > -60.0:
            self._click(tape, steps, note.velocity, rate_hz, rng)

    def _click(
        self, tape: Samples, steps: Steps, v: float, rate_hz: int, rng: np.random.Generator
    ) -> None:
        count = round(0.006 * rate_hz)
        click = np.diff(rng.standard_normal(count + 1)) * np.hanning(count)
        room = max(0, min(count, tape.shape[1] - steps.start))
        tape[:, steps.start : steps.start + room] += (
            v * gain(self.click_db + self.level_db) * click[:room]
        )


def _sound(
    tape: Samples, start: int, table: Row, phase: float, ratio: float, turn: Row, level: Samples
) -> None:
    one, none = np.ones(1), np.zeros(0)
    wave_voice(
        tape, start, table[None], np.zeros(1, np.int64), np.array([phase]), np.array([ratio]),
        one, one, none, 0.0, turn[None], np.ascontiguousarray(level), turn, 1.0, OPEN, False,
    )  # fmt: skip
