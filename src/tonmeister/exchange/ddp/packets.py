"""The descriptions in a DDP image: fixed fields of ASCII, padded with spaces."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.exchange.ddp.disc import PREGAP_SECTORS, Disc, msf

IMAGE, SUBCODE, TEXT = "IMAGE.DAT", "PQDESCR", "CDTEXT.BIN"
AUDIO = "01"  # control 0 (two channels, no emphasis, no copying), address 1 (a time)


def identifier(disc: Disc) -> bytes:
    """Return ``DDPID``: level, UPC/EAN, master id, type of disc; 128 bytes."""
    return _filled(128, {
        0: "DDP 2.00",
        8: disc.upc,
        38: _ascii(disc.title)[:48],
        87: "CD",
    })  # fmt: skip


def stream_map(disc: Disc, *, subcode_bytes: int, text_bytes: int) -> bytes:
    """Return ``DDPMS``: 128 bytes for each file, saying what it is and how long.

    Text and subcode count bytes; the image counts sectors, the first pause included.
    """
    packets = []
    if text_bytes:
        packets.append(_file(TEXT, {4: "S0", 14: f"{text_bytes:8d}", 30: "CDTEXT", 55: "00"}))
    packets.append(_file(SUBCODE, {4: "S0", 14: f"{subcode_bytes:8d}", 30: "PQ DESCR"}))
    packets.append(
        _file(IMAGE, {
            4: "D0",
            14: f"{disc.sectors + PREGAP_SECTORS:8d}",
            38: "DA",  # audio
            40: "7",  # stored as complete sectors
            41: "1",
            46: f"{PREGAP_SECTORS:4d}",
        })
    )  # fmt: skip
    return b"".join(packets)


def subcode(disc: Disc) -> bytes:
    """Return the PQ descriptor: 64 bytes for each index, in the disc's own time.

    Lead-in with the UPC, every track's pause and beginning with its ISRC, lead-out.
    """
    return b"".join(_pq(*entry) for entry in entries(disc))


def entries(disc: Disc) -> Iterator[tuple[str, int, int, str, str]]:
    """Yield track, index, sector of the disc, ISRC and UPC of every index."""
    yield "00", 0, 0, "", disc.upc
    for number, track in enumerate(disc.tracks, 1):
        pause = -PREGAP_SECTORS if number == 1 else track.pause
        if pause is not None:
            yield f"{number:02d}", 0, pause + PREGAP_SECTORS, track.isrc, ""
        yield f"{number:02d}", 1, track.start + PREGAP_SECTORS, track.isrc, ""
    yield "AA", 1, disc.sectors + PREGAP_SECTORS, "", ""


def _pq(track: str, index: int, at: int, isrc: str, upc: str) -> bytes:
    minutes, seconds, frames = msf(at)
    return _filled(64, {
        0: "VVVS",
        4: track,
        6: f"{index:02d}",
        10: f"{minutes:02d}{seconds:02d}{frames:02d}",
        16: AUDIO,
        20: isrc,
        32: upc,
    })  # fmt: skip


def _file(name: str, fields: dict[int, str]) -> bytes:
    return _filled(128, {0: "VVVM", **fields, 71: "017", 74: f"{name:17}"})


def _filled(length: int, fields: dict[int, str]) -> bytes:
    packet = bytearray(b" " * length)
    for place, words in fields.items():
        raw = words.encode("ascii")
        packet[place : place + len(raw)] = raw
    return bytes(packet)


def _ascii(words: str) -> str:
    return "".join(c if " " <= c <= "~" else "_" for c in words)
