"""Bowed strings."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tonmeister.instruments.declare import Instrument, instrument, knob
from tonmeister.instruments.making.bending import Bending
from tonmeister.instruments.making.envelopes import Envelope
from tonmeister.instruments.making.phrases import gestures
from tonmeister.instruments.making.tape import Row, blank, finish, hz, smooth_step
from tonmeister.instruments.making.voicing import Steps, chance, hiss, steps_of
from tonmeister.instruments.making.waves import partials_under, table_size, wave_table
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal import Samples, gain
from tonmeister.signal.kernels.synth import LOW, wave_voice


@instrument(
    "bowed",
    source="Helmholtz, Lehre von den Tonempfindungen, 1863: a bowed string moves as a saw",
)
class Bowed(Instrument):
    """Bowed strings: each player a saw with a vibrato, a tuning and a place of their own."""

    players_count: float = knob(default=5.0, low=1.0, high=12.0, doc="how many play each note")
    apart_cents: float = knob(default=7.0, low=0.0, high=30.0, doc="how far their tuning spreads")
    width_percent: float = knob(default=80.0, low=0.0, high=100.0, doc="how wide they sit")
    vibrato_cents: float = knob(default=10.0, low=0.0, high=60.0, doc="how far the finger rolls")
    vibrato_hz: float = knob(default=5.4, low=3.0, high=8.0, doc="how fast")
    vibrato_delay_ms: float = knob(default=250.0, low=0.0, high=2000.0, doc="until it sets in")
    attack_ms: float = knob(default=220.0, low=5.0, high=3000.0, curve="log", doc="the bow's start")
    release_ms: float = knob(default=450.0, low=20.0, high=5000.0, curve="log", doc="the end")
    bright_hz: float = knob(
        default=5200.0, low=300.0, high=16000.0, curve="log", doc="where the bow's edge ends"
    )
    bow_db: float = knob(default=-34.0, low=-60.0, high=0.0, doc="the hair on the string")
    swell_percent: float = knob(default=15.0, low=0.0, high=80.0, doc="how a long note grows")
    level_db: float = knob(default=-15.0, low=-60.0, high=12.0, doc="how loud it is")

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
                steps = steps_of(gesture, self.tail_s(), rate_hz, length_s)
                self._note(tape, steps, bending, rate_hz, seed)
        return finish(tape, rate_hz)

    def _note(self, tape: Samples, steps: Steps, bending: Bending, rate_hz: int, seed: int) -> None:
        note, t = steps.gesture.notes[0], steps.times_s
        rng = chance(seed, note)
        v, players = note.velocity, round(self.players_count)
        quick = min(1.0, max(0.25, 1.6 * note.length_s / max(self.attack_ms / 1000.0, 1e-3)))
        bow = Envelope(self.attack_ms / 1000.0 * (1.3 - 0.6 * v) * quick, 1.0, 1.0,
                       self.release_ms / 1000.0)  # fmt: skip
        swell = np.sin(np.pi * np.clip(t / max(note.length_s, 0.1), 0.0, 1.0))
        pressed = steps.level(bow) * (1.0 + self.swell_percent / 100.0 * (swell - 1.0))
        level = v * pressed * gain(self.level_db) / math.sqrt(players / 2.0)
        bright_hz = self.bright_hz * (0.35 + 0.65 * v) * (0.45 + 0.55 * pressed)
        cut = np.tan(np.pi * np.clip(bright_hz, 200.0, 0.42 * rate_hz) / rate_hz)
        turn = hz(steps.pitch(bending, 0.01) + self._fingers(t, players, rng)) / rate_hz
        partials = partials_under(float(turn.max()) * rate_hz, rate_hz)
        side = self._sides(note.midi, players)
        hair = hiss(seed, steps.frames, rng) if self.bow_db > -60.0 else np.zeros(0)
        wave_voice(
            tape, steps.start, wave_table("saw", partials, table_size(partials))[None],
            np.zeros(players, np.int64), rng.random(players), np.ones(players), np.cos(side),
            np.sin(side), hair, gain(self.bow_db) * math.sqrt(players / 2.0), turn,
            np.stack([level, level]), cut, 1.3, LOW, True,
        )  # fmt: skip

    def _fingers(self, t: Row, players: int, rng: np.random.Generator) -> Samples:
        """Return how far off each player's finger is, ``[players, steps]`` in semitones."""
        rolls = smooth_step((t - self.vibrato_delay_ms / 1000.0) / 0.5)
        speed_hz = self.vibrato_hz * (1.0 + 0.16 * (rng.random((players, 1)) - 0.5))
        roll = rolls * np.sin(2.0 * np.pi * (speed_hz * t + rng.random((players, 1))))
        off = self.apart_cents * 1.2 * (rng.random((players, 1)) - 0.5)
        return np.asarray((self.vibrato_cents * roll + off) / 100.0)

    def _sides(self, midi: float, players: int) -> Row:
        """Return where the players sit, as an angle: 0 left, a quarter turn right."""
        place = (
            (np.arange(players) + 0.5) / players - 0.5 if players > 1 else np.array([_seat(midi)])
        )
        return np.asarray((0.5 + place * self.width_percent / 100.0) * np.pi / 2.0)


def _seat(midi: float) -> float:
    """Return where one player sits, -0.5 to 0.5: high parts to the left, low ones to the right."""
    return min(0.5, max(-0.5, (62.0 - midi) / 40.0))
