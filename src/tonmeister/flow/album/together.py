"""Bringing the songs together: all masters in their relation, then one line of sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tonmeister.flow.album.mastering import Job, Mastered, master_song, names_of
from tonmeister.flow.album.sequence import AlbumSound
from tonmeister.flow.album.wishes import counted
from tonmeister.flow.tell import Teller
from tonmeister.producer.album import Album, Choice, SongHeard, TooShort, choose, timeline
from tonmeister.producer.album.tone import moves, regions
from tonmeister.signal.loudness import PeakMeter
from tonmeister.studio import Project, file_source
from tonmeister.studio.album_file import NAME, AlbumError

SHORT_LU = 0.3
MOST_DOWN_LU = 4.0
_AROUND_FRAMES = 64


def master_all(
    project: Project,
    album: Album,
    heard: Sequence[SongHeard],
    tell: Teller,
    *,
    may_lower: bool,
) -> tuple[Album, list[Mastered], list[Choice]]:
    """Master every song to its place on the album.

    Where one cannot come up to its place, the others go down with it (if they ``may_lower``), for
    the relation between the songs is worth more than the last LU.
    """
    by_file = {song.file: song for song in heard}
    used = [by_file[song.file] for song in album.played]
    jobs, told = [], []
    names = names_of([song.file for song in album.played])
    for name, song in zip(names, album.played, strict=True):
        own = by_file[song.file]
        others = [other for other in used if other is not own]
        wanted = regions(own, others, song.tone_percent)
        equaliser, reasons = moves(replace(own, title=song.title), wanted)
        jobs.append(Job(name, own, song, wanted, equaliser, others))
        told += reasons
    with tell.stage("master", f"Mastering {counted(len(jobs), 'song')}") as on:
        first = []
        for number, job in enumerate(jobs):
            first.append(master_song(project, album, job, tell, only_to_know=True))
            on(0.9 * (number + 1) / len(jobs))
        short = max(first, key=lambda master: master.short_lu)
        if may_lower and short.short_lu > SHORT_LU and len(first) > 1:
            down_lu = round(min(short.short_lu, MOST_DOWN_LU), 1)
            told.append(choose("album/lowered", short.song.title, down_lu=down_lu))
            tell.say(told[-1].reason)
            album = replace(album, loudness_lufs=round(album.loudness_lufs - down_lu, 1))
        made = []
        for number, job in enumerate(jobs):
            made.append(master_song(project, album, job, tell))
            on(0.9 + 0.1 * (number + 1) / len(jobs))
    for master in made:
        told += tone_after(master)
        if master.missed:
            tell.say(f"{master.song.title}: {master.missed}", kind="problem")
    return album, made, told


def tone_after(master: Mastered) -> list[Choice]:
    """Tell what each move towards the shared tone did, measured on the master."""
    return [
        choose(
            "album/tone_after",
            master.song.title,
            low_hz=region.low_hz,
            high_hz=region.high_hz,
            off_db=region.off_db,
            now_db=now_db,
        )
        for region, now_db in zip(master.job.regions, master.off_db, strict=True)
    ]


def put_together(
    album: Album, made: Sequence[Mastered], tell: Teller
) -> tuple[AlbumSound, list[Choice]]:
    """Return the album as one sound, its crossfades under the ceiling. Raises ``AlbumError``."""
    try:
        line = timeline([(m.song, m.frames) for m in made], album.rate_hz)
    except TooShort as error:
        raise AlbumError(f"{NAME}: {error}") from None
    sounds = [file_source(m.path) for m in made]
    sound = AlbumSound(line, sounds)
    gentle, told = [], []
    for number, placed in enumerate(line.placed):
        if not placed.fade_in_frames:
            continue
        tell.check()
        peak_dbtp = _peak_dbtp(sound, placed.start_frames, placed.fade_in_frames)
        if peak_dbtp > album.ceiling_dbtp:
            gentle.append(number)
            told.append(
                choose(
                    "album/fade",
                    placed.song.title,
                    peak_dbtp=peak_dbtp,
                    ceiling_dbtp=album.ceiling_dbtp,
                )
            )
    return AlbumSound(line, sounds, tuple(gentle)), told


def _peak_dbtp(sound: AlbumSound, first: int, count: int) -> float:
    meter = PeakMeter()
    start, stop = max(0, first - _AROUND_FRAMES), first + count + _AROUND_FRAMES
    for at in range(start, stop, 65536):
        meter.add(sound.read(at, min(65536, stop - at)))
    return meter.true_peak_dbtp()
