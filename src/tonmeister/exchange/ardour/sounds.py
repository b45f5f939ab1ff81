"""The sound files of a session: copied to where Ardour looks for them, as WAV at its rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from tonmeister.exchange.ardour.marks import Marks
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.model.daw import DawFile, DawSession
from tonmeister.studio.float_file import FloatFile

if TYPE_CHECKING:
    import numpy as np
    import soundfile

_BLOCK_FRAMES = 1 << 16
_BITS = {"PCM_16": 16, "PCM_24": 24, "PCM_S8": 16, "PCM_U8": 16}


@dataclass(frozen=True)
class Sound:
    """A file as the session has it: one source id a channel, and how long it is at its rate."""

    ids: tuple[str, ...]
    frames: int
    path: Path


def sounds(
    session: DawSession,
    folder: Path,
    names: Mapping[str, str],
    marks: Marks,
    sources: Element,
    on: Callable[[float], None],
) -> dict[str, Sound]:
    """Copy the files that clips play into ``folder`` and list them; ``on`` hears the share done.

    ``names`` gives each file of the session a name that is safe and unique. Raises ``CannotOpen``
    for a file that is missing or holds no sound.
    """
    played = {c.file for t in session.tracks for lane in t.lanes for c in lane.clips}
    wanted = [file for file in session.files if file.name in played]
    unknown = sorted(played - {file.name for file in session.files})
    if unknown:
        raise CannotOpen(f"a clip plays {unknown[0]!r}, but the session has no file of that name")
    whole_frames = sum(file.frames for file in wanted) or 1
    out: dict[str, Sound] = {}
    done = 0
    for file in wanted:
        name = names[file.name]
        path = folder / name
        frames, channels = _copy(file, path, session.rate_hz)
        ids = tuple(marks.id() for _ in range(channels))
        for channel, source in enumerate(ids):
            SubElement(sources, "Source", {
                "name": name, "take-id": "", "type": "audio", "flags": "", "id": source,
                "natural-position": "a0", "channel": str(channel), "origin": name, "gain": "1",
            })  # fmt: skip
        out[file.name] = Sound(ids, frames, path)
        done += file.frames
        on(done / whole_frames)
    return out


def _copy(file: DawFile, path: Path, rate_hz: int) -> tuple[int, int]:
    """Write a file as WAV at the session's rate, samples untouched where it has it already."""
    import soundfile

    try:
        with soundfile.SoundFile(file.path) as sound:
            channels = sound.channels
            bits = _BITS.get(sound.subtype, 32) if sound.samplerate == rate_hz else 32
            with FloatFile(path, rate_hz, channels, bits) as copied:
                for block in _blocks(sound, rate_hz):
                    copied.write(block)
        return soundfile.info(str(path)).frames, channels
    except (soundfile.SoundFileError, OSError) as error:
        raise CannotOpen(f"{file.name} cannot be read as sound: {error}") from None


def _blocks(sound: soundfile.SoundFile, rate_hz: int) -> Iterator[np.ndarray]:
    """Return a file's samples block by block, at a rate."""
    import soxr

    resampler = None
    if sound.samplerate != rate_hz:
        resampler = soxr.ResampleStream(
            sound.samplerate, rate_hz, sound.channels, dtype="float32", quality="VHQ"
        )
    while True:
        block = sound.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)
        last = len(block) < _BLOCK_FRAMES
        if resampler is not None:
            block = resampler.resample_chunk(block, last=last)
        if len(block):
            yield block
        if last:
            return
