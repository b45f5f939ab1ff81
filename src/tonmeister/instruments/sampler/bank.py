"""A bank of recorded notes: what sounds for which key and how hard it is struck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Loop = Literal["none", "always", "held", "once", "file"]
"""``none``: plays until its end or the key is let go. ``always``: its loop goes on while it dies
away. ``held``: it leaves its loop when the key is let go. ``once``: plays to its end, whatever the
key does. ``file``: ``always`` if its file has a loop, else ``none``."""

Kind = Literal["lowpass", "highpass", "bandpass", "lowpass-1", "highpass-1"]
Trigger = Literal["attack", "release"]


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A recorded note: float32 ``[channel, frame]`` (one or two channels), full scale at +-1.

    ``loop_frames``: first frame of the loop and the first one after it, if its file has one.
    """

    samples: NDArray[np.float32]
    rate_hz: float
    loop_frames: tuple[int, int] | None = None


class Sound(Protocol):
    """Where a recording comes from: it is read when a note needs it, and kept."""

    @property
    def name(self) -> str: ...

    def load(self) -> Recording: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """How a note swells and dies away: up evenly, down evenly in dB.

    ``decay_s`` and ``release_s`` are the times in which it would fall by ``fall_db``. The two
    ``_octaves`` say how much longer a key one semitone lower holds and decays (1: twice as long).
    """

    delay_s: float = 0.0
    attack_s: float = 0.0
    hold_s: float = 0.0
    decay_s: float = 0.0
    sustain_ratio: float = 1.0
    release_s: float = 0.01
    fall_db: float = 100.0
    hold_key_octaves: float = 0.0
    decay_key_octaves: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter of each voice; ``resonance_db`` is its peak over the flat one."""

    kind: Kind = "lowpass"
    cutoff_hz: float = 20000.0
    resonance_db: float = 0.0
    key_cents: float = 0.0  # cents of the cutoff a key, from key 60
    velocity_cents: float = 0.0  # at full velocity
    keeps_power: bool = False  # a resonance turns the rest down by half of itself, as in SF2


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """A slow wave: what it moves, how far, and how long after the note it begins."""

    delay_s: float = 0.0
    rate_hz: float = 0.0
    pitch_cents: float = 0.0
    filter_cents: float = 0.0
    volume_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A second envelope: how far it moves pitch and filter at its top."""

    envelope: Envelope
    pitch_cents: float = 0.0
    filter_cents: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One recording in its place: for which keys and velocities (MIDI, 0 to 127), and how it plays.

    A note silences older zones of the same player whose ``off_by`` is its ``group``. Of zones that
    take turns, the one plays whose ``turn`` (from 0) it is among ``turns``; of zones left to
    chance, the one whose range from 0 to 1 holds the note's number.
    """

    sound: Sound
    low_key: int = 0
    high_key: int = 127
    low_velocity: int = 0
    high_velocity: int = 127
    velocity_in: tuple[int, int] | None = None  # fades in over these velocities
    velocity_out: tuple[int, int] | None = None
    root_key: float = 60.0
    tune_cents: float = 0.0
    key_cents: float = 100.0
    gain_db: float = 0.0
    pan: float = 0.0  # -1 left, 1 right
    velocity_percent: float = 100.0  # how much of 40 dB a tenfold velocity
    start_frame: int = 0
    end_frame: int | None = None  # the first one that is not played
    loop: Loop = "none"
    loop_frames: tuple[int, int] | None = None  # None: as the file says
    amp: Envelope = Envelope()
    filter: Filter | None = None
    sweep: Sweep | None = None
    swings: tuple[Swing, ...] = ()
    group: int = 0
    off_by: int = 0
    turn: int = 0
    turns: int = 1
    low_chance: float = 0.0
    high_chance: float = 1.0
    trigger: Trigger = "attack"
    release_fall_db: float = 0.0  # a second of holding, for zones that sound on release
    struck: Callable[[int, int], Zone] | None = None  # the zone as key and velocity make it


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """One instrument made of recordings.

    ``licence`` is what its maker says about using it; ``notes`` what was not understood, for
    people.
    """

    name: str
    zones: tuple[Zone, ...]
    licence: str = "not said"
    notes: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[int, int]:
        """The lowest and the highest key that sounds."""
        return min(z.low_key for z in self.zones), max(z.high_key for z in self.zones)
