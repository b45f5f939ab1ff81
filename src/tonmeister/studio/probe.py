"""Finding out what kind of file lies there, without reading its sound."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import soundfile as sf

from tonmeister.studio.disk import minutes
from tonmeister.studio.riff import read_header

SOUND = frozenset((
    ".wav", ".wave", ".bwf", ".rf64", ".w64", ".aif", ".aiff", ".aifc", ".flac", ".ogg", ".oga",
    ".opus", ".mp3", ".m4a", ".mp4", ".aac", ".alac", ".caf", ".au", ".snd", ".wma", ".wv",
    ".ape"
))  # fmt: skip
"""Endings of files that should hold sound."""

_PCM_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32}
_FLOAT_BITS = {"FLOAT": 32, "DOUBLE": 64}
_DIRECT = frozenset({"WAV", "WAVEX", "RF64", "W64", "AIFF", "CAF", "AU"})
LONGEST_S = 5400.0  # an act of an opera fits; a forgotten recorder does not


class Unusable(ValueError):
    """A file that cannot be used as a track: one line that says why and what would do."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What a sound file says about itself.

    ``direct``: it can be read in pieces from any place; otherwise it is decoded once.
    ``by``: who reads it. ``bits`` is 0 where the format has no word length (MP3, AAC, Vorbis).
    ``stamp_s``: where a broadcast WAV says it begins, since midnight. ``cut_short`` says so where
    less sound is there than the file announces.
    """

    rate_hz: int
    channels: int
    frames: int
    bits: int
    direct: bool
    is_float: bool
    by: str
    stamp_s: float | None = None
    cut_short: str = ""

    @property
    def length_s(self) -> float:
        """How long it is."""
        return self.frames / self.rate_hz


def probe(path: Path) -> Probe:
    """Look into a file; raises ``Unusable`` (the line does not name the file)."""
    size = path.stat().st_size
    if size == 0:
        raise Unusable("the file is empty (0 bytes): export it again")
    found = _by_soundfile(path) or _by_ffmpeg(path)
    if found is None:
        raise Unusable(_what_it_is(path))
    if found.frames == 0:
        raise Unusable("it holds no sound (0 samples): export it again")
    if found.channels > 2:
        raise Unusable(
            f"it has {found.channels} channels, but a track has one or two: "
            "export it as mono or stereo files"
        )
    if found.rate_hz < 4000:
        raise Unusable(f"{found.rate_hz} Hz is no sample rate for music: export at 44100 or more")
    if found.length_s > LONGEST_S:
        raise Unusable(
            f"it is {minutes(found.length_s)} long, but a song lasts at most {minutes(LONGEST_S)}: "
            "cut it into songs, one folder each"
        )
    return found


def _by_soundfile(path: Path) -> Probe | None:
    try:
        info = sf.info(str(path))
    except sf.SoundFileError:
        return None
    bits = _PCM_BITS.get(info.subtype) or _FLOAT_BITS.get(info.subtype)
    stamp, cut_short = None, ""
    if info.format in ("WAV", "WAVEX", "RF64"):
        header = read_header(path)
        if header.time_reference_frames is not None:
            stamp = header.time_reference_frames / info.samplerate
        if header.missing_percent > 0.0:
            cut_short = (
                f"the file ends early ({header.missing_percent:.0f} % of its sound is missing): "
                "used as far as it goes; copy it again"
            )
    return Probe(
        rate_hz=info.samplerate,
        channels=info.channels,
        frames=info.frames,
        bits=bits or 0,
        direct=bits is not None and info.format in _DIRECT,
        is_float=info.subtype in _FLOAT_BITS,
        by="soundfile",
        stamp_s=stamp,
        cut_short=cut_short,
    )


def _by_ffmpeg(path: Path) -> Probe | None:
    """Ask ffprobe about what libsndfile does not know (AAC, ALAC and some CAF)."""
    command = [
        "ffprobe", "-v", "error", "-select_streams", "a:0", "-show_entries",
        "stream=sample_rate,channels,duration:format=duration", "-of", "json", str(path),
    ]  # fmt: skip
    if path.suffix.lower() in (".wav", ".wave", ".bwf", ".aif", ".aiff", ".flac"):
        return None  # libsndfile reads these; what it refuses is broken
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Unusable(
            "this format needs ffmpeg, which is not installed: install it, or export WAV"
        ) from None
    answer = json.loads(done.stdout) if done.returncode == 0 and done.stdout else {}
    if not answer.get("streams"):
        return None
    stream = answer["streams"][0]
    length_s = float(stream.get("duration") or answer.get("format", {}).get("duration") or 0.0)
    rate_hz = int(stream["sample_rate"])
    return Probe(
        rate_hz=rate_hz,
        channels=int(stream["channels"]),
        frames=round(length_s * rate_hz),
        bits=0,
        direct=False,
        is_float=False,
        by="ffmpeg",
    )


def _what_it_is(path: Path) -> str:
    """Say what a file that is no sound looks like."""
    with path.open("rb") as file:
        head = file.read(512)
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if text.isprintable() or all(c.isprintable() or c in "\r\n\t" for c in text):
        return f"it is a text file, not sound (it begins {text.strip()[:24]!r}): export it again"
    if head.strip(b"\0") == b"":
        return "it begins with nothing but zeros, not with sound: copy it again"
    return "it is damaged or no sound file (its beginning cannot be read): export it again"
