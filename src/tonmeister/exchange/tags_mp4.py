"""Tags that ffmpeg does not write into M4A files: ISRC, barcode, ReplayGain.

As iTunes keeps them: "----" atoms with a name (ISO/IEC 14496-12 boxes; com.apple.iTunes).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

_WAY = (b"moov", b"udta", b"meta", b"ilst")
_MEAN = b"com.apple.iTunes"


def freeform(tags: Mapping[str, str]) -> dict[str, str]:
    """Return those tags that need this way."""
    named = {"isrc": "ISRC", "upc": "BARCODE"}
    found = {named[name]: words for name, words in tags.items() if name in named}
    return found | {n: words for n, words in tags.items() if n.startswith("replaygain_")}


def add_freeform(path: Path, tags: Mapping[str, str]) -> None:
    """Add tags to an M4A file as ffmpeg leaves it: its index at the end, one list of tags."""
    raw = path.read_bytes()
    at, end, places = 0, len(raw), []
    for name in _WAY:
        found = _find(raw, at, end, name)
        if found is None:
            raise ValueError(f"{path.name}: it has no {name.decode()} box to hold its tags")
        at, end = found
        places.append(found)
        at += 12 if name == b"meta" else 8  # meta has a version and flags
    if places[0][1] != len(raw):
        raise ValueError(f"{path.name}: its index does not stand at the end")
    more = b"".join(_atom(name, words) for name, words in tags.items())
    made = bytearray(raw[:end] + more + raw[end:])
    for box, _ in places:
        (size,) = struct.unpack(">I", made[box : box + 4])
        made[box : box + 4] = struct.pack(">I", size + len(more))
    path.write_bytes(made)


def _find(raw: bytes, at: int, end: int, name: bytes) -> tuple[int, int] | None:
    while at + 8 <= end:
        size, kind = struct.unpack(">I4s", raw[at : at + 8])
        if size == 1:
            (size,) = struct.unpack(">Q", raw[at + 8 : at + 16])
        if size < 8:
            return None
        if kind == name:
            return at, at + size
        at += size
    return None


def _atom(name: str, words: str) -> bytes:
    inner = _box(b"mean", bytes(4) + _MEAN) + _box(b"name", bytes(4) + name.encode())
    return _box(b"----", inner + _box(b"data", struct.pack(">II", 1, 0) + words.encode()))


def _box(kind: bytes, inside: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(inside), kind) + inside
