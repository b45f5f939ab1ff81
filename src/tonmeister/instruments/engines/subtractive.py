"""Subtractive synthesis."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tonmeister.instruments.declare import Instrument, choice, instrument, knob, switch
from tonmeister.instruments.making.bending import Bending
from tonmeister.instruments.making.envelopes import Envelope
from tonmeister.instruments.making.phrases import gestures
from tonmeister.instruments.making.tape import Row, blank, finish, hz
from tonmeister.instruments.making.voicing import Steps, chance, hiss, steps_of
from tonmeister.instruments.making.waves import WAVES, partials_under, table_size, wave_table
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal import Samples, gain
from tonmeister.signal.kernels.synth import BAND, HIGH, LADDER, LOW, OPEN, wave_voice

_KINDS = {"off": OPEN, "low": LOW, "band": BAND, "high": HIGH, "ladder": LADDER}
_FULL_FEEDBACK = 3.9
_MIDDLE_MIDI = 60.0


@instrument(
    "subtractive",
    source="additive wavetables, a table for every reach; filters: Zavalishin, The Art of VA "
    "Filter Design, 2012; Simper, Cytomic, 2013",
)
class Subtractive(Instrument):
    """Bright waves through a filter: basses, leads, pads, stabs.

    No partial of a wave lies above what the sampling rate can carry, so nothing folds back.
    """

    wave: str = choice(default="saw", choices=WAVES, doc="the shape of the wave")
    pulse_percent: float = knob(default=50.0, low=2.0, high=98.0, doc="how long a pulse is up")
    second: str = choice(default="off", choices=("off", *WAVES), doc="a second wave beside it")
    second_semitones: float = knob(default=0.0, low=-24.0, high=24.0, doc="how far off it lies")
    second_db: float = knob(default=-6.0, low=-60.0, high=6.0, doc="how loud it is")
    sub_db: float = knob(
        default=-60.0, low=-60.0, high=6.0, doc="a sine an octave below; at -60 dB it is off"
    )
    noise_db: float = knob(
        default=-60.0, low=-60.0, high=6.0, doc="noise in the same filter; at -60 dB it is off"
    )
    unison_count: float = knob(default=1.0, low=1.0, high=9.0, doc="how many play each wave")
    detune_cents: float = knob(default=8.0, low=0.0, high=60.0, doc="how far these lie apart")
    width_percent: float = knob(default=60.0, low=0.0, high=100.0, doc="how wide they stand")
    one_voice: bool = switch(default=False, doc="one note at a time; overlapping ones are slurred")
    glide_ms: float = knob(default=60.0, low=1.0, high=2000.0, curve="log", doc="time of a slur")
    filter: str = choice(default="ladder", choices=tuple(_KINDS), doc="what the filter lets pass")
    cutoff_hz: float = knob(
        default=1200.0, low=20.0, high=20000.0, curve="log", doc="where it turns, at middle C"
    )
    resonance_percent: float = knob(default=15.0, low=0.0, high=98.0, doc="how it rings there")
    tracking_percent: float = knob(
        default=40.0, low=0.0, high=100.0, doc="how far it follows the pitch"
    )
    sweep_semitones: float = knob(
        default=24.0, low=-96.0, high=96.0, doc="how far its envelope opens it"
    )
    touch_semitones: float = knob(
        default=12.0, low=0.0, high=60.0, doc="how much further a hard stroke opens it"
    )
    sweep_attack_ms: float = knob(default=2.0, low=0.5, high=8000.0, curve="log", doc="its rise")
    sweep_decay_ms: float = knob(default=400.0, low=1.0, high=20000.0, curve="log", doc="its fall")
    sweep_sustain_percent: float = knob(default=20.0, low=0.0, high=100.0, doc="where it rests")
    attack_ms: float = knob(default=3.0, low=0.5, high=8000.0, curve="log", doc="the rise")
    decay_ms: float = knob(default=600.0, low=1.0, high=20000.0, curve="log", doc="the fall")
    sustain_percent: float = knob(default=70.0, low=0.0, high=100.0, doc="where it is held")
    release_ms: float = knob(default=120.0, low=5.0, high=10000.0, curve="log", doc="the end")
    drop_semitones: float = knob(
        default=0.0, low=0.0, high=60.0, doc="how far above its pitch a note starts"
    )
    drop_ms: float = knob(default=40.0, low=1.0, high=1000.0, curve="log", doc="time of that fall")
    lfo_hz: float = knob(default=5.0, low=0.02, high=20.0, curve="log", doc="the slow wave's speed")
    lfo_delay_ms: float = knob(default=300.0, low=0.0, high=5000.0, doc="until it has set in")
    vibrato_cents: float = knob(default=0.0, low=0.0, high=200.0, doc="what it does to the pitch")
    wah_semitones: float = knob(default=0.0, low=0.0, high=48.0, doc="... to the filter")
    tremolo_percent: float = knob(default=0.0, low=0.0, high=100.0, doc="... to the level")
    drift_cents: float = knob(
        default=0.0, low=0.0, high=20.0, doc="how far a note may start out of tune"
    )
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
        for gesture in gestures(notes, one_voice=self.one_voice):
            if gesture.start_s < length_s:
                self._voice(tape, steps_of(gesture, self.tail_s(), rate_hz, length_s), bending,
                            rate_hz, seed)  # fmt: skip
        return finish(tape, rate_hz)

    def _voice(
        self, tape: Samples, steps: Steps, bending: Bending, rate_hz: int, seed: int
    ) -> None:
        rng = chance(seed, steps.gesture.notes[0])
        lfo = np.sin(2.0 * np.pi * (self.lfo_hz * steps.times_s + rng.random()))
        lfo *= np.clip(steps.times_s / max(self.lfo_delay_ms / 1000.0, 1e-3), 0.0, 1.0) ** 2
        pitch = steps.pitch(bending, self.glide_ms / 1000.0)
        pitch = pitch + self.vibrato_cents / 100.0 * lfo
        pitch += self.drift_cents / 100.0 * (2.0 * rng.random() - 1.0)
        if self.drop_semitones:
            fall_s = self.drop_ms / 1000.0
            pitch = pitch + self.drop_semitones * np.exp(-4.0 * steps.times_s / fall_s)
        turn = hz(pitch) / rate_hz
        velocity = steps.gesture.velocity_at(steps.song_s)
        level = velocity * steps.level(self._envelope()) * gain(self.level_db)
        level *= 1.0 - self.tremolo_percent / 200.0 * (1.0 + lfo)
        lanes = self._lanes(float(turn.max()) * rate_hz, rate_hz, rng)
        kind = _KINDS[self.filter]
        wide = bool(np.any(np.abs(lanes[4] - lanes[5]) > 1e-9))
        noisy = self.noise_db > -60.0
        wave_voice(
            tape, steps.start, *lanes,
            hiss(seed, steps.frames, rng) if noisy else np.zeros(0),
            0.4 * gain(self.noise_db) if noisy else 0.0,
            turn[None], np.stack([level, level]), self._cut(steps, pitch, velocity, lfo, rate_hz),
            self._damping(), kind, wide,
        )  # fmt: skip

    def _envelope(self) -> Envelope:
        return Envelope(self.attack_ms / 1000.0, self.decay_ms / 1000.0,
                        self.sustain_percent / 100.0, self.release_ms / 1000.0)  # fmt: skip

    def _cut(self, steps: Steps, pitch: Row, velocity: Row, lfo: Row, rate_hz: int) -> Row:
        """Return tan(pi f / rate) of the filter's frequency, step by step."""
        sweep = Envelope(self.sweep_attack_ms / 1000.0, self.sweep_decay_ms / 1000.0,
                         self.sweep_sustain_percent / 100.0, self.release_ms / 1000.0)  # fmt: skip
        held_s = steps.gesture.end_s - steps.gesture.start_s
        semitones = self.sweep_semitones * sweep.at(steps.times_s, held_s)
        semitones += self.tracking_percent / 100.0 * (pitch - _MIDDLE_MIDI)
        semitones += self.touch_semitones * (velocity - 0.7) + self.wah_semitones * lfo
        cut_hz = np.clip(self.cutoff_hz * np.exp2(semitones / 12.0), 20.0, 0.42 * rate_hz)
        return np.asarray(np.tan(np.pi * cut_hz / rate_hz))

    def _damping(self) -> float:
        part = self.resonance_percent / 100.0
        if _KINDS[self.filter] == LADDER:
            return _FULL_FEEDBACK * part
        return math.sqrt(2.0) * math.pow(1.0 - part, 1.5)

    def _lanes(
        self, highest_hz: float, rate_hz: int, rng: np.random.Generator
    ) -> tuple[Samples, Row, Row, Row, Row, Row]:
        """Return tables, and for each lane its row, phase, ratio, left and right gain."""
        parts = [(self.wave, 0.0, 1.0)]
        if self.second != "off":
            parts.append((self.second, self.second_semitones, gain(self.second_db)))
        count = round(self.unison_count)
        apart = np.linspace(-1.0, 1.0, count) if count > 1 else np.zeros(1)
        rows: list[tuple[int, float, float, float, float]] = []
        waves: list[tuple[str, int]] = []
        for wave, semitones, level in parts:
            ratios = np.exp2((semitones + self.detune_cents / 200.0 * apart) / 12.0)
            waves.append((wave, partials_under(highest_hz * float(ratios.max()), rate_hz)))
            for number, (where, ratio) in enumerate(zip(apart, ratios, strict=True)):
                where = where if number % 2 else -where  # neither side is the sharp one
                side = 0.5 + 0.5 * where * self.width_percent / 100.0
                level_each = level / math.sqrt(count) * math.sqrt(2.0)
                rows.append((len(waves) - 1, rng.random(), float(ratio),
                             level_each * math.cos(side * math.pi / 2),
                             level_each * math.sin(side * math.pi / 2)))  # fmt: skip
        if self.sub_db > -60.0:
            waves.append(("sine", 1))
            rows.append((len(waves) - 1, 0.0, 0.5, gain(self.sub_db), gain(self.sub_db)))
        size = table_size(max(partials for _, partials in waves))
        tables = np.stack([wave_table(w, n, size, self.pulse_percent) for w, n in waves])
        row, phase, ratio, left, right = (np.array(column) for column in zip(*rows, strict=True))
        return tables, row, phase, ratio, left, right
