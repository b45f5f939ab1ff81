"""The master of each song: its tone, its level, its ceiling, written down as a recall sheet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.flow.mastering import Measured, play_master, target_missed, to_target
from tonmeister.flow.tell import Teller
from tonmeister.listening import features_of
from tonmeister.model import Decision, RecallSheet, Strip, Target
from tonmeister.producer.album import Album, AlbumSong, SongHeard
from tonmeister.producer.album.hearing import tone_of
from tonmeister.producer.album.tone import Region, measured_off_db
from tonmeister.producer.level import with_master
from tonmeister.signal.mixing import Excerpt
from tonmeister.studio import Project, WavSink, engine_version, file_source, write_text
from tonmeister.studio.hashes import content_hash
from tonmeister.studio.sheet_words import sheet_words, to_sheet

_VERSION = 1
LEVEL_RULE = "album/level"


@dataclass(frozen=True, slots=True)
class Job:
    """A song to be mastered: how it came, how it shall stand, and its equaliser."""

    heard: SongHeard
    song: AlbumSong
    regions: Sequence[Region]
    moves: Sequence[Decision]
    others: Sequence[SongHeard]


@dataclass(frozen=True, slots=True)
class Mastered:
    """A song's master, what it measures, and the sheet that made it."""

    job: Job
    path: Path
    frames: int
    sheet: RecallSheet
    measured: Measured
    missed: str

    @property
    def song(self) -> AlbumSong:
        """The song as it stands on the album."""
        return self.job.song


def master_song(project: Project, album: Album, job: Job, tell: Teller) -> Mastered:
    """Make a song's master, or take the one that the same decisions made before."""
    source = _trimmed(project, album, job)
    sheet = _sheet(album, job, source.frames)
    sound = content_hash(project.song_folder / job.song.file, project)
    asked = [_VERSION, sound, source.first, source.frames, engine_version(), sheet_words(sheet)]
    key = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:40]
    path = project.cache / "masters" / f"{key}.wav"
    known = path.with_suffix(".json")
    if not (path.is_file() and known.is_file()):

        def play(tried: RecallSheet) -> Measured:
            with WavSink(path, album.rate_hz, bits=32, frames=source.frames) as sink:
                return play_master(tried, source, sink.write, cancel=tell.cancelled)

        known.unlink(missing_ok=True)
        made, measured = to_target(sheet, play)
        made = _with_measured(made, job, path, measured)
        about = {"sheet": sheet_words(made), "measured": _numbers(measured)}
        write_text(known, json.dumps(about, ensure_ascii=False))
    about = json.loads(known.read_text("utf-8"))
    made, measured = to_sheet(about["sheet"]), Measured(**about["measured"])
    missed = target_missed(made.target, measured)
    return Mastered(job, path, source.frames, made, measured, missed)


def _trimmed(project: Project, album: Album, job: Job) -> Excerpt:
    """Open a song at the album's rate, without the silence at its ends."""
    whole = file_source(project.song_folder / job.song.file, project=project, rate_hz=album.rate_hz)
    first = round(job.song.trim_start_s * album.rate_hz)
    last = whole.frames - round(job.song.trim_end_s * album.rate_hz)
    if last - first < album.rate_hz // 10:
        first, last = 0, whole.frames
    return Excerpt(whole, first, last - first)


def _sheet(album: Album, job: Job, frames: int) -> RecallSheet:
    target = Target(
        loudness_lufs=round(album.target_lufs(job.song), 2), ceiling_dbtp=album.ceiling_dbtp
    )
    limiter = Decision(
        id="master/limiter",
        stage="master",
        effect="limiter",
        settings={
            "gain_db": round(
                min(36.0, max(-24.0, target.loudness_lufs - job.heard.loudness_lufs)), 2
            ),
            "ceiling_dbtp": target.ceiling_dbtp,
            "release_ms": 120.0,
            "release_fast_ms": 8.0,
            "lookahead_ms": 5.0,
        },
        rule=LEVEL_RULE,
        because=(),
        reason="",
        predicted={"loudness_lufs": target.loudness_lufs},
    )
    return RecallSheet(
        song=job.song.title,
        rate_hz=album.rate_hz,
        length_s=frames / album.rate_hz,
        genre="any",
        target=target,
        strips=(Strip(name="Master", kind="master", decisions=(*job.moves, limiter)),),
    )


def _with_measured(sheet: RecallSheet, job: Job, path: Path, measured: Measured) -> RecallSheet:
    """Write down what each move did, as measured on the finished master."""
    off: Mapping[str, float] = {}
    if job.regions:
        tone = tone_of(features_of(file_source(path), light=True))
        off = {
            move.id: measured_off_db(region, tone, job.others)
            for move, region in zip(job.moves, job.regions, strict=True)
        }
    moves = []
    for move in sheet.master.decisions:
        if move.id in off:
            move = replace(move, measured={"off_db": off[move.id]})
        elif move.effect == "limiter":
            move = replace(move, measured={"loudness_lufs": round(measured.loudness_lufs, 2)})
        moves.append(move)
    return with_master(sheet, moves)


def _numbers(measured: Measured) -> dict[str, float]:
    return {
        "loudness_lufs": measured.loudness_lufs,
        "true_peak_dbtp": measured.true_peak_dbtp,
        "range_lu": measured.range_lu,
    }
