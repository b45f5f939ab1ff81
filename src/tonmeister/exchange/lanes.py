"""A comp for any audio workstation: every take as a lane of full length, and where they are cut.

All files begin at the song's first frame. The edit list is a table with tabs; ``labels`` is a label
track as Audacity reads it (start, end, words), which many editors import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from tonmeister.model import Comp
from tonmeister.signal import Samples
from tonmeister.studio import WavSink, write_text

BLOCK_FRAMES = 1 << 18
COLUMNS = (
    "region", "take", "file", "from_s", "to_s", "at_s", "fade_ms", "gain_db", "phrase", "bars",
    "words",
)  # fmt: skip


def write_lanes(
    folder: Path, comp: Comp, played: Samples, sounds: Mapping[int, Samples], rate_hz: int
) -> list[Path]:
    """Write a comp and its takes as lanes: 32-bit float WAV, edit list, labels; return the files.

    ``played`` is the comp and ``sounds`` has each take's track by number, both [channels, n];
    ``offset_s`` of a take moves its lane into the song. Lanes are as long as the comp.
    """
    part = _plain(comp.part).replace("/", "-")
    frames = max([played.shape[1], *(_length(comp, sounds, n, rate_hz) for n in sounds)])
    files = {n: f"{part} take {n:02d}.wav" for n in sorted(sounds)}
    out = [_write(folder / f"{part} comp.wav", played, 0, frames, rate_hz)]
    for number, name in files.items():
        shift = round(_offset_s(comp, number) * rate_hz)
        lane = _alone(comp, number, sounds[number], rate_hz)
        out.append(_write(folder / name, lane, shift, frames, rate_hz))
    edl = folder / f"{part} comp.tsv"
    write_text(edl, "\n".join(["\t".join(COLUMNS), *_rows(comp, files)]) + "\n")
    labels = folder / f"{part} labels.txt"
    write_text(labels, "".join(_labels(comp)))
    return [*out, edl, labels]


def _rows(comp: Comp, files: Mapping[int, str]) -> Iterator[str]:
    fades = {round(c.at_s, 4): c.length_ms for c in comp.crossfades}
    for region in comp.regions:
        values = (
            region.id, region.take, files.get(region.take, ""), f"{region.start_s:.6f}",
            f"{region.end_s:.6f}", f"{region.start_s:.6f}",
            f"{fades.get(round(region.start_s, 4), 0.0):.1f}", f"{region.gain_db:.2f}",
            region.phrase, region.bars, region.words,
        )  # fmt: skip
        yield "\t".join(_plain(str(value)) for value in values)


def _labels(comp: Comp) -> Iterator[str]:
    for region in comp.regions:
        words = f" {region.words}" if region.words else ""
        said = _plain(f"take {region.take}, phrase {region.phrase}{words}")
        yield f"{region.start_s:.6f}\t{region.end_s:.6f}\t{said}\n"


def _write(path: Path, sound: Samples, shift: int, frames: int, rate_hz: int) -> Path:
    """Write a lane: the sound ``shift`` frames into the song, silence around it."""
    with WavSink(path, rate_hz, bits=32, channels=len(sound), frames=frames) as sink:
        for first in range(0, frames, BLOCK_FRAMES):
            block = np.zeros((len(sound), min(BLOCK_FRAMES, frames - first)))
            a, b = max(first, shift), min(first + block.shape[1], shift + sound.shape[1])
            if b > a:
                block[:, a - first : b - first] = sound[:, a - shift : b - shift]
            sink.write(block)
    return path


def _alone(comp: Comp, number: int, sound: Samples, rate_hz: int) -> Samples:
    """Return a take's track without the other takes of a loop recording."""
    take = next((t for t in comp.takes if t.number == number), None)
    if take is None:
        return sound
    first, last = round(take.begins_s * rate_hz), round(take.ends_s * rate_hz)
    if first <= 0 and last >= sound.shape[1]:
        return sound
    out = np.zeros_like(sound)
    out[:, max(first, 0) : last] = sound[:, max(first, 0) : last]
    return out


def _length(comp: Comp, sounds: Mapping[int, Samples], number: int, rate_hz: int) -> int:
    return int(sounds[number].shape[1]) + round(_offset_s(comp, number) * rate_hz)


def _offset_s(comp: Comp, number: int) -> float:
    return next((t.offset_s for t in comp.takes if t.number == number), 0.0)


def _plain(words: str) -> str:
    """Return words on one line without tabs."""
    return " ".join(words.split())
