"""The album for CD: one image of 16 bit at 44.1 kHz, its CUE sheet and its DDP folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from tonmeister.effects import recall
from tonmeister.exchange.cue import cue_sheet
from tonmeister.exchange.ddp import Disc, DiscTrack, unfit, write_ddp
from tonmeister.exchange.ddp.cdtext import cdtext, latin_1
from tonmeister.exchange.ddp.disc import SECTOR_FRAMES
from tonmeister.flow.album.sequence import AlbumSound
from tonmeister.flow.delivering import file_name
from tonmeister.flow.mastering import Ear, Measured
from tonmeister.flow.platforms.at_rate import at_rate
from tonmeister.flow.tell import Teller
from tonmeister.producer.album import Album
from tonmeister.signal import Samples
from tonmeister.signal.dithering import Quantiser, Shape
from tonmeister.studio import Project, WavSink, write_text

RATE_HZ = 44100
BITS: Literal[16] = 16
SHAPE: Shape = "mild"
SPARE_DB = 0.05
TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cd:
    """What was made for CD."""

    disc: Disc
    image: Path
    cue: Path
    ddp: tuple[Path, ...]
    measured: Measured


def disc_of(album: Album, sound: AlbumSound) -> Disc:
    """Return the album as a disc: the same marks, in sectors."""
    line = sound.line
    return Disc(
        title=album.title,
        artist=album.artist,
        upc=album.upc,
        sectors=line.sectors,
        tracks=tuple(
            DiscTrack(
                title=placed.song.title,
                artist=placed.song.artist,
                isrc=placed.song.isrc,
                start=placed.mark,
                pause=placed.pause,
            )
            for placed in line.placed
        ),
    )


def write_cd(
    project: Project, album: Album, sound: AlbumSound, tell: Teller
) -> tuple[Cd | None, list[str]]:
    """Write what a CD plant takes, or say why no CD can hold this album."""
    disc = disc_of(album, sound)
    wrong = unfit(disc)
    if wrong:
        return None, [f"no CD image and no DDP are written: {line}" for line in wrong]
    said = _text_left_out(disc)
    image = project.folder / "cd" / f"{file_name(album.title)[:80].strip()}.wav"
    with tell.stage("cd", "Writing the CD image"):
        measured = _image(image, album, sound, tell)
        cue = image.with_suffix(".cue")
        write_text(cue, cue_sheet(disc, image.name))
        ddp = write_ddp(project.folder / "ddp", disc, image)
    if measured.true_peak_dbtp > album.ceiling_dbtp + SPARE_DB:
        said.append(
            f"the CD image peaks at {measured.true_peak_dbtp:.2f} dBTP, over the ceiling of "
            f"{album.ceiling_dbtp:.1f} dBTP"
        )
    return Cd(disc=disc, image=image, cue=cue, ddp=ddp, measured=measured), said


def _text_left_out(disc: Disc) -> list[str]:
    """Say which titles CD-Text cannot hold; they stand in full in the CUE sheet and the tags."""
    words = [disc.title, disc.artist, *(track.title for track in disc.tracks)]
    lost = [text for text in words if text and not latin_1(text)]
    said = [f"CD-Text holds Latin letters only, so it goes without: {', '.join(lost)}"]
    if not cdtext(disc):
        return ["CD-Text has no room for so many titles and artists, so the disc goes without it"]
    return said if lost else []


def _image(path: Path, album: Album, sound: AlbumSound, tell: Teller) -> Measured:
    """Write the image. Peaks come back with another rate, so it may take a limiter of its own."""
    frames = sound.line.sectors * SECTOR_FRAMES
    lower_db: float | None = None
    for _ in range(TRIES):
        blocks = _exactly(at_rate(sound, RATE_HZ), frames)
        if lower_db is not None:
            blocks = _limited(blocks, album.ceiling_dbtp - lower_db)
        quantiser = Quantiser(RATE_HZ, BITS, SHAPE)
        with WavSink(path, RATE_HZ, bits=BITS, frames=frames) as sink:
            ear = Ear(RATE_HZ, sink.write)
            for block in blocks:
                tell.check()
                ear.write(quantiser.process(block))
        measured = ear.measured()
        over_db = measured.true_peak_dbtp - album.ceiling_dbtp
        if over_db <= 0.0:
            break
        lower_db = SPARE_DB if lower_db is None else lower_db + over_db + SPARE_DB
    return measured


def _exactly(blocks: Iterator[Samples], frames: int) -> Iterator[Samples]:
    """Cut or fill up with silence to a length: another rate may end a frame off."""
    left = frames
    for block in blocks:
        part = np.ascontiguousarray(block[:, :left])
        left -= part.shape[1]
        if part.shape[1]:
            yield part
    if left:
        yield np.zeros((2, left))


def _limited(blocks: Iterator[Samples], ceiling_dbtp: float) -> Iterator[Samples]:
    """Send sound through a limiter at rest, its delay taken out again."""
    limiter = recall("limiter", {"gain_db": 0.0, "ceiling_dbtp": ceiling_dbtp}).start(RATE_HZ)
    late = skip = limiter.latency_frames
    for block in _and_after(blocks, late):
        count = block.shape[1]
        out = limiter.process(block, None, _at_rest)
        out = out[:, min(skip, count) :]
        skip = max(0, skip - count)
        if out.shape[1]:
            yield np.ascontiguousarray(out)


def _at_rest(knob: str) -> float:
    return 0.0


def _and_after(blocks: Iterator[Samples], frames: int) -> Iterator[Samples]:
    yield from blocks
    yield np.zeros((2, frames))
