"""One MIDI channel as it is played: keys, pedal, wheel, faders, and what it is told to be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tonmeister.model import SoundBend

Curve = list[tuple[float, int]]  # (time in seconds, value)

PEDAL, BEND_SEMITONES, MPE_SEMITONES = 64, 2.0, 48.0
_KEPT = (1, 7, 10, 11)
_BEND_RANGE, _MPE_MEMBERS, _NOTHING = 0, 6, 0x3FFF
_RAMP_S = 0.002


class Key(NamedTuple):
    """A key of a track."""

    track: int
    note: int


class Ended(NamedTuple):
    """A note that was let go."""

    track: int
    note: int
    program: int
    start_s: float
    velocity: float


class Channel:
    """The state of one channel; ``hear`` yields notes when they end."""

    def __init__(self) -> None:
        self.program = 0
        self.zone: int | None = None
        self.bends: list[SoundBend] = []
        self.curves: dict[int, Curve] = {number: [] for number in _KEPT}
        self._down: dict[Key, Ended] = {}
        self._kept: set[Key] = set()
        self._pedal = False
        self._asked = _NOTHING
        self._range_semitones = BEND_SEMITONES
        self._pitch = 0.0

    def member(self) -> None:
        """Become a finger of an MPE instrument."""
        self._range_semitones = MPE_SEMITONES

    def hear(self, message: Any, now_s: float, track: int, program: int) -> Iterator[Ended]:
        """Take a message; yield every note that it ends. A new one plays ``program``."""
        if message.type == "note_on" and message.velocity > 0:
            key = Key(track, message.note)
            yield from self._end(key)
            self._down[key] = Ended(track, key.note, program, now_s, message.velocity / 127.0)
        elif message.type in ("note_on", "note_off"):
            key = self._key(track, message.note)
            if self._pedal and key in self._down:
                self._kept.add(key)
            else:
                yield from self._end(key)
        elif message.type == "program_change":
            self.program = message.program
        elif message.type == "pitchwheel":
            self._bend(message.pitch / (8191.0 if message.pitch > 0 else 8192.0), now_s)
        elif message.type == "control_change":
            yield from self._control(message.control, message.value, now_s)

    def _key(self, track: int, note: int) -> Key:
        """Return the key that is meant: struck by this track, or else by another."""
        mine = Key(track, note)
        if mine in self._down:
            return mine
        return next((key for key in self._down if key.note == note), mine)

    def all_up(self) -> Iterator[Ended]:
        """End what is still down."""
        for key in sorted(self._down):
            yield from self._end(key)

    def _end(self, key: Key) -> Iterator[Ended]:
        self._kept.discard(key)
        if key in self._down:
            yield self._down.pop(key)

    def _control(self, number: int, value: int, now_s: float) -> Iterator[Ended]:
        if number == PEDAL:
            self._pedal = value >= 64
            if not self._pedal:
                for key in sorted(self._kept):
                    yield from self._end(key)
        elif number in _KEPT:
            self.curves[number].append((now_s, value))
        elif number == 101:
            self._asked = (value << 7) | (self._asked & 0x7F)
        elif number == 100:
            self._asked = (self._asked & 0x3F80) | value
        elif number in (98, 99):
            self._asked = _NOTHING
        elif number == 6 and self._asked == _BEND_RANGE:
            self._range_semitones = float(value)
        elif number == 38 and self._asked == _BEND_RANGE:
            self._range_semitones = int(self._range_semitones) + value / 100.0
        elif number == 6 and self._asked == _MPE_MEMBERS:
            self.zone = min(value, 15)
        elif number in (120, 123):
            yield from self.all_up()

    def _bend(self, part: float, now_s: float) -> None:
        """Move the pitch; until now it stood still."""
        held, self._pitch = self._pitch, part * self._range_semitones
        last_s = self.bends[-1].at_s if self.bends else -1.0
        if now_s - _RAMP_S > last_s:
            self.bends.append(SoundBend(now_s - _RAMP_S, held))
        if self.bends and self.bends[-1].at_s >= now_s:
            self.bends.pop()
        self.bends.append(SoundBend(now_s, self._pitch))
