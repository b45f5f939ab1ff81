"""FLAC and MP3 where ffmpeg is not installed: by libsndfile, with tags, without a cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import soundfile as sf
import soxr
from numpy.typing import NDArray

from tonmeister.exchange.tags import for_ffmpeg
from tonmeister.exchange.tags_flac import set_comments

_BLOCK = 65536
_MP3_RATES_HZ = (32000, 44100, 48000)
_HIGHEST_KBPS, _LOWEST_KBPS = 320, 32
_WORDS = ("title", "artist", "album", "date", "comment", "genre", "copyright")


def flac(out: Path, wav: Path, tags: Mapping[str, str]) -> None:
    """Write the same samples as FLAC of the same depth."""
    with (
        sf.SoundFile(wav) as sound,
        sf.SoundFile(
            out, "w", sound.samplerate, sound.channels, subtype=sound.subtype, format="FLAC"
        ) as file,
    ):
        while len(block := sound.read(_BLOCK, dtype="int32", always_2d=True)):
            file.write(block)
    set_comments(out, for_ffmpeg(tags, "flac"))


def mp3(
    out: Path | BinaryIO,
    wav: Path,
    tags: Mapping[str, str],
    *,
    kbps: int,
    gain_db: float = 0.0,
    length_s: float = 0.0,
) -> None:
    """Write an MP3 of constant rate; what MP3 cannot hold is resampled to 44.1 or 48 kHz."""
    level = (_HIGHEST_KBPS - kbps) / (_HIGHEST_KBPS - _LOWEST_KBPS)
    rate_hz = sf.info(wav).samplerate
    if rate_hz not in _MP3_RATES_HZ:
        rate_hz = 44100 if rate_hz % 11025 == 0 else 48000
    with sf.SoundFile(
        out, "w", rate_hz, 2, subtype="MPEG_LAYER_III", format="MP3",
        compression_level=level, bitrate_mode="CONSTANT",
    ) as file:  # fmt: skip
        _tag(file, tags)
        for block in _resampled(wav, rate_hz, length_s):
            file.write(block * np.float32(10.0 ** (gain_db / 20.0)))


def _resampled(wav: Path, rate_hz: int, length_s: float) -> Iterator[NDArray[np.float32]]:
    with sf.SoundFile(wav) as sound:
        left = round(length_s * sound.samplerate) if length_s else sound.frames
        stream: Any = None
        if rate_hz != sound.samplerate:
            stream = soxr.ResampleStream(
                sound.samplerate, rate_hz, sound.channels, dtype="float32", quality="HQ"
            )
        while left > 0 and len(
            block := sound.read(min(_BLOCK, left), dtype="float32", always_2d=True)
        ):
            left -= len(block)
            yield stream.resample_chunk(block) if stream else block
        if stream:
            yield stream.resample_chunk(np.zeros((0, sound.channels), np.float32), last=True)


def _tag(file: sf.SoundFile, tags: Mapping[str, str]) -> None:
    for name in _WORDS:
        if name in tags:
            setattr(file, name, tags[name])
