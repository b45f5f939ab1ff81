"""An audio CD: its tracks, in sectors of 1/75 s from the album's first sample."""

from __future__ import annotations

from dataclasses import dataclass

SECTORS_A_SECOND = 75
SECTOR_BYTES = 2352
SECTOR_FRAMES = 588
PREGAP_SECTORS = 150
LEAST_TRACK_SECTORS = 4 * SECTORS_A_SECOND
MOST_TRACKS = 99
MOST_SECTORS = 79 * 60 * SECTORS_A_SECOND + 48 * SECTORS_A_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscTrack:
    """``start`` is where index 1 lies; ``pause`` where index 0 does (``None``: no pause)."""

    title: str
    start: int
    artist: str = ""
    isrc: str = ""
    pause: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """``sectors`` is the length of the album without the two seconds before its first track."""

    title: str
    tracks: tuple[DiscTrack, ...]
    sectors: int
    artist: str = ""
    upc: str = ""


def msf(sectors: int) -> tuple[int, int, int]:
    """Return minutes, seconds and frames: ``msf(150) == (0, 2, 0)``."""
    return sectors // 4500, sectors // 75 % 60, sectors % 75


def unfit(disc: Disc) -> list[str]:
    """Return why a CD cannot hold this album, one line each; empty if it can (IEC 60908)."""
    said = []
    if len(disc.tracks) > MOST_TRACKS:
        said.append(f"the album has {len(disc.tracks)} tracks, but a CD holds {MOST_TRACKS}")
    if disc.sectors + PREGAP_SECTORS > MOST_SECTORS:
        said.append(
            f"the album is {_minutes(disc.sectors)} long, but a CD holds "
            f"{_minutes(MOST_SECTORS - PREGAP_SECTORS)}"
        )
    ends = [*(track.start for track in disc.tracks[1:]), disc.sectors]
    for track, end in zip(disc.tracks, ends, strict=True):
        if end - track.start < LEAST_TRACK_SECTORS:
            length_s = (end - track.start) / SECTORS_A_SECOND
            said.append(
                f"{track.title} is {length_s:.1f} s long, but a CD track lasts at least 4 s"
            )
    return said


def _minutes(sectors: int) -> str:
    minutes, seconds, _ = msf(sectors)
    return f"{minutes}:{seconds:02d}"
