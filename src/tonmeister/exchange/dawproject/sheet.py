"""What the parts of the DAWproject writer share: the session, its time line, its sounds, ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.dawproject.curves import in_quarters, tempo_corners, with_corners
from tonmeister.exchange.dawproject.sounds import Sounds
from tonmeister.model.daw import DawSession, DawTrack, FramePoint


@dataclass
class Ride:
    """A parameter that moves: its id, its unit, and where it stands (quarters, value)."""

    parameter: str
    unit: str
    points: list[tuple[float, float]]


@dataclass
class Sheet:
    """A session being written.

    ``as_bitwig``: buses have the role that Bitwig gives its groups (a master that feeds another),
    which weak importers expect; else the role that the standard has for them (a submix).
    """

    session: DawSession
    sounds: Sounds
    as_bitwig: bool = False
    states: dict[str, bytes] = field(default_factory=dict)
    rides: dict[int, list[Ride]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @cached_property
    def line(self) -> Timeline:
        """Frames and quarter notes."""
        return Timeline(self.session.tempos, self.session.rate_hz)

    @cached_property
    def corners(self) -> list[int]:
        """The frames at which the tempo changes."""
        return tempo_corners(self.session.tempos, self.session.rate_hz)

    @cached_property
    def _targets(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, track in enumerate(self.session.tracks):
            if track.kind != "track":
                found.setdefault(track.name, number)
        for number, track in enumerate(self.session.tracks):
            found.setdefault(track.name, number)
        return found

    def target(self, name: str) -> int | None:
        """Return the number of the channel that a name means: buses and returns before tracks."""
        return self._targets.get(name)

    def output(self, number: int) -> int | None:
        """Return what a track feeds; the master, and a note, where its output is not there."""
        track = self.session.tracks[number]
        if track.kind == "master":
            return None
        found = self.target(track.output)
        if found is None or found == number:
            self.note(
                f"{track.name} feeds {track.output!r}, which is not there: the master instead."
            )
            found = next(n for n, t in enumerate(self.session.tracks) if t.kind == "master")
        return found

    def ride(self, number: int, parameter: str, unit: str, points: list[FramePoint]) -> None:
        """Remember a parameter that moves, for the track's lane."""
        placed = in_quarters(points, self.line)
        self.rides.setdefault(number, []).append(Ride(parameter, unit, placed))

    def cornered(self, points: tuple[FramePoint, ...]) -> list[FramePoint]:
        """Return a curve in song frames with a breakpoint wherever the tempo changes."""
        return with_corners(points, self.corners)

    def bpm_at(self, at_frames: int) -> float:
        """Return the tempo at a frame."""
        at_s = at_frames / self.session.rate_hz
        passed = [tempo for tempo in self.session.tempos if tempo.at_s <= at_s]
        return passed[-1].quarter_bpm

    def note(self, words: str) -> None:
        """Remember a sentence for the person who opens it; each once."""
        if words not in self.notes:
            self.notes.append(words)


def take_id(number: int, lane: int, take: int) -> str:
    """Return the id of the track that a waiting lane becomes."""
    return f"t{number}-lane{lane}-take{take}"


def take_name(track: DawTrack, name: str, take: int) -> str:
    """Return what a waiting lane is called as a track."""
    return name or f"{track.name} take {take}"
