"""A SoundFont written byte by byte, small enough to read: for the tests of ours that read one."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf

RATE_HZ = 44100
Row = np.ndarray[Any, np.dtype[np.float64]]


def sine(hz: float = 261.6255653, length_s: float = 1.0, rate_hz: int = RATE_HZ) -> Row:
    return 0.5 * np.sin(2 * np.pi * hz * np.arange(round(length_s * rate_hz)) / rate_hz)


@dataclass
class TinySample:
    """One sample and the zone that plays it: generators by number."""

    sound: Row
    root: int = 60
    loop: tuple[int, int] = (0, 0)
    generators: dict[int, int] = field(default_factory=dict)
    modulators: Sequence[tuple[int, int, int, int, int]] = ()
    keys: tuple[int, int] = (0, 127)


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def soundfont(samples: Sequence[TinySample], packed: bool = False) -> bytes:
    """One preset (bank 0, program 0), one instrument, a zone a sample."""
    data = b""
    shdr, igen, ibag, imod = b"", b"", b"", b""
    gens = mods = 0
    for number, sample in enumerate(samples):
        if packed:
            stream = BytesIO()
            sf.write(stream, sample.sound, RATE_HZ, format="OGG", subtype="VORBIS")
            raw = stream.getvalue()
            start, end = len(data), len(data) + len(raw)
            data += raw
            loop = sample.loop
        else:
            raw = np.round(32767 * sample.sound).astype("<i2").tobytes()
            start, end = len(data) // 2, (len(data) + len(raw)) // 2
            data += raw + b"\0" * 92
            loop = (sample.loop[0] + start, sample.loop[1] + start)
        shdr += struct.pack("<20sIIIIIBbHH", b"sample%d" % number, start, end, *loop, RATE_HZ,
                            sample.root, 0, 0, 0x11 if packed else 1)  # fmt: skip
        rows = [(43, sample.keys[0] | sample.keys[1] << 8), *sample.generators.items(),
                (53, number)]  # fmt: skip
        ibag += struct.pack("<HH", gens, mods)
        igen += b"".join(struct.pack("<Hh", what, amount) for what, amount in rows)
        imod += b"".join(struct.pack("<HHhHH", *m) for m in sample.modulators)
        gens, mods = gens + len(rows), mods + len(sample.modulators)
    end_of = b"\0" * 10
    pdta = b"".join((
        chunk(b"phdr", struct.pack("<20sHHHIII", b"Tiny", 0, 0, 0, 0, 0, 0)
              + struct.pack("<20sHHHIII", b"EOP", 0, 0, 1, 0, 0, 0)),
        chunk(b"pbag", struct.pack("<HHHH", 0, 0, 1, 0)),
        chunk(b"pmod", end_of),
        chunk(b"pgen", struct.pack("<HhHh", 41, 0, 0, 0)),
        chunk(b"inst", struct.pack("<20sH", b"Tiny", 0)
              + struct.pack("<20sH", b"EOI", len(samples))),
        chunk(b"ibag", ibag + struct.pack("<HH", gens, mods)),
        chunk(b"imod", imod + end_of),
        chunk(b"igen", igen + b"\0" * 4),
        chunk(b"shdr", shdr + struct.pack("<20sIIIIIBbHH", b"EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    ))  # fmt: skip
    info = chunk(b"INAM", b"Tiny Font\0") + chunk(b"ICOP", b"CC0, nobody\0")
    body = b"sfbk" + b"".join(
        chunk(b"LIST", each) for each in (b"INFO" + info, b"sdta" + chunk(b"smpl", data),
                                          b"pdta" + pdta)
    )  # fmt: skip
    return chunk(b"RIFF", body)


def write_soundfont(path: Path, *samples: TinySample, packed: bool = False) -> Path:
    path.write_bytes(soundfont(samples, packed))
    return path


def pitch_hz(sound: Row, rate_hz: int, start_s: float = 0.2, end_s: float = 0.7) -> float:
    """The pitch of a sine, by the turn of its phase from the first half to the second."""
    part = sound[round(start_s * rate_hz) : round(end_s * rate_hz)]
    window = np.hanning(part.size)
    rough = float(np.argmax(np.abs(np.fft.rfft(part * window)))) * rate_hz / part.size
    half = part.size // 2
    t = np.arange(half) / rate_hz
    turn = np.exp(-2j * np.pi * rough * t) * np.hanning(half)
    one, other = np.sum(part[:half] * turn), np.sum(part[half : 2 * half] * turn)
    moved = np.angle(other / one * np.exp(-2j * np.pi * rough * half / rate_hz))
    return float(rough + moved / (2 * np.pi * half / rate_hz))


def level_db(sound: Row) -> float:
    return float(10.0 * np.log10(np.mean(np.square(sound)) + 1e-20))
