"""How loud each song stands against the anchor: quiet songs stay quiet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from tonmeister.producer.album.choice import Choice, choose
from tonmeister.producer.album.nouns import Album, SongHeard

QUIETEST_LU = -6.0
LOUDEST_LU = 1.0
"""How far a song may lie under and over its anchor; the relation within is the artist's."""

_MEDIAN_GUARD_LU = 2.0


def anchor_of(songs: Sequence[SongHeard], named: str = "") -> SongHeard:
    """Return the song that the others are set against: the named one, else the loudest."""
    for song in songs:
        if named and named in (song.file, song.title):
            return song
    return max(songs, key=lambda song: (song.loudness_lufs, song.file))


def offsets_lu(
    songs: Sequence[SongHeard], anchor: SongHeard
) -> tuple[Mapping[str, float], tuple[Choice, ...]]:
    """Return each song's loudness against the anchor, and why.

    The album is normalised as one (AES TD1008, album mode): the songs keep the relation they have
    in the folder, within limits.
    """
    out, told = {}, []
    for song in songs:
        there_lu = song.loudness_lufs - anchor.loudness_lufs
        kept_lu = round(min(LOUDEST_LU, max(QUIETEST_LU, there_lu)), 1)
        out[song.file] = kept_lu
        if song.file == anchor.file:
            told.append(choose("album/anchor", song.title, loudness_lufs=song.loudness_lufs))
        elif abs(kept_lu - there_lu) > 0.06:
            told.append(
                choose("album/level_limited", song.title, there_lu=there_lu, offset_lu=kept_lu)
            )
        else:
            told.append(choose("album/level_kept", song.title, offset_lu=kept_lu))
    return out, tuple(told)


def sticks_out(album: Album, titles: Mapping[str, str]) -> tuple[Choice, ...]:
    """Tell of songs that stand well over the middle of the album."""
    levels = {song.file: album.target_lufs(song) for song in album.played}
    if len(levels) < 3:
        return ()
    middle = median(levels.values())
    return tuple(
        choose("album/sticks_out", titles[file], over_lu=level - middle, median_lufs=middle)
        for file, level in levels.items()
        if level > middle + _MEDIAN_GUARD_LU
    )
