"""A session's tracks as the tracks of an AAF: mono, clips end to end, levels on the clips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tonmeister.exchange.aaf.pieces import Piece, piece_of, voices
from tonmeister.exchange.aaf.sounds import MonoFile, Side, Wanted, sides_of
from tonmeister.exchange.daw.mixing import Way, ways
from tonmeister.model.daw import DawClip, DawSession, DawTrack, FramePoint


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A mono track. ``pan``: 0 is left, 1 right, over the song's frames; one point is steady."""

    name: str
    pan: tuple[FramePoint, ...]
    pieces: tuple[Piece, ...]


class Lane:
    """A track of the session and what it becomes: one mono track, or left and right."""

    def __init__(self, session: DawSession, track: DawTrack) -> None:
        self.track = track
        self._session = session
        self.way = _way(session, track)
        turned = any(s.pan.position.curves or s.pan.position.steady for s in (self.way or ())[1:])
        wide = turned or track.channels == 2 or track.law == "balance"
        self.channels = 2 if wide else 1  # a mono track on a panned bus has two sides, too

    def wanted(self, clip: DawClip) -> tuple[Wanted, ...]:
        """Return what a clip plays on each of the mono tracks."""
        flipped = clip.flip_polarity != self.track.flip_polarity
        sides: tuple[Side, ...] = sides_of(self._session.file(clip.file), self.channels)
        return tuple(Wanted(clip.file, side, flipped) for side in sides)

    def slots(self, sounds: Mapping[Wanted, MonoFile]) -> list[Slot]:
        """Return the mono tracks; clips that overlap otherwise than by a crossfade get more."""
        out = []
        for side in range(self.channels):
            pieces = []
            for clip in self.track.clips:
                want = self.wanted(clip)[side]
                wide = side if self.channels == 2 else None
                piece = piece_of(clip, want, sounds[want], self.way, wide)
                if piece is not None:
                    pieces.append(piece)
            ending = (".L", ".R")[side] if self.channels == 2 else ""
            pan = ((0, float(side)),) if self.channels == 2 else _pan(self.track)
            for number, row in enumerate(voices(pieces), 1):
                name = self.track.name if number == 1 else f"{self.track.name} {number}"
                out.append(Slot(name=f"{name}{ending}", pan=pan, pieces=tuple(row)))
        return out


def lanes_of(session: DawSession) -> list[Lane]:
    """Return the tracks that play something, in their order."""
    return [Lane(session, track) for track in session.tracks if track.clips]


def _way(session: DawSession, track: DawTrack) -> Way | None:
    """Return the way through its output to the master; ``None`` where it is not heard."""
    direct = tuple(replace(t, sends=()) for t in session.tracks)
    found = ways(replace(session, tracks=direct), replace(track, sends=()))
    return found[0] if found else None


def _pan(track: DawTrack) -> tuple[FramePoint, ...]:
    points = track.pan_curve_percent or ((0, track.pan_percent),)
    return tuple((at, max(0.0, min(1.0, (percent + 100.0) / 200.0))) for at, percent in points)
