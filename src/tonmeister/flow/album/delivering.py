"""The album's files: a WAV and a FLAC a song that join without a seam, with tags."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tonmeister.exchange.encode import CannotEncode, write_flac
from tonmeister.exchange.tags import replaygain
from tonmeister.exchange.tags_wav import add_to_wav
from tonmeister.flow.album.mastering import Mastered
from tonmeister.flow.album.sequence import AlbumSound
from tonmeister.flow.delivering import file_name
from tonmeister.flow.mastering import Ear, Measured
from tonmeister.flow.tell import Teller
from tonmeister.producer.album import Album
from tonmeister.signal.dithering import Quantiser
from tonmeister.signal.loudness import LoudnessMeter
from tonmeister.studio import Project, WavSink, write_text

BITS: Literal[24] = 24
_BLOCK = 65536
_OURS = "album-files.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A track of the album as it was written."""

    number: int
    master: Mastered
    wav: Path
    flac: Path
    measured: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The album as it was written: its tracks, and what a meter reads on the whole."""

    tracks: tuple[Track, ...]
    measured: Measured
    short_term_lufs: tuple[float, ...]


def write_tracks(
    project: Project,
    album: Album,
    made: Sequence[Mastered],
    sound: AlbumSound,
    cover: Path | None,
    tell: Teller,
) -> Written:
    """Write a WAV and a FLAC of 24 bit a song; laid end to end they are the album.

    One dither runs through them all. They are cut at the track marks, so a pause belongs to the
    song before it, as on a CD.
    """
    whole, meter = Ear(album.rate_hz), LoudnessMeter(album.rate_hz, peaks=False)
    quantiser = Quantiser(album.rate_hz, BITS)
    parts: list[tuple[Path, Measured]] = []
    with tell.stage("tracks", "Writing the tracks") as on:
        for number, master in enumerate(made):
            first, last = sound.line.cut(number)
            path = project.folder / "wav" / f"{_stem(number + 1, master)}.wav"
            with WavSink(path, album.rate_hz, bits=BITS, frames=last - first) as sink:
                ear = Ear(album.rate_hz, sink.write)
                for start in range(first, last, _BLOCK):
                    block = sound.read(start, min(_BLOCK, last - start))
                    block = quantiser.process(block)
                    ear.write(block)
                    whole.write(block)
                    meter.add(block)
                    on(start / max(1, sound.frames))
            parts.append((path, ear.measured()))
        read = whole.measured()
        tracks = [
            _finish(project, album, number, made, path, measured, read, cover)
            for number, (path, measured) in enumerate(parts)
        ]
    short = tuple(round(float(level), 2) for level in meter.short_term_lufs())
    return Written(tracks=tuple(tracks), measured=read, short_term_lufs=short)


def _finish(
    project: Project,
    album: Album,
    number: int,
    made: Sequence[Mastered],
    wav: Path,
    measured: Measured,
    whole: Measured,
    cover: Path | None,
) -> Track:
    """Tag a track, and write its FLAC."""
    master = made[number]
    tags = track_tags(album, master, number + 1, len(made)) | replaygain(measured, whole)
    flac = project.folder / "flac" / f"{wav.stem}.flac"
    write_flac(flac, wav, tags, cover)
    try:
        add_to_wav(wav, tags)
    except ValueError as error:
        raise CannotEncode(f"{wav.name}: {error}") from None
    return Track(number=number + 1, master=master, wav=wav, flac=flac, measured=measured)


def track_tags(album: Album, master: Mastered, number: int, count: int) -> dict[str, str]:
    """Return what a track's files say about themselves."""
    song = master.song
    words: Mapping[str, str] = {
        "title": song.title,
        "artist": song.artist or album.artist,
        "album": album.title,
        "album_artist": album.artist,
        "track": f"{number}/{count}",
        "date": album.year,
        "isrc": song.isrc,
        "upc": album.upc,
    }
    return {name: text for name, text in words.items() if text}


def tidy(project: Project, written: Sequence[Path]) -> None:
    """Remove files that an earlier run of ours wrote and this one did not; no others."""
    book = project.hidden / _OURS
    now = sorted(str(path.relative_to(project.folder)) for path in written)
    try:
        before = json.loads(book.read_text("utf-8"))
    except FileNotFoundError:
        before = []
    for name in set(before) - set(now):
        (project.folder / name).unlink(missing_ok=True)
    for folder in ("cd", "ddp"):
        place = project.folder / folder
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
    write_text(book, json.dumps(now, ensure_ascii=False, indent=0))


def _stem(number: int, master: Mastered) -> str:
    return f"{number:02d} {file_name(master.song.title)[:80].strip()}"
