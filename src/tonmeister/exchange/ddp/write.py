"""Writing a DDP image: either the whole folder is there, or the one that was there before."""

from __future__ import annotations

import hashlib
import os
import shutil
import zlib
from pathlib import Path

import soundfile as sf

from tonmeister.exchange.ddp.cdtext import cdtext
from tonmeister.exchange.ddp.disc import PREGAP_SECTORS, SECTOR_BYTES, SECTOR_FRAMES, Disc
from tonmeister.exchange.ddp.packets import IMAGE, SUBCODE, TEXT, identifier, stream_map, subcode

_BLOCK_FRAMES = 64 * SECTOR_FRAMES


def write_ddp(folder: Path, disc: Disc, wav: Path) -> tuple[Path, ...]:
    """Write the image of a disc whose sound is a WAV of 16 bit, 44.1 kHz, stereo.

    The WAV is as long as ``disc.sectors``; the two seconds of silence before the first track are
    added here. Returns the files.
    """
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        names = _fill(part, disc, wav)
        old = folder.with_name(f".{folder.name}.{os.getpid()}.old.part")
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return tuple(folder / name for name in names)


def _fill(folder: Path, disc: Disc, wav: Path) -> list[str]:
    text, pq = cdtext(disc), subcode(disc)
    described = {
        "DDPID": identifier(disc),
        "DDPMS": stream_map(disc, subcode_bytes=len(pq), text_bytes=len(text)),
    }
    if text:
        described[TEXT] = text
    described[SUBCODE] = pq
    sums = {}
    for name, data in described.items():
        (folder / name).write_bytes(data)
        sums[name] = (hashlib.md5(data, usedforsecurity=False).hexdigest(), zlib.crc32(data))
    sums[IMAGE] = _image(folder / IMAGE, disc, wav)
    lines = "".join(f"{md5} *{name}\n" for name, (md5, _) in sums.items())
    (folder / "CHECKSUM.MD5").write_text(lines, "ascii", newline="\n")
    lines = "".join(f"{name}={crc32:08X}\n" for name, (_, crc32) in sums.items())
    (folder / "CHECKSUM.TXT").write_text(f"[CRC32 Checksum]\n{lines}", "ascii", newline="\n")
    return [*sums, "CHECKSUM.MD5", "CHECKSUM.TXT"]


def _image(path: Path, disc: Disc, wav: Path) -> tuple[str, int]:
    """Write the sound as plain samples, low byte first; returns its checksums."""
    md5, crc32 = hashlib.md5(usedforsecurity=False), 0
    with path.open("wb") as image, sf.SoundFile(wav) as sound:
        about = (sound.samplerate, sound.channels, sound.subtype)
        if about != (44100, 2, "PCM_16") or sound.frames != disc.sectors * SECTOR_FRAMES:
            raise ValueError(f"{wav.name} is no sound for this disc: {about}, {sound.frames}")
        data = bytes(PREGAP_SECTORS * SECTOR_BYTES)
        while data:
            image.write(data)
            md5.update(data)
            crc32 = zlib.crc32(data, crc32)
            block = sound.read(_BLOCK_FRAMES, dtype="int16", always_2d=True)
            data = block.astype("<i2").tobytes()
    return md5.hexdigest(), crc32
