"""All decisions about an album. What a person wrote stays, and the rest is decided around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from tonmeister.producer.album.choice import Choice, choose
from tonmeister.producer.album.gaps import gap_before
from tonmeister.producer.album.loudness import anchor_of, offsets_lu, sticks_out
from tonmeister.producer.album.nouns import Album, AlbumSong, Held, SongHeard

RATES_HZ = (44100, 48000, 88200, 96000, 176400, 192000)


def decide(
    songs: Sequence[SongHeard], held: Held, *, title: str, artist: str = ""
) -> tuple[Album, tuple[Choice, ...]]:
    """Return the album and the reasons, from the songs in the order of their files.

    ``title`` and ``artist`` are what the folder and the files say; ``held`` is what a person
    wrote, the order too where it is theirs.
    """
    by_file = {song.file: song for song in songs}
    order = [by_file[file] for file in held.order if file in by_file]
    order += [song for song in songs if song not in order]
    used = [song for song in order if held.songs.get(song.file, {}).get("use", True)]
    told: list[Choice] = []
    rate_hz = _rate(used, held, told)
    anchor = anchor_of(used, str(held.head.get("anchor", "")))
    levels, reasons = offsets_lu(used, anchor)
    gaps: dict[str, float] = {}
    for before, song in pairwise(used):
        mine = held.songs.get(song.file, {})
        if not mine.get("crossfade_s"):
            gaps[song.file], reason = gap_before(before, song)
            if "gap_s" not in mine:
                told.append(reason)
    made: list[AlbumSong] = []
    for heard in order:
        fresh = AlbumSong(
            file=heard.file,
            title=heard.title,
            artist=heard.artist if heard.artist != artist else "",
            gap_s=gaps.get(heard.file, 0.0),
            offset_lu=levels.get(heard.file, 0.0),
            trim_start_s=heard.head_silence_s,
            trim_end_s=heard.tail_silence_s,
        )
        made.append(replace(fresh, **held.songs.get(heard.file, {})))
        _tell_held(heard, held, told)
    told += [r for r, song in zip(reasons, used, strict=True) if not _mine(held, song, "offset_lu")]
    told += [_trimmed(heard, held) for heard in used if _is_trimmed(heard, held)]
    head = {"title": title, "artist": artist, "rate_hz": rate_hz, **held.head}
    album = Album(**{**head, "anchor": anchor.file}, songs=tuple(made))
    told += sticks_out(album, {one.file: one.title for one in album.songs})
    return album, tuple(told)


def _rate(songs: Sequence[SongHeard], held: Held, told: list[Choice]) -> int:
    """Return the album's one sample rate: the one most songs have, the higher of equals."""
    if "rate_hz" in held.head:
        return int(held.head["rate_hz"])
    counts = Counter(song.rate_hz for song in songs)
    usable = [rate_hz for rate_hz in counts if rate_hz in RATES_HZ]
    rate_hz = max(usable, key=lambda rate_hz: (counts[rate_hz], rate_hz)) if usable else 44100
    others = [song.title for song in songs if song.rate_hz != rate_hz]
    if others:
        told.append(choose("album/rate", "", rate=f"{rate_hz} Hz", others=", ".join(others)))
    return rate_hz


def _mine(held: Held, song: SongHeard, key: str) -> bool:
    return key in held.songs.get(song.file, {})


def _tell_held(song: SongHeard, held: Held, told: list[Choice]) -> None:
    mine = {key: v for key, v in held.songs.get(song.file, {}).items() if key != "hold"}
    if mine:
        told.append(choose("album/held", song.title, keys=", ".join(sorted(mine))))


def _is_trimmed(song: SongHeard, held: Held) -> bool:
    mine = _mine(held, song, "trim_start_s") and _mine(held, song, "trim_end_s")
    return not mine and max(song.head_silence_s, song.tail_silence_s) >= 0.01


def _trimmed(song: SongHeard, held: Held) -> Choice:
    return choose("album/trim", song.title, head_s=song.head_silence_s, tail_s=song.tail_silence_s)
