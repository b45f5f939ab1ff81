"""Tags in WAV files: an INFO list for old readers, an ID3 chunk for all the others.

RIFF INFO has no place for an ISRC (its ``ISRC`` means something else), so that stands in the
ID3 chunk (``TSRC``), where players and taggers look for it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

INFO = {
    "title": b"INAM", "artist": b"IART", "album": b"IPRD", "date": b"ICRD", "genre": b"IGNR",
    "comment": b"ICMT", "copyright": b"ICOP", "track": b"ITRK",
}  # fmt: skip
FRAMES = {
    "title": b"TIT2", "artist": b"TPE1", "album": b"TALB", "date": b"TYER", "genre": b"TCON",
    "copyright": b"TCOP", "track": b"TRCK", "disc": b"TPOS", "composer": b"TCOM",
    "isrc": b"TSRC",
}  # fmt: skip


def add_to_wav(path: Path, tags: Mapping[str, str]) -> None:
    """Append tags to a finished WAV file; the sound is not touched. Without tags nothing is done.

    A file over 4 GB (RF64) is refused: few readers look behind its sound.
    """
    if not tags:
        return
    with path.open("r+b") as file:
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:] != b"WAVE":
            raise ValueError("only WAV files up to 4 GB take tags; deliver it as FLAC")
        file.seek(0, 2)
        if file.tell() % 2:
            file.write(b"\0")
        file.write(_chunk(b"LIST", _info(tags)) + _chunk(b"id3 ", id3(tags)))
        size = file.tell()
        file.seek(4)
        file.write(struct.pack("<I", size - 8))


def id3(tags: Mapping[str, str]) -> bytes:
    """Return an ID3v2.3 tag."""
    frames = b""
    for name, words in tags.items():
        kind = FRAMES.get(name)
        if name == "comment":
            kind, body = b"COMM", b"\1eng" + _utf16("") + b"\0\0" + _utf16(words)
        elif kind is not None:
            words = words[:4] if name == "date" else words
            body = b"\1" + _utf16(words)
        else:
            named = {"upc": "BARCODE"}.get(name, name.upper())
            kind, body = b"TXXX", b"\1" + _utf16(named) + b"\0\0" + _utf16(words)
        frames += struct.pack(">4sIH", kind, len(body), 0) + body
    size = len(frames)
    packed = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\3\0\0" + packed + frames


def _info(tags: Mapping[str, str]) -> bytes:
    rows = (_chunk(INFO[n], words.encode() + b"\0") for n, words in tags.items() if n in INFO)
    return b"INFO" + b"".join(rows)


def _chunk(kind: bytes, inside: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(inside)) + inside + b"\0" * (len(inside) % 2)


def _utf16(words: str) -> bytes:
    return b"\xff\xfe" + words.encode("utf-16-le")
