"""What a track adds to the mix: its sound, its fader and pan, and all ways it takes to the master.

Without devices every way is a pair of gains, one a side; they add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tonmeister.console.curves import Curve, Level, Pan
from tonmeister.exchange.daw.playing import TrackSound
from tonmeister.model.daw import DawSend, DawSession, DawTrack, FramePoint
from tonmeister.signal import Samples


@dataclass(frozen=True)
class Step:
    """One stretch of a way: a level and, after it, a pan."""

    level: Level
    pan: Pan

    def sides(self, start: int, count: int) -> NDArray[np.float64]:
        """Return the gains of left and right, ``[2, count]`` or ``[2, 1]``."""
        gain = self.level.gain(start, count)
        left, right = self.pan.block(start, count)
        return np.stack(np.broadcast_arrays(gain * left, gain * right))


Way = tuple[Step, ...]


def ways(session: DawSession, track: DawTrack) -> tuple[Way, ...]:
    """Return all ways from a track's inserts to the end of the master: output and sends.

    A muted channel has none, for its sends either. A track that feeds nothing has none.
    """
    return tuple(_ways(session, track, frozenset()))


class MixedSound:
    """A track as it is heard in the mix: a ``Source``. The sum of all of them is the mix."""

    def __init__(self, track: DawTrack, session: DawSession) -> None:
        self.rate_hz = session.rate_hz
        self._sound = TrackSound(track, session)
        self._session, self._track = session, track

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """How it gets to the master; none where it is not heard."""
        return ways(self._session, self._track)

    @property
    def frames(self) -> int:
        """Where its last clip has ended."""
        return self._sound.frames

    def read(self, start: int, count: int) -> Samples:
        """Return float64 ``[2, count]`` from the song's frame ``start``."""
        return self.turned(self._sound.read(start, count), start)

    def turned(self, sound: Samples, start: int) -> Samples:
        """Return sound of the track, from frame ``start`` on, as it arrives at the mix."""
        gains = np.zeros((2, 1))
        for way in self.ways:
            sides = np.ones((2, 1))
            for step in way:
                sides = sides * step.sides(start, sound.shape[1])
            gains = gains + sides
        return sound * gains


def _ways(session: DawSession, track: DawTrack, gone: frozenset[str]) -> list[Way]:
    if track.muted or track.name in gone:
        return []
    gone = gone | {track.name}
    pan = _pan(track)
    fader = _level(track.fader_db, track.fader_curve_db)
    own: Way = (Step(fader, pan),)
    if track.kind == "master":
        return [own]
    out = _onward(session, track.output, own, gone)
    for send in track.sends:
        level = Step(_level(send.level_db, send.curve_db), pan)
        way = (level,) if send.pre_fader else (Step(fader, _MIDDLE), level)
        out += _onward(session, send.to, way, gone)
    return out


def _onward(session: DawSession, to: str, way: Way, gone: frozenset[str]) -> list[Way]:
    channel = next((track for track in session.tracks if track.name == to), None)
    return [(*way, *rest) for rest in _ways(session, channel, gone)] if channel else []


def _level(steady: float, curve: tuple[FramePoint, ...]) -> Level:
    return Level.of((), (_curve(curve),)) if curve else Level(steady)


def _pan(track: DawTrack) -> Pan:
    return Pan(_level(track.pan_percent, track.pan_curve_percent), is_mono=track.law == "sine")


def _curve(points: tuple[FramePoint, ...]) -> Curve:
    at_frames, values = zip(*points, strict=True)
    return Curve(at_frames, values)


_MIDDLE = Pan(Level(), is_mono=False)


def sends_words(sends: tuple[DawSend, ...]) -> str:
    """Say where a track's sends go and how loud: ``Plate -12.0 dB, Echo -20.5 dB before fader``."""
    return ", ".join(
        f"{s.to} {s.level_db:.1f} dB{' before fader' if s.pre_fader else ''}"
        f"{' (ridden)' if s.curve_db else ''}"
        for s in sends
    )
