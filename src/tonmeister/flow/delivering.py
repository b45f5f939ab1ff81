"""Writing the files that leave the house, each measured after it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tonmeister.exchange.encode import Tags, has_ffmpeg, write_flac, write_mp3, write_wav
from tonmeister.flow.checking import Record
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.mastering import (
    Measured,
    measure,
    play_master,
    to_target,
)
from tonmeister.flow.rendering import Played, play, play_to, stage_folder
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import Wishes
from tonmeister.knowledge.roles import group_of
from tonmeister.model import RecallSheet
from tonmeister.producer.level import limiter_of, with_limiter
from tonmeister.signal import Source
from tonmeister.signal.mixing import Sum
from tonmeister.studio import Project, WavSink, file_source

VOCALS = ("Lead Vocals", "Backing Vocals")
HEADROOM = 10.0 ** (-1.0 / 20.0)  # where mix and stems are turned down to, if they must be
FULL = 10.0 ** (-0.1 / 20.0)
LOSSY_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What was written."""

    master: Path
    mix: Path
    flac: Path
    mp3: Path
    stems: tuple[Path, ...]
    alternates: tuple[Path, ...]

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file, in the order people look for them."""
        return (self.master, self.flac, self.mp3, self.mix, *self.alternates, *self.stems)


@dataclass(frozen=True, kw_only=True)
class _Job:
    """What all delivery files share."""

    project: Project
    hearing: Hearing
    record: Record
    tell: Teller
    workers: int

    def path(self, kind: str, ending: str = "") -> Path:
        """Return ``<song>_<kind>_<rate>-24.wav``, or with another ending."""
        sheet = self.record.sheet
        ending = ending or f"{sheet.rate_hz / 1000:g}k-24.wav"
        return self.project.delivery / f"{file_name(sheet.song)}_{kind}_{ending}"

    def stage(self, name: str) -> Path:
        """Return a place for what is made on the way."""
        return stage_folder(self.project) / name


def deliver(
    project: Project, hearing: Hearing, record: Record, wishes: Wishes, tell: Teller
) -> Delivered:
    """Write master, FLAC, MP3, mix, stems and alternates."""
    job = _Job(project=project, hearing=hearing, record=record, tell=tell, workers=wishes.workers)
    rate = f"{record.sheet.rate_hz / 1000:g}k-24"
    tags = {"title": record.sheet.song, "comment": "Produced with Tonmeister", **wishes.tags}
    cover = wishes.cover or _cover_in(project.song_folder)
    if not has_ffmpeg():
        tell.say("ffmpeg is not installed: FLAC and MP3 go without a cover", kind="problem")
    with tell.stage("deliver", "Writing the delivery") as on:
        master, flac = job.path("Master"), job.path("Master", f"{rate}.flac")
        write_wav(master, file_source(record.master))
        write_flac(flac, master, tags, cover)
        on(0.1)
        mp3 = job.path("Master", "320k.mp3")
        _lossy(job, mp3, tags, cover)
        on(0.4)
        mix, stems = _mix_and_stems(job)
        on(0.7)
        alternates = _alternates(job)
    _tidy(project.delivery, {master, mix, flac, mp3, *stems, *alternates})
    return Delivered(master=master, mix=mix, flac=flac, mp3=mp3, stems=stems, alternates=alternates)


def _mix_and_stems(job: _Job) -> tuple[Path, tuple[Path, ...]]:
    """Write the mix and the stems, all turned by the same gain, so that they null."""
    sheet, played = job.record.sheet, job.record.played
    if not played.stems or played.highest > FULL:
        gain = min(1.0, HEADROOM / max(played.highest / played.gain, 1e-9))
        played = _play_stems(job, gain)
        if played.highest > FULL:
            played = _play_stems(job, gain * HEADROOM / played.highest)
    written = []
    for number, (name, made) in enumerate(played.stems.items(), 1):
        path = job.path("Stem", f"{number:02d}_{file_name(name)}_{sheet.rate_hz / 1000:g}k-24.wav")
        path = path.parent / "Stems" / path.name
        path.parent.mkdir(parents=True, exist_ok=True)
        made.replace(path)
        written.append(path)
    path = job.path("Mix")
    write_wav(path, Sum([file_source(played.mix)], [played.gain]))
    return path, tuple(written)


def _play_stems(job: _Job, gain: float) -> Played:
    sheet = job.record.sheet
    return play(job.project, job.hearing, sheet, job.tell, job.workers, stems=True, gain=gain)


def _alternates(job: _Job) -> tuple[Path, ...]:
    """Write instrumental and a cappella through the same master, where there is a voice."""
    sheet, mix = job.record.sheet, file_source(job.record.played.mix)
    tracks = [s for s in sheet.strips if s.kind == "track"]
    voices = {s.name for s in tracks if group_of(s.role) in VOCALS}
    if not voices or len(voices) == len(tracks):
        return ()
    sung = job.stage("voices.wav")
    with WavSink(sung, sheet.rate_hz, bits=32, frames=mix.frames) as sink:
        play_to(
            job.project, job.hearing, sheet, {"mix": sink}, job.tell, job.workers,
            only=voices, length_frames=mix.frames,
        )  # fmt: skip
    alone: Source = file_source(sung)
    instruments = Sum([mix, alone], [1.0, -1.0])
    written = []
    for name, sound in (("Instrumental", instruments), ("A-Cappella", alone)):
        path = job.path(name)
        with WavSink(path, sheet.rate_hz, frames=mix.frames) as out:
            play_master(
                sheet, sound, out.write, peaks=False, cancel=job.tell.cancelled,
                hosting=job.hearing.hosting,
            )  # fmt: skip
        written.append(path)
    return tuple(written)


def _lossy(job: _Job, path: Path, tags: Tags, cover: Path | None) -> None:
    """Write the MP3 so that what comes out of it keeps loudness and ceiling.

    The master's ceiling has been rehearsed with the codec on a loud excerpt. Should the whole
    song still go over, the MP3 gets a print of its own under a lower ceiling. A limiter that a
    person holds stays as it is, and that is said.
    """
    record, sheet = job.record, job.record.sheet
    target, wav = sheet.target, record.master
    mix, draft = file_source(record.played.mix), job.stage("lossy.wav")
    for attempt in range(LOSSY_TRIES):
        write_mp3(path, wav, tags, cover)
        over_db = measure(file_source(path)).true_peak_dbtp - target.ceiling_dbtp
        move = limiter_of(sheet)
        if over_db <= 0.0 or move is None:
            return
        if move.hold:
            job.tell.say(
                f"{path.name} peaks {over_db:.2f} dB over its ceiling, but a person holds the "
                "limiter: it is left as it is",
                kind="problem",
            )
            return
        if attempt == LOSSY_TRIES - 1:
            job.tell.say(f"{path.name} peaks {over_db:.2f} dB over its ceiling", kind="problem")
            return
        lower = round(float(move.settings["ceiling_dbtp"]) - over_db - 0.05, 2)
        sheet = with_limiter(sheet, {"ceiling_dbtp": lower})
        wav = draft

        def once(tried: RecallSheet) -> Measured:
            with WavSink(draft, tried.rate_hz, bits=32, frames=mix.frames) as sink:
                return play_master(
                    tried, mix, sink.write, cancel=job.tell.cancelled, hosting=job.hearing.hosting
                )

        sheet, _ = to_target(sheet, once)


def file_name(words: str) -> str:
    """Return words as a file name that every system takes and that sorts."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", words).strip(" .") or "Song"


def _cover_in(folder: Path) -> Path | None:
    for name in ("cover.jpg", "cover.jpeg", "cover.png", "Cover.jpg", "Cover.png"):
        if (folder / name).is_file():
            return folder / name
    return None


def _tidy(folder: Path, keep: set[Path]) -> None:
    """Remove what an earlier delivery of ours left that is not part of this one."""
    ours = re.compile(r"_(Master|Mix|Instrumental|A-Cappella|Stem)_.*\.(wav|flac|mp3)$")
    for old in [*folder.glob("*"), *(folder / "Stems").glob("*")]:
        if old.is_file() and old not in keep and ours.search(old.name):
            old.unlink()
