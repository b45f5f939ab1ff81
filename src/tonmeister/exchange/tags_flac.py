"""Tags in FLAC files, written without ffmpeg: Vorbis comments, any of them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

_COMMENT, _PADDING, _LAST = 4, 1, 0x80
_NAMES = {"track": "TRACKNUMBER", "disc": "DISCNUMBER"}
_VENDOR = b"Tonmeister"


def set_comments(path: Path, tags: Mapping[str, str]) -> None:
    """Give a FLAC file these comments in place of those it has (RFC 9639, section 8.6)."""
    raw = path.read_bytes()
    if raw[:4] != b"fLaC":
        raise ValueError(f"{path.name}: it is no FLAC file")
    blocks, at, last = [], 4, False
    while not last:
        kind, size = raw[at], int.from_bytes(raw[at + 1 : at + 4], "big")
        last = bool(kind & _LAST)
        if kind & ~_LAST not in (_COMMENT, _PADDING):
            blocks.append((kind & ~_LAST, raw[at + 4 : at + 4 + size]))
        at += 4 + size
    blocks.append((_COMMENT, _comments(tags)))
    head = b"".join(
        bytes([kind | (_LAST if i == len(blocks) - 1 else 0)]) + len(body).to_bytes(3, "big") + body
        for i, (kind, body) in enumerate(blocks)
    )
    path.write_bytes(b"fLaC" + head + raw[at:])


def _comments(tags: Mapping[str, str]) -> bytes:
    rows = [f"{_NAMES.get(name, name).upper()}={words}".encode() for name, words in tags.items()]
    sized = b"".join(struct.pack("<I", len(row)) + row for row in rows)
    return struct.pack("<I", len(_VENDOR)) + _VENDOR + struct.pack("<I", len(rows)) + sized
