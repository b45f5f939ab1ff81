"""The sounds of an AAF: unpacked where they are inside it, found where they lie beside it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlparse

from tonmeister.exchange.aaf.reading.heard import Channel
from tonmeister.exchange.aaf.reading.sides import without_side
from tonmeister.exchange.daw.names import FileNames, file_name
from tonmeister.exchange.daw.opening import CannotOpen, free_name, sound_path
from tonmeister.model.daw import DawFile
from tonmeister.signal import Source
from tonmeister.studio.disk import whole
from tonmeister.studio.float_file import FloatFile
from tonmeister.studio.probe import Probe, Unusable, probe
from tonmeister.studio.sources import SplitSource, file_source

BLOCK = 1 << 20
_MXF = b"\x06\x0e\x2b\x34"
_RATES_HZ = (4000, 768_000)


class Sounds:
    """Opens each sound once; ``made`` are the files that were written into ``into``."""

    def __init__(self, path: Path, into: Path, *, outside: bool) -> None:
        self.made: list[Path] = []
        self._path, self._into, self._outside = path, into, outside
        self._names = FileNames()
        self._opened: dict[str, tuple[Path, Probe]] = {}
        self._ours: dict[tuple[object, ...], DawFile] = {}

    @property
    def all(self) -> tuple[DawFile, ...]:
        """All files that clips play, in the order of their first clip."""
        return tuple(self._ours.values())

    def rate_hz(self, channel: Channel) -> int:
        """Return the rate of the file that holds a channel."""
        return self._opened_of(channel)[1].rate_hz

    def file(self, channels: tuple[Channel, ...]) -> DawFile:
        """Return a file with exactly these channels, one or two; made anew where there is none."""
        key = tuple((str(_id(c)), self._number(c)) for c in channels)
        if key not in self._ours:
            self._ours[key] = self._described(channels)
        return self._ours[key]

    def _described(self, channels: tuple[Channel, ...]) -> DawFile:
        opened = [self._opened_of(channel) for channel in channels]
        numbers = [self._number(channel) for channel in channels]
        path, about = opened[0]
        same = all(other == path for other, _ in opened)  # Resolve describes one file twice
        name = channels[0].name or path.stem
        if not (same and numbers == list(range(about.channels)) and about.direct):
            sides = [
                _OneSide(file_source(path), number)
                for (path, _), number in zip(opened, numbers, strict=True)
            ]
            name = without_side(name)[0] if len(sides) == 2 else name
            path = free_name(self._into, f"{file_name(name, otherwise='Sound')}.wav")
            source: Source = sides[0] if len(sides) == 1 else SplitSource(*sides)
            self._write(source, path, len(sides))
            about = probe(path)
        return DawFile(
            name=f"{self._names.take(name, otherwise='Sound')}.wav", path=str(path),
            channels=about.channels, rate_hz=about.rate_hz, frames=about.frames,
            bits=about.bits or 32,
        )  # fmt: skip

    def _write(self, source: Source, path: Path, channels: int) -> None:
        self.made.append(path)
        with FloatFile(path, source.rate_hz, channels) as file:
            for start in range(0, source.frames, BLOCK):
                file.write(source.read(start, min(BLOCK, source.frames - start))[:channels].T)

    def _number(self, channel: Channel) -> int:
        """Return which channel of its file it is; some programs number the tracks instead."""
        return channel.number if channel.number < self._opened_of(channel)[1].channels else 0

    def _opened_of(self, channel: Channel) -> tuple[Path, Probe]:
        key = str(_id(channel))
        if key not in self._opened:
            mob: Any = channel.mob
            path = self._unpacked(mob, channel.name) if mob.essence else self._beside(mob, channel)
            try:
                self._opened[key] = path, probe(path)
            except Unusable as error:
                raise CannotOpen(f"{path.name}, which it plays, is no use: {error}") from None
        return self._opened[key]

    def _beside(self, mob: Any, channel: Channel) -> Path:
        places = [
            one["URLString"].value
            for one in mob.descriptor.get("Locator", None) or ()
            if "URLString" in one
        ]
        for told in places:
            found = sound_path(told_path(told), self._path.parent, outside=self._outside)
            if found is not None:
                return found
        name = PurePosixPath(told_path(places[0])).name if places else channel.name
        raise CannotOpen(
            f"{name} is not beside {self._path.name}, which plays it: put it there, or export the "
            "AAF again with its sounds"
        )

    def _unpacked(self, mob: Any, name: str) -> Path:
        """Write a sound that lies inside the AAF: a whole WAV or AIFF, or bare samples."""
        stream = mob.essence.open("r")
        head = bytes(stream.read(16))
        stream.seek(0)
        if head[:4] == _MXF:
            raise CannotOpen(
                f"{name} lies in the AAF as MXF, which Tonmeister does not read: export it with WAV"
            )
        whole_file = head[:4] in (b"RIFF", b"RF64", b"FORM")
        ending = ".aif" if head[:4] == b"FORM" else ".wav"
        path = free_name(self._into, f"{file_name(name, otherwise='Sound')}{ending}")
        self.made.append(path)
        with whole(path) as part, part.open("wb") as out:
            if not whole_file:
                out.write(_wave_head(mob.descriptor, _size(stream), name))
            while block := stream.read(BLOCK):
                out.write(block)
        return path


class _OneSide:
    """One channel of a file on both sides."""

    def __init__(self, source: Source, number: int) -> None:
        self._source, self._number = source, number
        self.rate_hz, self.frames = source.rate_hz, source.frames

    def read(self, start: int, count: int) -> Any:
        """Return float64 ``[2, count]``."""
        out = self._source.read(start, count)
        out[1 - self._number] = out[self._number]
        return out


def told_path(url: str) -> str:
    """Return the path of a file's address: ``file:///C%3A/a%20b.wav`` is ``C:/a b.wav``."""
    if not url.lower().startswith("file:"):
        return unquote(url) if "%" in url else url
    path = unquote(urlparse(url).path)
    return path[1:] if path[2:3] == ":" else path


def _wave_head(descriptor: Any, size: int, name: str) -> bytes:
    """Return the head of a WAV for samples that lie bare; 32 bit is float, as in LibAAF."""
    import struct

    bits = int(descriptor["QuantizationBits"].value)
    channels = int(descriptor["Channels"].value)
    rate_hz = round(float(descriptor["SampleRate"].value))
    lowest, highest = _RATES_HZ
    if bits not in (16, 24, 32) or channels not in (1, 2) or not lowest <= rate_hz <= highest:
        raise CannotOpen(f"{name} has {channels} channels of {bits} bit at {rate_hz} Hz: not read")
    frame = bits // 8 * channels
    form = struct.pack(
        "<HHIIHH", 3 if bits == 32 else 1, channels, rate_hz, rate_hz * frame, frame, bits
    )
    return b"".join((
        b"RIFF", struct.pack("<I", min(size + 36, 2**32 - 1)), b"WAVEfmt ", struct.pack("<I", 16),
        form, b"data", struct.pack("<I", min(size, 2**32 - 1)),
    ))  # fmt: skip


def _size(stream: Any) -> int:
    return int(stream.dir.byte_size)


def _id(channel: Channel) -> object:
    mob: Any = channel.mob
    return mob.mob_id
