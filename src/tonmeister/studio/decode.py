"""Making a file readable from any place at the session's rate: decoded or resampled once."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf
import soxr
from numpy.typing import NDArray

from tonmeister.studio.disk import minutes
from tonmeister.studio.float_file import FloatFile
from tonmeister.studio.hashes import content_hash
from tonmeister.studio.probe import Probe, Unusable, probe
from tonmeister.studio.project import Project

_VERSION = 2  # of the decoding: another number makes old files in the cache stale
_BLOCK = 65536

Block = NDArray[np.float32]
"""Sound as it leaves a decoder: float32 ``[frame, channel]``."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that can be read from any place, and what had to be said about the decoding."""

    path: Path
    frames: int
    channels: int
    note: str = ""


def ready(path: Path, rate_hz: int, project: Project, about: Probe | None = None) -> Ready:
    """Return the file itself if it can be used as it is, else its decoded copy in the cache.

    Raises ``Unusable`` if it cannot be decoded at all. What breaks off half way is used as far as
    it goes, and ``note`` says so.
    """
    about = about or probe(path)
    if about.direct and about.rate_hz == rate_hz:
        return Ready(path, about.frames, about.channels)
    name = f"{content_hash(path, project)[:32]}-{rate_hz}-v{_VERSION}.wav"
    copy = project.cache / "audio" / name
    note = copy.with_suffix(".txt")
    if not copy.is_file():
        said = _decode(path, about, rate_hz, copy)
        note.write_text(said, "utf-8")
    info = sf.info(str(copy))
    said = note.read_text("utf-8") if note.is_file() else ""
    return Ready(copy, info.frames, info.channels, said)


def _decode(path: Path, about: Probe, rate_hz: int, copy: Path) -> str:
    """Write the decoded copy; returns what there is to say about it."""
    blocks = _soundfile_blocks(path) if about.by == "soundfile" else _ffmpeg_blocks(path, about)
    came = 0
    broke = ""
    with FloatFile(copy, rate_hz, about.channels) as sink:
        resampler = None
        if rate_hz != about.rate_hz:
            resampler = soxr.ResampleStream(
                about.rate_hz, rate_hz, about.channels, dtype="float32", quality="VHQ"
            )
        try:
            for block in blocks:
                came += len(block)
                clean = _finite(block)
                sink.write(resampler.resample_chunk(clean) if resampler else clean)
        except (sf.SoundFileError, _Broken) as error:
            broke = str(error)
        if came == 0:
            raise Unusable(
                f"it cannot be decoded ({broke or 'no sound came out'}): export it again"
            )
        if resampler:
            end = np.zeros((0, about.channels), np.float32)
            sink.write(resampler.resample_chunk(end, last=True))
    if broke or came < 0.98 * about.frames - about.rate_hz:
        return (
            f"it is damaged after {minutes(came / about.rate_hz)} "
            f"(of {minutes(about.length_s)}): used as far as it goes"
        )
    return ""


class InOrder(sf.SoundFile):  # type: ignore[misc]
    """A file that is read from its beginning on, without a seek after every block.

    soundfile seeks to where it is after each read; in an MP3 that loses the next frame (26 ms),
    which needs what lies before it.
    """

    def seekable(self) -> bool:
        """Say that the place in the file is left alone."""
        return False


class _Broken(RuntimeError):
    """A decoder gave up half way."""


def _soundfile_blocks(path: Path) -> Iterator[Block]:
    with InOrder(str(path)) as file:
        while len(block := file.read(_BLOCK, dtype="float32", always_2d=True)):
            yield block


def _ffmpeg_blocks(path: Path, about: Probe) -> Iterator[Block]:
    command = [
        "ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-map", "0:a:0",
        "-f", "f32le", "-ac", str(about.channels), "-ar", str(about.rate_hz), "-",
    ]  # fmt: skip
    size = _BLOCK * about.channels * 4
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, bufsize=size) as running,
    ):
        assert running.stdout is not None
        try:
            while data := running.stdout.read(size):
                whole = len(data) // (4 * about.channels) * about.channels
                yield np.frombuffer(data, "<f4", whole).reshape(-1, about.channels)
        finally:
            running.stdout.close()
        if running.wait() != 0:
            said.seek(0)
            lines = said.read().decode("utf-8", "replace").strip().splitlines()
            raise _Broken(lines[-1] if lines else f"ffmpeg ended with {running.returncode}")


def _finite(block: Block) -> Block:
    """Replace what is no number by silence (the place of it is told by the scan at ingest)."""
    if np.isfinite(np.sum(block, dtype=np.float64)):
        return block
    clean: Any = np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)
    return clean  # type: ignore[no-any-return]
