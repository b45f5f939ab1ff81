"""The chunks and tables of a SoundFont, ``.sf2`` and ``.sf3``: nothing is decoded here.

After the SoundFont Technical Specification 2.04 (E-mu, 2006), sections 4 to 7. In SF3 (MuseScore)
a sample is an Ogg Vorbis stream, marked by bit 4 of its type.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tonmeister.studio.banks.errors import BankError

PACKED = 0x10
"""The bit of a sample's type that says: Ogg Vorbis."""
_ROM = 0x8000

Table = NDArray[Any]
_NAME = "S20"
_TABLES = {
    b"phdr": np.dtype([("name", _NAME), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"),
                       ("library", "<u4"), ("genre", "<u4"), ("morphology", "<u4")]),
    b"pbag": np.dtype([("gen", "<u2"), ("mod", "<u2")]),
    b"pmod": np.dtype([("source", "<u2"), ("target", "<u2"), ("amount", "<i2"), ("by", "<u2"),
                       ("transform", "<u2")]),
    b"pgen": np.dtype([("what", "<u2"), ("amount", "<i2")]),
    b"inst": np.dtype([("name", _NAME), ("bag", "<u2")]),
    b"ibag": np.dtype([("gen", "<u2"), ("mod", "<u2")]),
    b"imod": np.dtype([("source", "<u2"), ("target", "<u2"), ("amount", "<i2"), ("by", "<u2"),
                       ("transform", "<u2")]),
    b"igen": np.dtype([("what", "<u2"), ("amount", "<i2")]),
    b"shdr": np.dtype([("name", _NAME), ("start", "<u4"), ("end", "<u4"), ("loop_start", "<u4"),
                       ("loop_end", "<u4"), ("rate_hz", "<u4"), ("root", "u1"), ("tune", "i1"),
                       ("link", "<u2"), ("type", "<u2")]),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class SoundFontFile:
    """A SoundFont's tables, and where its samples lie; the samples stay on the disk."""

    path: Path
    info: dict[str, str]
    tables: dict[bytes, Table]
    samples_at: int
    samples_bytes: int
    data: mmap.mmap

    def name_of(self, table: bytes, row: int) -> str:
        """Return how a preset, instrument or sample is called."""
        return text(bytes(self.tables[table]["name"][row]))


def text(raw: bytes) -> str:
    """Return a name as it is meant: up to its end, whatever letters it has."""
    return raw.split(b"\0")[0].decode("utf-8", "replace").strip()


def read_soundfont(path: Path) -> SoundFontFile:
    """Read a SoundFont's tables. Raises ``BankError`` with one clear line."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise BankError(f"it cannot be opened ({error})") from error
    if len(data) < 12 or data[:4] != b"RIFF" or data[8:12] != b"sfbk":
        raise BankError("this is no SoundFont: it does not begin with RIFF and sfbk")
    info: dict[str, str] = {}
    found: dict[bytes, tuple[int, int]] = {}
    for name, start, size in _chunks(data, 12, len(data)):
        if name != b"LIST" or size < 4:
            continue
        kind = bytes(data[start : start + 4])
        for each, at, count in _chunks(data, start + 4, start + size):
            if kind == b"INFO":
                info[each.decode("latin-1")] = text(bytes(data[at : at + min(count, 65536)]))
            else:
                found[each] = (at, count)
    for wanted in (*_TABLES, b"smpl"):
        if wanted not in found:
            raise BankError(
                f"it is broken: its part {wanted.decode()} is missing, as if it had not been "
                "copied to its end"
            )
    tables = {}
    for name, kind_of in _TABLES.items():
        at, count = found[name]
        if count % kind_of.itemsize:
            raise BankError(f"it is broken: its part {name.decode()} has an odd size ({count})")
        tables[name] = np.frombuffer(data, kind_of, count // kind_of.itemsize, at)
    at, count = found[b"smpl"]
    return SoundFontFile(path, info, tables, at, count, data)


def _chunks(data: mmap.mmap, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, first byte and size of each chunk; none may reach over what holds it."""
    while at + 8 <= end:
        name, size = struct.unpack("<4sI", data[at : at + 8])
        if at + 8 + size > end:
            raise BankError(
                f"it is broken: its part {name.decode('latin-1')!r} wants {size} bytes, but "
                f"{end - at - 8} are there; fetch it again"
            )
        yield name, at + 8, size
        at += 8 + size
        if size & 1 and data[at : at + 4] != b"LIST":  # MuseScore's SF3 leaves the padding out
            at += 1


def sample_span(file: SoundFontFile, row: int) -> tuple[int, int]:
    """Return a sample's first byte and how many it has; raises ``BankError`` if not inside."""
    head = file.tables[b"shdr"][row]
    if int(head["type"]) & _ROM:
        raise BankError(f"the sample {text(bytes(head['name']))!r} lies in a sound card, not here")
    start, end = int(head["start"]), int(head["end"])
    if not int(head["type"]) & PACKED:
        start, end = 2 * start, 2 * end
    if not 0 <= start < end <= file.samples_bytes:
        raise BankError(
            f"it is broken: the sample {text(bytes(head['name']))!r} lies outside the file"
        )
    return file.samples_at + start, end - start
