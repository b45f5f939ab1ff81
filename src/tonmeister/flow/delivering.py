"""Writing the files that leave the house, each measured after it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.console import render
from tonmeister.exchange.encode import Tags, write_flac, write_mp3, write_wav
from tonmeister.flow.checking import Record
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.mastering import Measured, limiter_of, play_master, to_target
from tonmeister.flow.rendering import stage_folder
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import Wishes
from tonmeister.knowledge.roles import group_of
from tonmeister.model import RecallSheet
from tonmeister.signal import Source
from tonmeister.signal.loudness import LoudnessMeter
from tonmeister.signal.mixing import Excerpt, Sum
from tonmeister.studio import Prints, Project, WavSink, file_source

VOCALS = ("Lead Vocals", "Backing Vocals")
HEADROOM = 10.0 ** (-1.0 / 20.0)  # mix and stems stay this far under full scale
LOSSY_TRIES = 4


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


def deliver(
    project: Project, hearing: Hearing, record: Record, wishes: Wishes, tell: Teller
) -> Delivered:
    """Write master, mix, FLAC, MP3, alternates and stems."""
    sheet = record.sheet
    folder, stem = project.delivery, _file_name(sheet.song)
    rate = f"{sheet.rate_hz / 1000:g}k-24"
    tags = {"title": sheet.song, "comment": "Produced with Tonmeister", **wishes.tags}
    cover = wishes.cover or _cover_in(project.song_folder)
    with tell.stage("deliver", "Writing the delivery") as on:
        master = folder / f"{stem}_Master_{rate}.wav"
        write_wav(master, file_source(record.master))
        mix, stems = _mix_and_stems(record, folder, stem, rate)
        on(0.25)
        flac = folder / f"{stem}_Master_{rate}.flac"
        write_flac(flac, master, tags, cover)
        mp3 = folder / f"{stem}_Master_320.mp3"
        _lossy(project, record, mp3, tags, cover)
        on(0.6)
        alternates = _alternates(project, hearing, record, folder, stem, rate, wishes.workers)
        on(1.0)
    _tidy(folder, (master, mix, flac, mp3, *stems, *alternates))
    return Delivered(master=master, mix=mix, flac=flac, mp3=mp3, stems=stems, alternates=alternates)


def _mix_and_stems(
    record: Record, folder: Path, stem: str, rate: str
) -> tuple[Path, tuple[Path, ...]]:
    """Write the mix and the stems, all turned by the same gain, so that they null."""
    parts = {name: file_source(path) for name, path in record.played.stems.items()}
    mix = file_source(record.played.mix)
    highest = max(_peak(sound) for sound in (mix, *parts.values()))
    gain = min(1.0, HEADROOM / highest) if highest > 0.0 else 1.0
    path = folder / f"{stem}_Mix_{rate}.wav"
    write_wav(path, Sum([mix], [gain]))
    written = []
    for number, (name, sound) in enumerate(parts.items(), 1):
        out = folder / "Stems" / f"{stem}_Stem_{number:02d}_{_file_name(name)}_{rate}.wav"
        write_wav(out, Sum([sound], [gain]))
        written.append(out)
    return path, tuple(written)


def _alternates(
    project: Project,
    hearing: Hearing,
    record: Record,
    folder: Path,
    stem: str,
    rate: str,
    workers: int,
) -> tuple[Path, ...]:
    """Write instrumental and a cappella through the same master, where there is a voice."""
    sheet = record.sheet
    tracks = [s for s in sheet.strips if s.kind == "track"]
    voices = {s.name for s in tracks if group_of(s.role) in VOCALS}
    if not voices or len(voices) == len(tracks):
        return ()
    mix = file_source(record.played.mix)
    sung = stage_folder(project) / "voices.wav"
    with WavSink(sung, sheet.rate_hz, bits=32, frames=mix.frames) as sink:
        render(
            sheet,
            hearing.sources,
            sinks={"mix": sink},
            prints=Prints(project),
            track_hashes=hearing.hashes,
            layouts=hearing.layouts,
            workers=workers,
            only=voices,
            length_frames=mix.frames,
        )
    alone: Source = file_source(sung)
    written = []
    for name, sound in (("Instrumental", Sum([mix, alone], [1.0, -1.0])), ("A-Cappella", alone)):
        path = folder / f"{stem}_{name}_{rate}.wav"
        draft = stage_folder(project) / "alternate.wav"
        _print(sheet, sound, draft)
        write_wav(path, file_source(draft))
        written.append(path)
    return tuple(written)


def _print(sheet: RecallSheet, sound: Source, path: Path) -> Measured:
    with WavSink(path, sheet.rate_hz, bits=32, frames=sound.frames) as sink:
        return play_master(sheet, sound, sink.write)


def _lossy(project: Project, record: Record, path: Path, tags: Tags, cover: Path | None) -> None:
    """Write the MP3 so that what comes out of it keeps loudness and ceiling.

    A lossy codec moves peaks: the master is limited once more for it, its ceiling lower by what
    the decoded file went over.
    """
    sheet, wav = record.sheet, record.master
    target = sheet.target
    for _ in range(LOSSY_TRIES):
        write_mp3(path, wav, tags, cover)
        over_db = measure(file_source(path)).true_peak_dbtp - target.ceiling_dbtp
        move = limiter_of(sheet)
        if over_db <= 0.0 or move is None:
            return
        lower = float(move.settings["ceiling_dbtp"]) - over_db - 0.05
        wav = stage_folder(project) / "lossy.wav"
        sheet = _limited_for_codec(sheet, lower, record, wav)


def _limited_for_codec(
    sheet: RecallSheet, ceiling_dbtp: float, record: Record, wav: Path
) -> RecallSheet:
    """Print the master again under a lower ceiling, at the same loudness."""
    mix = file_source(record.played.mix)
    target = replace(sheet.target, ceiling_dbtp=round(ceiling_dbtp, 2))
    from tonmeister.flow.mastering import with_limiter

    sheet = with_limiter(sheet, {"ceiling_dbtp": target.ceiling_dbtp})
    sheet, _ = to_target(sheet, target, lambda tried: _print(tried, mix, wav))
    return sheet


def measure(sound: Source) -> Measured:
    """Measure a file as it stands."""
    meter = LoudnessMeter(sound.rate_hz)
    for start in range(0, sound.frames, 65536):
        meter.add(sound.read(start, min(65536, sound.frames - start)))
    return Measured(
        loudness_lufs=meter.integrated_lufs(),
        true_peak_dbtp=meter.true_peak_dbtp(),
        range_lu=meter.range_lu(),
    )


def _peak(sound: Source) -> float:
    highest = 0.0
    for start in range(0, sound.frames, 65536):
        block = sound.read(start, min(65536, sound.frames - start))
        highest = max(highest, float(block.max()), -float(block.min()))
    return highest


def _file_name(words: str) -> str:
    """Return words as a file name that every system takes and that sorts."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", words).strip(" .") or "Song"


def _cover_in(folder: Path) -> Path | None:
    for name in ("cover.jpg", "cover.jpeg", "cover.png", "Cover.jpg", "Cover.png"):
        if (folder / name).is_file():
            return folder / name
    return None


def _tidy(folder: Path, keep: tuple[Path, ...]) -> None:
    """Remove stems of ours from an earlier sheet that are not part of this delivery."""
    for old in (folder / "Stems").glob("*_Stem_[0-9][0-9]_*.wav"):
        if old not in keep:
            old.unlink()


__all__ = ["Delivered", "Excerpt", "deliver", "measure"]
