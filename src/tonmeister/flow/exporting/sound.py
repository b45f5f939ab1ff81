"""The sound that an exported track plays: the recording itself, or a print of its inserts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from tonmeister.console import Channel, Sink
from tonmeister.exchange.daw.names import FileNames
from tonmeister.model import DawClip, DawFile, PanLaw, Session, Track
from tonmeister.signal import Source
from tonmeister.studio import Project, WavSink, file_source, open_source
from tonmeister.studio.decode import ready

BLOCK_FRAMES = 1 << 18
_BITS = {"PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64}


@dataclass(frozen=True, kw_only=True)
class Sound:
    """A file, the clip that plays it where it belongs, and the pan law its channels call for."""

    file: DawFile
    clip: DawClip
    law: PanLaw

    @property
    def channels(self) -> int:
        """One or two."""
        return self.file.channels


class _Print:
    """Hands a print on to its file, and hears whether both sides are the same throughout."""

    def __init__(self, sink: WavSink, alike: bool) -> None:
        self._sink, self.alike = sink, alike

    def write(self, block: NDArray[np.floating[Any]]) -> None:
        """Append float ``[2, n]``."""
        self.alike = self.alike and bool(np.array_equal(block[0], block[1]))
        self._sink.write(block)


@contextmanager
def print_file(path: Path, rate_hz: int, frames: int, *, may_be_mono: bool) -> Iterator[Sink]:
    """Take a print: float, in one channel if that may be and both sides turn out the same."""
    with WavSink(path, rate_hz, bits=32, frames=frames) as sink:
        made = _Print(sink, may_be_mono)
        yield made
    if made.alike:
        one = path.with_name(f"{path.stem} mono.wav")
        write_source(file_source(path), one, channels=1)
        one.replace(path)


def write_source(source: Source, path: Path, *, channels: int) -> None:
    """Write a sound to a float file, block by block."""
    with WavSink(path, source.rate_hz, bits=32, channels=channels, frames=source.frames) as sink:
        for start in range(0, source.frames, BLOCK_FRAMES):
            block = source.read(start, min(BLOCK_FRAMES, source.frames - start))
            sink.write(block[:channels])


def printed(path: Path, name: str, law: PanLaw) -> Sound:
    """Return a print that lies at the song's first frame."""
    file = described(path, name)
    clip = DawClip(file=name, at_frames=0, length_frames=file.frames, name=Path(name).stem)
    return Sound(file=file, clip=clip, law=law)


def recorded(
    track: Track, channel: Channel | None, session: Session, project: Project, folder: Path,
    name: str, *, as_it_came: bool = False,
) -> Sound:  # fmt: skip
    """Return a track's own sound: its file where a workstation can play it, else a copy as WAV.

    The strip's trim, polarity and shift (``channel``) become the clip's gain, polarity and place.
    """
    edited = bool(track.edited) and not as_it_came
    begins = 0 if edited else round(track.start_s * session.rate_hz)
    files = (track.edited,) if edited else track.files
    path = ready(project.song_folder / files[0], session.rate_hz, project).path
    if len(files) > 1 or path.suffix.lower() != ".wav":
        source = open_source(track, session, project, as_it_came=as_it_came)
        path = folder / f"recorded {name}"
        channels = 1 if track.layout == "mono" else 2
        write_source(source, path, channels=channels)
        begins = 0
    file = described(path, name)
    trim_db, flip = 0.0, False
    if channel is not None:
        begins += channel.moves.shift_frames
        trim_db, flip = channel.moves.trim_db, channel.moves.flip
    skipped = max(0, -begins)
    clip = DawClip(
        file=name,
        at_frames=max(0, begins),
        start_frames=skipped,
        length_frames=max(0, file.frames - skipped),
        name=Path(name).stem,
        gain_db=trim_db,
        flip_polarity=flip,
    )
    return Sound(file=file, clip=clip, law="sine" if track.layout == "mono" else "balance")


def wav_name(names: FileNames, words: str) -> str:
    """Return a name of its own for a session's sound file, safe on any disk."""
    return f"{names.take(words)}.wav"


def described(path: Path, name: str) -> DawFile:
    """Return what a session needs to know of a sound file."""
    about = sf.info(str(path))
    return DawFile(
        name=name,
        path=str(path),
        channels=int(about.channels),
        rate_hz=int(about.samplerate),
        frames=int(about.frames),
        bits=_BITS.get(about.subtype, 32),
    )
