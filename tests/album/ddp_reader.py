"""A reader of DDP images of its own: from the published layout, knowing nothing of our writer."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Index:
    track: str
    index: int
    sector: int
    control: str
    isrc: str
    upc: str


@dataclass
class Image:
    upc: str
    master_id: str
    streams: dict[str, dict[str, str]]
    entries: list[Index]
    audio: bytes
    texts: dict[int, list[str]] = field(default_factory=dict)
    sizes: bytes = b""


def read(folder: Path) -> Image:
    """Read an image and check every length, packet mark and checksum in it."""
    identity = (folder / "DDPID").read_bytes()
    assert len(identity) == 128
    assert identity[:8] == b"DDP 2.00"
    assert identity[87:89] == b"CD"
    streams = {}
    for packet in _packets((folder / "DDPMS").read_bytes(), 128, b"VVVM"):
        name = packet[74:91].decode("ascii").strip()
        assert packet[71:74] == b"017"
        streams[name] = {
            "type": packet[4:6].decode(), "length": packet[14:22].decode(),
            "sub": packet[30:38].decode().strip(), "mode": packet[38:40].decode(),
            "pause": packet[46:50].decode(), "track": packet[55:57].decode(),
        }  # fmt: skip
    audio = b""
    for name, stream in streams.items():
        size = (folder / name).stat().st_size
        if stream["type"] == "D0":
            assert stream["mode"] == "DA"
            assert size == int(stream["length"]) * 2352
            audio = (folder / name).read_bytes()
        else:
            assert size == int(stream["length"])
    (pq,) = (name for name, stream in streams.items() if stream["sub"] == "PQ DESCR")
    entries = []
    for packet in _packets((folder / pq).read_bytes(), 64, b"VVVS"):
        words = packet.decode("ascii")
        minutes, seconds, frames = (int(words[at : at + 2]) for at in (10, 12, 14))
        assert seconds < 60
        assert frames < 75
        entries.append(
            Index(
                words[4:6], int(words[6:8]), (minutes * 60 + seconds) * 75 + frames, words[16:18],
                words[20:32].strip(), words[32:45].strip(),
            )
        )  # fmt: skip
    image = Image(
        identity[8:21].decode().strip(), identity[38:86].decode().strip(), streams, entries, audio
    )
    for name, stream in streams.items():
        if stream["sub"] == "CDTEXT":
            _read_text((folder / name).read_bytes(), image)
    _check_sums(folder, ["DDPID", "DDPMS", *streams])
    return image


def _packets(data: bytes, size: int, mark: bytes) -> list[bytes]:
    assert data
    assert len(data) % size == 0
    packets = [data[at : at + size] for at in range(0, len(data), size)]
    assert all(packet.startswith(mark) for packet in packets)
    return packets


def _read_text(data: bytes, image: Image) -> None:
    assert len(data) % 18 == 0
    flows: dict[int, bytes] = {}
    for number in range(len(data) // 18):
        pack = data[18 * number : 18 * number + 18]
        assert pack[2] == number
        assert _divided(pack[:16]) ^ 0xFFFF == int.from_bytes(pack[16:], "big")
        flows[pack[0]] = flows.get(pack[0], b"") + pack[4:16]
    image.sizes = flows.pop(0x8F)
    assert image.sizes[20] == len(data) // 18 - 1
    for kind, flow in flows.items():
        assert image.sizes[4 + kind - 0x80] == len(flow) // 12
        image.texts[kind] = [text.decode("latin-1") for text in flow.split(b"\0")]


def _divided(data: bytes) -> int:
    """Divide by x^16 + x^12 + x^5 + 1 as a school-book long division of bits."""
    value = int.from_bytes(data, "big") << 16
    for bit in range(value.bit_length() - 1, 15, -1):
        if value >> bit & 1:
            value ^= 0x11021 << (bit - 16)
    return value


def _check_sums(folder: Path, names: list[str]) -> None:
    md5 = dict(
        reversed(line.split(" *")) for line in (folder / "CHECKSUM.MD5").read_text().splitlines()
    )
    head, *lines = (folder / "CHECKSUM.TXT").read_text().splitlines()
    assert head == "[CRC32 Checksum]"
    crc = dict(line.split("=") for line in lines)
    assert set(md5) == set(crc) == set(names)
    for name in names:
        data = (folder / name).read_bytes()
        assert md5[name] == hashlib.md5(data).hexdigest()
        assert int(crc[name], 16) == zlib.crc32(data)
