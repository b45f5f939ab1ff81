"""AAFs in the shapes that other programs write, made with pyaaf2 by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import aaf2
import numpy as np
import soundfile as sf
from aaf2.auid import AUID

RATE = 48000
PCM_24 = "PCM_24"
GAIN = "9d2ea894-0968-11d3-8a38-0050040ef7d2"
AMPLITUDE = "e4962321-2267-11d3-8a4c-0050040ef7d2"
LEVEL = "e4962320-2267-11d3-8a4c-0050040ef7d2"
LINEAR = "5b6c85a4-0ede-11d3-80a9-006008143e6f"
COMBINER = "6b46dd7a-132d-4856-ab21-8b751d8462ec"


def wave(folder: Path, name: str, channels: int = 1, seed: int = 1) -> Path:
    """Write two seconds of noise with 24 bit."""
    path = folder / name
    noise = np.random.default_rng(seed).uniform(-0.3, 0.3, (2 * RATE, channels))
    form = "AIFF" if path.suffix == ".aif" else "WAV"
    sf.write(path, noise, RATE, subtype=PCM_24, format=form)
    return path


class Foreign:
    """An AAF being made; ``rate`` is what its composition counts in."""

    def __init__(self, file: Any, rate: int) -> None:
        self.file, self.rate = file, rate
        self._song: Any = None

    @property
    def song(self) -> Any:
        """The composition; there is none until something is put into it."""
        if self._song is None:
            self._song = self.file.create.CompositionMob("Their song")
            self._song.usage = "Usage_TopLevel"
            self.file.content.mobs.append(self._song)
        return self._song

    def embedded(self, path: Path, name: str) -> Any:
        """Put the samples of a WAV into the file, bare, as Pro Tools does."""
        master = self.file.create.MasterMob(name)
        self.file.content.mobs.append(master)
        master.import_audio_essence(str(path))
        return master

    def whole_file(self, path: Path, name: str) -> Any:
        """Put a WAV or AIFF into the file with its head, described as that."""
        lies = self.file.create.SourceMob(name)
        self.file.content.mobs.append(lies)
        data, slot = lies.create_essence(RATE, "sound")
        about = sf.info(path)
        slot.segment.length = about.frames
        kind = "AIFCDescriptor" if path.suffix == ".aif" else "WAVEDescriptor"
        lies.descriptor = getattr(self.file.create, kind)()
        lies.descriptor["SampleRate"].value = RATE
        lies.descriptor["Length"].value = about.frames
        lies.descriptor["Summary"].value = bytearray(path.read_bytes()[:44])
        data.open("w").write(path.read_bytes())
        master = self.file.create.MasterMob(name)
        self.file.content.mobs.append(master)
        slot = master.create_timeline_slot(RATE)
        slot.segment = lies.create_source_clip(1, 0, about.frames, "sound")
        return master

    def linked(self, url: str, name: str) -> Any:
        """Say that a sound of two seconds lies elsewhere."""
        lies = self.file.create.SourceMob(name)
        self.file.content.mobs.append(lies)
        slot = lies.create_empty_slot(RATE, "sound")
        slot.segment.length = 2 * RATE
        lies.descriptor = self.file.create.WAVEDescriptor()
        lies.descriptor["SampleRate"].value = RATE
        lies.descriptor["Length"].value = 2 * RATE
        lies.descriptor["Summary"].value = bytearray(b"RIFF\0\0\0\0WAVE")
        locator = self.file.create.NetworkLocator()
        locator["URLString"].value = url
        lies.descriptor["Locator"].append(locator)
        master = self.file.create.MasterMob(name)
        self.file.content.mobs.append(master)
        clip = lies.create_source_clip(1, 0, 2 * RATE, "sound")
        master.create_timeline_slot(RATE).segment = clip
        return master

    def clip(self, master: Any, start: int, length: int, slot: int = 1) -> Any:
        """Return a clip of a sound."""
        return master.create_source_clip(slot, start, length, "sound")

    def gap(self, length: int) -> Any:
        return self.file.create.Filler("sound", length)

    def track(
        self, name: str, parts: Sequence[Any], wrap: Callable[[Any], Any] | None = None
    ) -> None:
        """Add a track of clips and gaps, inside an effect if there is one."""
        sequence = self.file.create.Sequence(media_kind="sound")
        for part in parts:
            sequence.components.append(part)
        sequence.length = sum(part.length for part in parts)
        slot = self.song.create_timeline_slot(self.rate)
        slot.name = name
        slot.segment = wrap(sequence) if wrap else sequence

    def effect(
        self, number: str, name: str, inside: Sequence[Any], parameter: str = "", value: float = 1.0
    ) -> Any:
        """Wrap segments into an effect with one steady parameter."""
        known = self.file.dictionary
        try:
            operation = known.lookup_operationdef(name)
        except Exception:  # pyaaf2 raises just this where a name is new
            operation = self.file.create.OperationDef(AUID(number), name, "")
            known.register_def(operation)
            operation.media_kind = "sound"
            operation.number_inputs = len(inside)
        length = inside[0].length
        group = self.file.create.OperationGroup(operation, length, media_kind="sound")
        for one in inside:
            group.segments.append(one)
        if parameter:
            told = known.lookup_parameterdef(AUID(parameter))
            if told is None:
                told = self.file.create.ParameterDef(AUID(parameter), "Amplitude", "", "Rational")
                known.register_def(told)
            group.parameters.append(self.file.create.ConstantValue(told, value))
        return group


def aaf(path: Path, fill: Callable[[Foreign], None], rate: int = RATE) -> Path:
    """Write an AAF and return where it lies."""
    with aaf2.open(str(path), "w") as file:
        fill(Foreign(file, rate))
    return path
