"""Hearing the songs of an album: which files there are, what each is like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile as sf

from tonmeister.flow.album.wishes import counted
from tonmeister.flow.tell import Teller
from tonmeister.listening import features_of, song_map
from tonmeister.producer.album import Edges, SongHeard, song_heard
from tonmeister.signal import Source
from tonmeister.studio import Project, Unusable, file_source, load_features, save_features
from tonmeister.studio.hashes import content_hash
from tonmeister.studio.probe import SOUND, probe

SILENT = 2.0**-17
"""Half of what a CD's smallest step could hold: below it an edge counts as digital silence."""

_BLOCK = 65536
_NUMBER = re.compile(r"^\s*(?:track\s*)?\d{1,3}(?:\s*[-._)]+\s*|\s+|$)", re.IGNORECASE)
_KIND = re.compile(
    r"(?:_+|\s+-\s+)(?:(?:final|mix|mixdown|master|mastered|print|\d{2,3}(?:\.\d)?k|\d{2}-?bit|\d{2}|v\d+)"
    r"(?:[\s_-]+|$))+$",
    re.IGNORECASE,
)
"""What says of a file that it is a mix; only behind ``_`` or `` - ``: a title may end so, too."""


@dataclass(frozen=True, slots=True)
class Named:
    """A song's file and what it says about itself."""

    path: Path
    title: str
    artist: str
    album: str


def songs_in(folder: Path) -> list[Named]:
    """Return the songs in the order of their file names, as a person counts (2 before 10)."""
    found = [
        path
        for path in folder.iterdir()
        if path.is_file() and path.suffix.lower() in SOUND and not path.name.startswith(".")
    ]
    numbered = [path for path in found if _NUMBER.match(path.stem)]
    all_are = len(numbered) == len(found)
    in_order = sorted(found, key=lambda path: _counted(path.name))
    return [_named(path, numbered=all_are) for path in in_order]


def hear_song(project: Project, named: Named) -> SongHeard:
    """Listen to one song, or read what was heard of it before."""
    try:
        probe(named.path)
    except Unusable as error:
        raise Unusable(f"{named.path.name}: {error}") from error
    source = file_source(named.path, project=project)
    key = f"{content_hash(named.path, project)[:40]}-album"
    features = load_features(project, key)
    if features is None:
        features = features_of(source)
        save_features(project, key, features)
    song = song_map({named.title: features}, {named.title: "other"}, features.length_s)
    return song_heard(
        features,
        song,
        edges_of(source),
        file=named.path.name,
        title=named.title,
        artist=named.artist,
    )


def edges_of(source: Source) -> Edges:
    """Measure the digital silence at both ends, to the sample."""
    head = _first_sound(source)
    if head is None:
        return Edges(0.0, 0.0)
    tail = _last_sound(source)
    return Edges(round(head / source.rate_hz, 4), round(tail / source.rate_hz, 4))


def hear_all(project: Project, found: Sequence[Named], tell: Teller) -> list[SongHeard]:
    """Listen to all songs; says which are silent, for they can be on no album."""
    heard = []
    with tell.stage("listen", f"Listening to {counted(len(found), 'song')}") as on:
        for number, named in enumerate(found):
            song = hear_song(project, named)
            if song.loudness_lufs < -70.0:
                raise Unusable(f"{song.file}: nothing sounds on it: take it out of the folder")
            heard.append(song)
            on((number + 1) / len(found))
    return heard


def _first_sound(source: Source) -> int | None:
    for start in range(0, source.frames, _BLOCK):
        block = source.read(start, min(_BLOCK, source.frames - start))
        loud = np.flatnonzero(np.abs(block).max(axis=0) > SILENT)
        if loud.size:
            return start + int(loud[0])
    return None


def _last_sound(source: Source) -> int:
    end = source.frames
    while end > 0:
        start = max(0, end - _BLOCK)
        loud = np.flatnonzero(np.abs(source.read(start, end - start)).max(axis=0) > SILENT)
        if loud.size:
            return source.frames - (start + int(loud[-1]) + 1)
        end = start
    return source.frames


def _named(path: Path, *, numbered: bool) -> Named:
    """Take title and artist from the file's tags, else the title from its name."""
    tags = {"title": "", "artist": "", "album": ""}
    try:
        with sf.SoundFile(str(path)) as file:
            tags = {name: str(getattr(file, name) or "").strip() for name in tags}
    except sf.SoundFileError:
        pass  # another decoder reads it, or says later what is wrong with it
    title = tags["title"] or title_of(path.stem, numbered=numbered)
    return Named(path, title, tags["artist"], tags["album"])


def title_of(stem: str, *, numbered: bool) -> str:
    """Return a song's title from a file's name: ``"03 - Rain_Master_48k-24"`` is ``"Rain"``.

    A number in front is the song's place only where all files are ``numbered``.
    """
    name = unicodedata.normalize("NFC", stem)
    short = _KIND.sub("", _NUMBER.sub("", name, count=1) if numbered else name)
    short = " ".join(short.replace("_", " ").split()).strip(" -.")
    return short or name


def _counted(name: str) -> list[tuple[int, str]]:
    parts = re.split(r"(\d+)", unicodedata.normalize("NFC", name).casefold())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
