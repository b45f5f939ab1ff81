"""What listeners really get: a master through AAC, MP3, Opus or Ogg Vorbis and back, by ffmpeg."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile as sf

from tonmeister.exchange.encode import CannotEncode, replaced
from tonmeister.exchange.tags import Tags, for_ffmpeg
from tonmeister.exchange.tags_mp4 import add_freeform, freeform
from tonmeister.signal import Samples

CodecName = Literal["aac", "mp3", "opus", "vorbis"]
BLOCK_FRAMES = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How ffmpeg is asked for a codec: encoders by preference, the file's ending, options."""

    title: str
    encoders: tuple[str, ...]
    ending: str
    options: tuple[str, ...] = ()


CODINGS: dict[CodecName, Coding] = {
    "aac": Coding(title="AAC", encoders=("libfdk_aac", "aac"), ending="m4a"),
    "mp3": Coding(
        title="MP3", encoders=("libmp3lame",), ending="mp3",
        options=("-compression_level", "5", "-id3v2_version", "3"),
    ),
    "opus": Coding(title="Opus", encoders=("libopus",), ending="opus"),
    "vorbis": Coding(title="Ogg Vorbis", encoders=("libvorbis",), ending="ogg"),
}  # fmt: skip


@cache
def encoders() -> frozenset[str]:
    """Return the names of the encoders that this machine's ffmpeg has; none without ffmpeg."""
    if shutil.which("ffmpeg") is None:
        return frozenset()
    done = subprocess.run(
        ["ffmpeg", "-hide_banner", "-encoders"], capture_output=True, text=True, check=False
    )
    rows = (line.split() for line in done.stdout.splitlines())
    return frozenset(row[1] for row in rows if len(row) > 2 and row[0].startswith("A"))


def encoder_of(codec: CodecName) -> str | None:
    """Return the encoder that will be used, or ``None`` if there is none."""
    return next((name for name in CODINGS[codec].encoders if name in encoders()), None)


def lacking(codec: CodecName) -> str:
    """Say in one line why a codec cannot be had; empty if it can."""
    if encoder_of(codec) is not None:
        return ""
    title = CODINGS[codec].title
    if not encoders():
        return f"what {title} makes of it was not heard: ffmpeg is not installed"
    wanted = CODINGS[codec].encoders[-1]
    return f"what {title} makes of it was not heard: this ffmpeg lacks the encoder {wanted}"


def rate_in(codec: CodecName, rate_hz: int) -> int:
    """Return the rate inside the lossy file: Opus has 48 kHz only, the others 44.1 or 48 here."""
    if codec == "opus":
        return 48000
    if rate_hz in (44100, 48000):
        return rate_hz
    return 44100 if rate_hz % 11025 == 0 else 48000


def write_lossy(
    path: Path, wav: Path, codec: CodecName, *, kbps: int, tags: Tags | None = None
) -> None:
    """Write a lossy file of a WAV or FLAC file; atomic. Mono gets half the bits.

    Raises ``CannotEncode``.
    """
    coding, encoder = CODINGS[codec], encoder_of(codec)
    if encoder is None:
        raise CannotEncode(f"{path.name}: {lacking(codec)}")
    info = sf.info(str(wav))
    if info.channels == 1:
        kbps = kbps // 2
    tags = tags or {}
    command = [
        "ffmpeg", "-nostdin", "-v", "error", "-y", "-i", str(wav), "-map_metadata", "-1",
        "-fflags", "+bitexact", "-flags", "+bitexact", "-c:a", encoder, "-b:a", f"{kbps}k",
        "-ar", str(rate_in(codec, info.samplerate)), *coding.options,
    ]  # fmt: skip
    for name, words in for_ffmpeg(tags, coding.ending).items():
        command += ["-metadata", f"{name}={words}"]
    with replaced(path.with_suffix(f".{coding.ending}")) as part:
        done = subprocess.run([*command, str(part)], capture_output=True, check=False)
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"]
            raise CannotEncode(f"{path.name}: ffmpeg could not write it ({said[-1]})")
        if coding.ending == "m4a" and (more := freeform(tags)):
            add_freeform(part, more)


def decoded(path: Path, channels: int) -> Iterator[Samples]:
    """Read a lossy file's sound back, decoded by ffmpeg at its own rate, nothing clipped.

    Blocks are float64 ``[2, n]``; mono comes as two equal channels. Raises ``CannotEncode`` on
    the way if the file cannot be decoded.
    """
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-map", "0:a:0"]
    size = BLOCK_FRAMES * channels * 4
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [*command, "-ac", str(channels), "-f", "f32le", "-"],
            stdout=subprocess.PIPE,
            stderr=said,
            bufsize=size,
        ) as running,
    ):
        assert running.stdout is not None
        while data := running.stdout.read(size):
            raw = np.frombuffer(data, "<f4").reshape(-1, channels).T.astype(np.float64)
            yield np.ascontiguousarray(raw if channels == 2 else np.repeat(raw[:1], 2, axis=0))
        if running.wait():
            said.seek(0)
            words = said.read().decode("utf-8", "replace").strip()
            raise CannotEncode(f"{path.name}: it cannot be decoded ({words})")
