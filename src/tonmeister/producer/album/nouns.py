"""What an album is made of: its songs as heard, and its songs as they shall stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tonmeister.model import Key

LevelBy = Literal["anchor", "loudest"]
LEVEL_BY: tuple[LevelBy, ...] = ("anchor", "loudest")
"""Which song gets the album's loudness: the anchor, or the loudest (AES TD1008)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SongHeard:
    """A finished song, as far as an album cares.

    ``head_silence_s`` and ``tail_silence_s`` are digital silence (what a CD could not hold);
    ``head_quiet_s`` and ``tail_quiet_s`` is what lies between that and what is heard.
    ``decay_s`` is how long the end takes from full level to the edge of hearing.
    ``begin_lu`` and ``end_lu`` are the first and last three seconds against the whole song.
    ``tone_db`` are 30 third octaves relative to the whole.
    """

    file: str
    title: str
    rate_hz: int
    length_s: float
    loudness_lufs: float
    true_peak_dbtp: float
    range_lu: float
    onset_rate_hz: float
    tone_db: tuple[float, ...]
    artist: str = ""
    tempo_bpm: float | None = None
    key: Key | None = None
    head_silence_s: float = 0.0
    tail_silence_s: float = 0.0
    head_quiet_s: float = 0.0
    tail_quiet_s: float = 0.0
    decay_s: float = 0.0
    begin_lu: float = 0.0
    end_lu: float = 0.0
    is_mono: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumSong:
    """One song as it shall stand on the album.

    ``gap_s`` is silence before it, ``crossfade_s`` how long it overlaps with the song before.
    ``offset_lu`` is its loudness against the anchor. ``trim_start_s`` and ``trim_end_s`` are cut.
    """

    file: str
    title: str
    artist: str = ""
    isrc: str = ""
    gap_s: float = 0.0
    crossfade_s: float = 0.0
    offset_lu: float = 0.0
    tone_percent: float = 50.0
    trim_start_s: float = 0.0
    trim_end_s: float = 0.0
    use: bool = True
    hold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """The whole album, as ``album.toml`` has it. ``songs`` stand in their order."""

    title: str
    artist: str
    rate_hz: int
    anchor: str
    songs: tuple[AlbumSong, ...]
    upc: str = ""
    year: str = ""
    loudness_lufs: float = -14.0
    ceiling_dbtp: float = -1.0
    level_by: LevelBy = "anchor"

    @property
    def played(self) -> tuple[AlbumSong, ...]:
        """The songs that are on it."""
        return tuple(song for song in self.songs if song.use)

    def target_lufs(self, song: AlbumSong) -> float:
        """Return how loud a song shall be."""
        highest_lu = max((s.offset_lu for s in self.played), default=0.0)
        base_lu = highest_lu if self.level_by == "loudest" else 0.0
        return self.loudness_lufs + song.offset_lu - base_lu


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a person wrote and what therefore stays, by key; the order only if it is theirs."""

    head: Mapping[str, Any] = field(default_factory=dict)
    songs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
