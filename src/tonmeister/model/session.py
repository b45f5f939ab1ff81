"""What was recorded: the tracks of a song as they came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Layout = Literal["mono", "stereo", "split"]
Evidence = Literal["person", "name", "sound"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One recorded lane.

    ``files`` are paths relative to the song folder: one, or two where left and right are split.
    ``start_s`` is where the file begins in the song (BWF time stamp). ``use`` is false for what
    is kept out of the mix (a click, a guide, a rough mix, silence, a copy), ``why_not`` says why.
    ``flip_polarity`` and ``shift_ms`` bring the microphones of one source together;
    ``source`` names that source where several microphones heard it. ``wrong`` are the ids of
    the checks that found something wrong with the recording itself. ``take_of`` and ``take`` say
    that it is one of several takes of a part. ``edited`` is the file (as ``files``, in song time)
    that holds the track with its edits, ``edited_sha256`` what is in it; empty: the recording
    plays as it came.
    """

    name: str
    files: tuple[str, ...]
    role: str
    role_from: Evidence
    confidence: float
    layout: Layout
    rate_hz: int
    bits: int
    length_s: float
    start_s: float = 0.0
    use: bool = True
    why_not: str = ""
    source: str = ""
    flip_polarity: bool = False
    shift_ms: float = 0.0
    wrong: tuple[str, ...] = ()
    sha256: str = ""
    take_of: str = ""
    take: int = 0
    edited: str = ""
    edited_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Everything that was handed over for one song. ``problems`` are files that could not be
    used, one clear line each.
    """

    song: str
    rate_hz: int
    length_s: float
    tracks: tuple[Track, ...]
    problems: tuple[str, ...] = ()

    @property
    def playing(self) -> tuple[Track, ...]:
        """The tracks that go into the mix."""
        return tuple(track for track in self.tracks if track.use)

    def track(self, name: str) -> Track:
        """Return the track of that name; raises ``KeyError``."""
        for track in self.tracks:
            if track.name == name:
                return track
        raise KeyError(name)
