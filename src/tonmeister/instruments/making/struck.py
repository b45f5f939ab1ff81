"""Notes that are struck once, kept, and put in their places: a few of each, used in turn."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tonmeister.instruments.making.bending import Bending
from tonmeister.instruments.making.tape import blank, finish, on_tape
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal import Samples
from tonmeister.signal.kernels.synth import STEP_FRAMES
from tonmeister.signal.kernels.synth_struck import put_bent

_FADE_S = 0.004


@dataclass(frozen=True, slots=True)
class Stroke:
    """Which stroke is asked for: its key, how hard (0..1), its turn, how long it must ring."""

    midi: float
    velocity: float
    turn: int
    ring_s: float

    def rng(self, seed: int) -> np.random.Generator:
        """Return the chance of this stroke."""
        return np.random.default_rng(
            (seed, round(self.midi * 100) + 2**20, round(self.velocity * 1000), self.turn)
        )


@dataclass(frozen=True, slots=True)
class Struck:
    """How notes are struck: ``strike`` returns ``[1 or 2, n]`` for a stroke, at velocity's layer.

    ``layers`` of strength, ``turns`` strokes of each. A note let go falls 60 dB in ``mute_s``;
    ``None`` lets it ring out, at most ``longest_s``. Keys in one of ``chokes`` stop each other.
    """

    strike: Callable[[Stroke], Samples]
    layers: int
    turns: int
    mute_s: float | None
    longest_s: float
    chokes: tuple[frozenset[int], ...] = ()

    def play(
        self, notes: Sequence[SoundNote], bends: Sequence[SoundBend], length_s: float, rate_hz: int
    ) -> Samples:
        """Play all notes."""
        tape, bending = blank(length_s, rate_hz), Bending(bends)
        ordered = [n for n in on_tape(notes) if n.start_s < length_s]
        needed_s = self._needed(ordered, bending, length_s)
        kept: dict[tuple[float, int, int], Samples] = {}
        counts: dict[float, int] = {}
        for number, note in enumerate(ordered):
            layer = min(self.layers - 1, int(note.velocity * self.layers))
            turn = counts.get(note.midi, 0)
            counts[note.midi] = turn + 1
            key = (note.midi, layer, turn % self.turns)
            strength = (layer + 0.5) / self.layers
            if key not in kept:
                kept[key] = self.strike(Stroke(note.midi, strength, key[2], needed_s[note.midi]))
            stopped_s = self._stopped(ordered, number)
            self._put(tape, kept[key], note, stopped_s, note.velocity / strength, bending, rate_hz)
        return finish(tape, rate_hz)

    def _needed(
        self, notes: Sequence[SoundNote], bending: Bending, length_s: float
    ) -> dict[float, float]:
        """Return how long a stroke of each key must ring."""
        needed: dict[float, float] = {}
        for n in notes:
            ring_s = self.longest_s
            if self.mute_s is not None:
                ring_s = min(ring_s, n.length_s + self.mute_s)
                if bending.moves(n.start_s, n.start_s + ring_s):
                    ring_s *= 1.5
            ring_s = min(ring_s, length_s - n.start_s + 0.01)
            needed[n.midi] = max(needed.get(n.midi, 0.0), ring_s)
        return needed

    def _stopped(self, notes: Sequence[SoundNote], number: int) -> float | None:
        """Return when another key of its group takes over."""
        mine = notes[number]
        group = next((g for g in self.chokes if round(mine.midi) in g), None)
        if group is None:
            return None
        later = (n for n in notes[number + 1 :] if round(n.midi) in group)
        return next((n.start_s for n in later if n.start_s > mine.start_s + 0.001), None)

    def _put(
        self, tape: Samples, sound: Samples, note: SoundNote, stopped_s: float | None,
        level: float, bending: Bending, rate_hz: int,
    ) -> None:  # fmt: skip
        start = round(note.start_s * rate_hz)
        room = min(sound.shape[1], tape.shape[1] - start)
        held = float(room) if self.mute_s is None else note.length_s * rate_hz
        mute = (self.mute_s or 0.0) * rate_hz
        if stopped_s is not None and (stopped_s - note.start_s) * rate_hz < held:
            held, mute = (stopped_s - note.start_s) * rate_hz, 0.03 * rate_hz
        room = min(room, math.ceil(held + mute) if held + mute < room else room)
        if room <= 0:
            return
        if bending.moves(note.start_s, note.start_s + room / rate_hz):
            steps = np.arange(0, room + STEP_FRAMES, STEP_FRAMES)
            speed = np.exp2(bending.at(note.start_s + steps / rate_hz) / 12.0)
            put_bent(tape, sound, start, speed, level * _let_go(steps, held, mute), STEP_FRAMES)
            return
        part = tape[:, start : start + room]
        stop = min(room, math.floor(held))
        part[:, :stop] += level * sound[:, :stop]
        if stop < room:
            gone = _released(math.ceil(mute))[: room - stop]
            part[:, stop : stop + gone.size] += level * gone * sound[:, stop : stop + gone.size]


@lru_cache(maxsize=8)
def _released(mute_frames: int) -> np.ndarray:
    return _let_go(np.arange(mute_frames), 0.0, float(mute_frames))


def _let_go(frames: np.ndarray, held: float, mute: float) -> np.ndarray:
    """Return the level at each frame: 60 dB down within ``mute``, nothing at its end."""
    gone = np.clip((frames - held) / max(mute, 1.0), 0.0, 1.0)
    return 10.0 ** (-3.0 * gone) * (1.0 - gone**8)


def faded(sound: Samples, rate_hz: int) -> Samples:
    """Return the stroke with its last milliseconds faded."""
    count = min(sound.shape[1], round(_FADE_S * rate_hz))
    if count:
        sound[:, -count:] *= np.linspace(1.0, 0.0, count)
    return sound
