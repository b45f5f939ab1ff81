"""CD-Text: titles and artists in 18-byte packs, as players show them.

Sony's packs (Red Book, annex; described in libburn's and libcdio's documentation): type, track,
number, place, twelve bytes of text, CRC-16. ISO 8859-1, one block, English.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tonmeister.exchange.ddp.disc import Disc

TITLE, ARTIST, SIZES = 0x80, 0x81, 0x8F
_LATIN_1, _ENGLISH = 0x00, 0x09
_ROOM = 12
_MOST_PACKS = 253


def cdtext(disc: Disc) -> bytes:
    """Return all packs; empty where there is nothing to say or no room for it."""
    titles = [disc.title, *(track.title for track in disc.tracks)]
    artists = [disc.artist, *(track.artist or disc.artist for track in disc.tracks)]
    packs: list[bytes] = []
    counts = {TITLE: 0, ARTIST: 0}
    for kind, words in ((TITLE, titles), (ARTIST, artists)):
        if any(words):
            made = _packs(kind, [latin_1(text) for text in words], len(packs))
            counts[kind] = len(made)
            packs += made
    if not packs or len(packs) > _MOST_PACKS:
        return b""
    packs += _sizes(counts, len(packs), len(disc.tracks))
    return b"".join(packs)


def latin_1(words: str) -> str:
    """Return words as ISO 8859-1 can hold them; empty where hardly anything of them is left.

    Accents that it does not know are dropped; what has no Latin letter at all is left out rather
    than written as question marks.
    """
    out = ""
    for letter in unicodedata.normalize("NFC", words):
        if letter in _PLAIN:
            out += _PLAIN[letter]
        elif ord(letter) < 256:
            out += letter if letter.isprintable() else " "
        else:
            parts = unicodedata.normalize("NFKD", letter)
            out += "".join(c for c in parts if ord(c) < 128)
    kept = sum(c.isalnum() for c in out)
    return out.strip(" -") if 2 * kept >= sum(c.isalnum() for c in words) else ""


_PLAIN = {
    "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE",
}  # fmt: skip


def crc(data: bytes) -> int:
    """Return the checksum of a pack: CRC-16 (x^16 + x^12 + x^5 + 1), inverted."""
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value ^ 0xFFFF


def _packs(kind: int, words: Sequence[str], number: int) -> list[bytes]:
    """Let texts, each ended by a zero, flow through packs of twelve bytes."""
    letters = [
        (track, place, byte)
        for track, text in enumerate(words)
        for place, byte in enumerate(text.encode("latin-1") + b"\0")
    ]
    packs: list[bytes] = []
    for start in range(0, len(letters), _ROOM):
        part = letters[start : start + _ROOM]
        track, place, _ = part[0]
        data = bytes(byte for _, _, byte in part).ljust(_ROOM, b"\0")
        packs.append(_pack(kind, track, number + len(packs), min(place, 15), data))
    return packs


def _sizes(counts: dict[int, int], number: int, tracks: int) -> list[bytes]:
    """Return the three packs that say how many packs of each kind there are."""
    about = bytearray(36)
    about[0:4] = bytes([_LATIN_1, 1, tracks, 0])
    for kind, count in counts.items():
        about[4 + kind - TITLE] = count
    about[4 + SIZES - TITLE] = 3
    about[20] = number + 2
    about[28] = _ENGLISH
    return [
        _pack(SIZES, part, number + part, 0, bytes(about[_ROOM * part : _ROOM * (part + 1)]))
        for part in range(3)
    ]


def _pack(kind: int, track: int, number: int, place: int, data: bytes) -> bytes:
    body = bytes([kind, track, number, place]) + data
    return body + crc(body).to_bytes(2, "big")
