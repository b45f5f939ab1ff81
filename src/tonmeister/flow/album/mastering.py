"""The master of each song: its chain is a recall sheet in ``songs/``, to be changed by hand.

The chain is decided here (the shared tone, the level); it is rehearsed, brought to its loudness
as far as that does no harm, and played by ``flow.master``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.flow.album.mastering_book import Book
from tonmeister.flow.delivering import file_name
from tonmeister.flow.master import MasterWishes, master_one
from tonmeister.flow.mastering import Measured
from tonmeister.flow.tell import Event, Teller
from tonmeister.listening import features_of
from tonmeister.model import Decision, RecallSheet, Strip, Target
from tonmeister.producer.album import Album, AlbumSong, SongHeard
from tonmeister.producer.album.hearing import tone_of
from tonmeister.producer.album.tone import Region, measured_off_db
from tonmeister.producer.level import last_moves
from tonmeister.signal.mixing import Excerpt
from tonmeister.studio import Project, WavSink, engine_version, file_source, write_text
from tonmeister.studio.hashes import content_hash
from tonmeister.studio.probe import probe
from tonmeister.studio.sheet_words import sheet_words
from tonmeister.studio.sheets import sheet_text

_VERSION = 2
_BLOCK = 65536
LEVEL_RULE = "match/level"


@dataclass(frozen=True, slots=True)
class Job:
    """A song to be mastered: how it came, how it shall stand, and its equaliser.

    ``name`` is that of its folder: its file's, without the ending where that is enough.
    """

    name: str
    heard: SongHeard
    song: AlbumSong
    regions: Sequence[Region]
    moves: Sequence[Decision]
    others: Sequence[SongHeard]


@dataclass(frozen=True, slots=True)
class Mastered:
    """A song's master, what it measures, and the sheet that made it.

    ``missed`` says in one line what could not be reached. ``off_db`` is how far the song lies off
    the others in each region after its move.
    """

    job: Job
    target: Target
    path: Path
    frames: int
    recall: Path
    measured: Measured
    missed: str
    off_db: tuple[float, ...]

    @property
    def song(self) -> AlbumSong:
        """The song as it stands on the album."""
        return self.job.song

    @property
    def short_lu(self) -> float:
        """How far it stays under its place."""
        return self.target.loudness_lufs - self.measured.loudness_lufs


def master_song(
    project: Project, album: Album, job: Job, tell: Teller, *, only_to_know: bool = False
) -> Mastered:
    """Make a song's master, or take the one that the same decisions made before.

    What a person wrote into its sheet since wins. ``only_to_know``: what it measures is enough,
    so a master that has been replaced by another since is not made again.
    """
    target = Target(
        loudness_lufs=round(album.target_lufs(job.song), 2), ceiling_dbtp=album.ceiling_dbtp
    )
    source = _trimmed(project, album, job)
    sheet = _sheet(album, job, target, source.frames)
    sound = content_hash(project.song_folder / job.song.file, project)
    asked = [_VERSION, sound, source.first, source.frames, engine_version(), sheet_words(sheet)]
    key = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:40]
    name = job.name
    folder = project.folder / "songs" / name
    path, recall = folder / f"{name}_Master.wav", folder / "recall.toml"
    book = Book.of(project.hidden / "masters" / f"{name}.json", recall)
    there = book.made == key and path.is_file()
    if not there and not (only_to_know and key in book.known):
        chain = project.cache / "chains" / f"{key}.toml"
        write_text(chain, sheet_text(sheet))
        mix = _mix(project, album, job, source)
        wishes = MasterWishes(
            sheet=chain,
            target_lufs=target.loudness_lufs,
            ceiling_dbtp=target.ceiling_dbtp,
            report=False,
        )
        done = master_one(mix, wishes, folder, _quiet(tell, job.song.title))
        off: tuple[float, ...] = ()
        if job.regions:
            tone = tone_of(features_of(file_source(path), light=True))
            off = tuple(measured_off_db(region, tone, job.others) for region in job.regions)
        book = book.with_one(key, recall, done.measured, done.refused, off)
    return Mastered(
        job, target, path, source.frames, recall, book.measured(key), book.missed(key),
        book.off_db(key),
    )  # fmt: skip


def names_of(files: Sequence[str]) -> list[str]:
    """Return a folder's name for each file, no two alike on any system."""
    plain = [file_name(Path(file).stem) for file in files]
    counts = Counter(name.casefold() for name in plain)
    return [
        name if counts[name.casefold()] == 1 else file_name(file)
        for name, file in zip(plain, files, strict=True)
    ]


def _trimmed(project: Project, album: Album, job: Job) -> Excerpt:
    """Open a song at the album's rate, without the silence at its ends."""
    whole = file_source(project.song_folder / job.song.file, project=project, rate_hz=album.rate_hz)
    first = round(job.song.trim_start_s * album.rate_hz)
    last = whole.frames - round(job.song.trim_end_s * album.rate_hz)
    if last - first < album.rate_hz // 10:
        first, last = 0, whole.frames
    return Excerpt(whole, first, last - first)


def _mix(project: Project, album: Album, job: Job, source: Excerpt) -> Path:
    """Return the song as a file to be mastered: itself, or its trimmed copy at the album's rate."""
    own = project.song_folder / job.song.file
    about = probe(own)
    same = about.direct and about.rate_hz == album.rate_hz
    if same and source.first == 0 and source.frames == about.frames and own.stem == job.name:
        return own
    copy = project.cache / "mixes" / f"{job.name}.wav"
    with WavSink(copy, album.rate_hz, bits=32, channels=about.channels) as sink:
        for start in range(0, source.frames, _BLOCK):
            block = source.read(start, min(_BLOCK, source.frames - start))
            sink.write(block[: about.channels])
    return copy


def _sheet(album: Album, job: Job, target: Target, frames: int) -> RecallSheet:
    """Return the chain as decided: the shared tone, then what brings the song to its place."""
    loud_lufs = job.heard.loudness_lufs
    level = last_moves("Master", target, target.loudness_lufs - loud_lufs, loud_lufs, ())
    level = [replace(m, rule=LEVEL_RULE) if m.effect == "limiter" else m for m in level]
    return RecallSheet(
        song=job.song.title,
        rate_hz=album.rate_hz,
        length_s=round(frames / album.rate_hz, 3),
        genre="any",
        target=target,
        strips=(Strip(name="Master", kind="master", decisions=(*job.moves, *level)),),
    )


def _quiet(tell: Teller, title: str) -> Teller:
    """Let a song's mastering say what there is to say, without a line for every step of it."""

    def only_words(event: Event) -> None:
        if event["event"] in ("note", "problem"):
            tell.listener({**event, "words": f"{title}: {event['words']}"})

    return Teller(listener=only_words, stop=tell.stop)
