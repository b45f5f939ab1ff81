"""The sounds of an AAF: unpacked where they are inside it, found where they lie beside it."""

from __future__ import annotations

from dataclasses import dataclass
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
from tonmeister.studio.probe import Unusable, probe
from tonmeister.studio.sources import SplitSource, file_source

BLOCK = 1 << 20
_MXF = b"\x06\x0e\x2b\x34"
_RATES_HZ = (4000, 768_000)


@dataclass(frozen=True)
class Opened:
    """A file and what it holds; without a path it is missing, and the AAF tells what it held."""

    path: Path | None
    rate_hz: int
    channels: int
    frames: int
    bits: int = 24
    direct: bool = True
    told: str = ""


class Sounds:
    """Opens each sound once; ``made`` are the files that were written into ``into``.

    A file that is not there stands among ``all`` without a path.
    """

    def __init__(self, path: Path, into: Path, *, outside: bool) -> None:
        self.made: list[Path] = []
        self._path, self._into, self._outside = path, into, outside
        self._names = FileNames()
        self._opened: dict[str, Opened] = {}
        self._ours: dict[tuple[object, ...], DawFile] = {}

    @property
    def all(self) -> tuple[DawFile, ...]:
        """All files that clips play, in the order of their first clip."""
        return tuple(self._ours.values())

    def rate_hz(self, channel: Channel) -> int:
        """Return the rate of the file that holds a channel."""
        return self._opened_of(channel).rate_hz

    def file(self, channels: tuple[Channel, ...]) -> DawFile:
        """Return a file with exactly these channels, one or two; made anew where there is none."""
        key = tuple((str(_id(c)), self._number(c)) for c in channels)
        if key not in self._ours:
            self._ours[key] = self._described(channels)
        return self._ours[key]

    def _described(self, channels: tuple[Channel, ...]) -> DawFile:
        opened = [self._opened_of(channel) for channel in channels]
        numbers = [self._number(channel) for channel in channels]
        one = next((found for found in opened if found.path is None), opened[0])
        name = channels[0].name or Path(one.told).stem
        if one.path is not None and not self._is_whole(opened, numbers):
            name = without_side(name)[0] if len(channels) == 2 else name
            one = self._extracted(opened, numbers, name)
        wanted = name if one.path is not None else Path(one.told).stem
        ending = one.path.suffix if one.path is not None else Path(one.told).suffix
        return DawFile(
            name=f"{self._names.take(wanted, otherwise='Sound')}{ending or '.wav'}",
            path=str(one.path or ""),
            channels=one.channels,
            rate_hz=one.rate_hz,
            frames=one.frames,
            bits=one.bits or 32,
        )

    @staticmethod
    def _is_whole(opened: list[Opened], numbers: list[int]) -> bool:
        """Whether channels are all channels of one file; Resolve describes one file twice."""
        first = opened[0]
        same = all(other.path == first.path for other in opened)
        return same and first.direct and numbers == list(range(first.channels))

    def _extracted(self, opened: list[Opened], numbers: list[int], name: str) -> Opened:
        """Write the channels into a file of their own."""
        sides = [
            _OneSide(file_source(found.path), number)
            for found, number in zip(opened, numbers, strict=True)
            if found.path is not None
        ]
        path = free_name(self._into, f"{file_name(name, otherwise='Sound')}.wav")
        self._write(sides[0] if len(sides) == 1 else SplitSource(*sides), path, len(sides))
        return _described(path)

    def _write(self, source: Source, path: Path, channels: int) -> None:
        self.made.append(path)
        with FloatFile(path, source.rate_hz, channels) as file:
            for start in range(0, source.frames, BLOCK):
                file.write(source.read(start, min(BLOCK, source.frames - start))[:channels].T)

    def _number(self, channel: Channel) -> int:
        """Return which channel of its file it is; some programs number the tracks instead."""
        return channel.number if channel.number < self._opened_of(channel).channels else 0

    def _opened_of(self, channel: Channel) -> Opened:
        key = str(_id(channel))
        if key not in self._opened:
            mob: Any = channel.mob
            inside = mob.essence is not None
            path = self._unpacked(mob, channel.name) if inside else self._beside(mob)
            self._opened[key] = _described(path) if path else self._missing(mob, channel)
        return self._opened[key]

    def _beside(self, mob: Any) -> Path | None:
        """Return where a sound lies, or ``None`` where it is missing."""
        for told in _addresses(mob):
            found = sound_path(told_path(told), self._path.parent, outside=self._outside)
            if found is not None:
                return found
        return None

    def _missing(self, mob: Any, channel: Channel) -> Opened:
        told = [PurePosixPath(told_path(one)).name for one in _addresses(mob)]
        descriptor = mob.descriptor
        rate_hz = round(float(descriptor["SampleRate"].value)) if "SampleRate" in descriptor else 0
        frames = int(descriptor["Length"].value) if "Length" in descriptor else 0
        return Opened(
            None, max(rate_hz, 1), 1, max(frames, 0), told=next(iter(told), channel.name) or "Sound"
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


def _described(path: Path) -> Opened:
    """Look into a file; raises ``CannotOpen``."""
    try:
        about = probe(path)
    except Unusable as error:
        raise CannotOpen(f"{path.name}, which it plays, is no use: {error}") from None
    return Opened(
        path, about.rate_hz, about.channels, about.frames, about.bits, about.direct, path.name
    )


def _addresses(mob: Any) -> list[str]:
    """Return all places where a sound is said to lie."""
    locators = mob.descriptor.get("Locator", None) or ()
    return [str(one["URLString"].value) for one in locators if "URLString" in one]


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
