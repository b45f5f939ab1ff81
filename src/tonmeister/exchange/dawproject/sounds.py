"""The sound files that travel inside a DAWproject: each once, as WAV."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile as sf

from tonmeister.exchange.daw.names import FileNames
from tonmeister.model.daw import DawFile, DawSession
from tonmeister.studio.sinks import Bits, WavSink

_BLOCK_FRAMES = 1 << 18
_BITS: dict[str, Bits] = {"PCM_S8": 16, "PCM_U8": 16, "PCM_16": 16, "PCM_24": 24}


@dataclass(frozen=True, kw_only=True)
class Sound:
    """A file of the session and where it lies in the container; ``flipped``: upside down."""

    file: DawFile
    path: str
    flipped: bool

    @property
    def name(self) -> str:
        """What it is called in the session."""
        return Path(self.path).name if self.flipped else self.file.name

    @property
    def length_s(self) -> float:
        """How long it lasts."""
        return self.file.frames / self.file.rate_hz


class Sounds:
    """Gives each file that is played a place in the container; one more where it is flipped."""

    def __init__(self, session: DawSession) -> None:
        self._session = session
        self._names = FileNames()
        self._found: dict[tuple[str, bool], Sound] = {}

    def of(self, name: str, *, flipped: bool) -> Sound:
        """Return the sound of a file; raises ``KeyError`` for a name that the session lacks."""
        if (name, flipped) not in self._found:
            file = self._session.file(name)
            words = Path(file.name).stem + (" (polarity)" if flipped else "")
            path = f"audio/{self._names.take(words, otherwise='Sound')}.wav"
            self._found[name, flipped] = Sound(file=file, path=path, flipped=flipped)
        return self._found[name, flipped]

    @property
    def all(self) -> tuple[Sound, ...]:
        """Every sound in the order in which it was first asked for."""
        return tuple(self._found.values())


def wav_of(sound: Sound, folder: Path) -> Path:
    """Return the WAV to pack: the file itself, or one made in ``folder``.

    Turned upside down it is float: the lowest whole number has no opposite.
    """
    path = Path(sound.file.path)
    with sf.SoundFile(str(path)) as file:
        if file.format in ("WAV", "WAVEX") and not sound.flipped:
            return path
        made = folder / Path(sound.path).name
        bits = 32 if sound.flipped else _BITS.get(file.subtype, 32)
        with WavSink(made, file.samplerate, bits=bits, channels=file.channels) as sink:
            for block in file.blocks(_BLOCK_FRAMES, dtype="float64", always_2d=True):
                sink.write(np.negative(block.T) if sound.flipped else block.T)
    return made
