"""The sound files beside an AAF: one channel each, 24 bit, at the session's rate.

Pro Tools links only mono files from an AAF, Logic writes and reads files beside it. Whole numbers
cannot go beyond full scale as our float files can: such a file is turned down as a whole, and its
clips are turned up by as much.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from tonmeister.exchange.daw.names import FileNames
from tonmeister.exchange.daw.resampled import at_rate
from tonmeister.model.daw import DawFile, DawSession
from tonmeister.signal import Samples, Source
from tonmeister.studio.float_file import FloatFile
from tonmeister.studio.sources import file_source

Side = Literal["mono", "left", "right", "both"]
"""Which channel of a file: its only one, one of two, or half the sum of both."""

FOLDER = "Audio Files"
BLOCK_FRAMES = 1 << 16
HIGHEST = 1.0 - 2.0**-23
_ENDINGS: dict[Side, str] = {"mono": "", "left": ".L", "right": ".R", "both": ".M"}


@dataclass(frozen=True)
class Wanted:
    """A sound that a clip plays: a channel of a file, perhaps upside down."""

    file: str
    side: Side
    flipped: bool = False


@dataclass(frozen=True)
class MonoFile:
    """A file beside the AAF. ``makeup_db`` is what it was turned down by to fit."""

    path: Path
    frames: int
    makeup_db: float


def sides_of(file: DawFile, channels: int) -> tuple[Side, ...]:
    """Return what a track of one or two channels plays of a file, a side for each channel."""
    if file.channels == 1:
        return ("mono", "mono") if channels == 2 else ("mono",)
    return ("both",) if channels == 1 else ("left", "right")


def write_sounds(
    session: DawSession,
    wanted: Collection[Wanted],
    folder: Path,
    on: Callable[[float], None],
) -> tuple[dict[Wanted, MonoFile], list[str]]:
    """Write the files, and say in sentences what was done to them; raises ``Unusable``."""
    names, notes = FileNames(), []
    out: dict[Wanted, MonoFile] = {}
    files = [file for file in session.files if any(w.file == file.name for w in wanted)]
    for n, file in enumerate(files):
        source = at_rate(file_source(Path(file.path)), session.rate_hz)
        rows = sorted((w for w in wanted if w.file == file.name), key=lambda w: (w.side, w.flipped))
        scale = _scale(source, rows)
        makeup_db = -20.0 * math.log10(scale)
        stem = Path(file.name).stem if "." in file.name else file.name
        paths = [folder / FOLDER / f"{names.take(_name(stem, w))}.wav" for w in rows]
        for want, path in zip(rows, paths, strict=True):
            _write(source, want, scale, path)
            out[want] = MonoFile(path, source.frames, makeup_db)
        if scale < 1.0:
            notes.append(
                f"{file.name} goes {makeup_db:.1f} dB over full scale, which 24 bit cannot hold: "
                "it was turned down by that and its clips are turned up by as much."
            )
        if file.rate_hz != session.rate_hz:
            notes.append(
                f"{file.name} was made at {file.rate_hz} Hz: it was resampled to the session's "
                f"{session.rate_hz} Hz."
            )
        on((n + 1) / len(files))
    return out, notes


def _scale(source: Source, rows: list[Wanted]) -> float:
    """Return what the file must be multiplied by so that all its channels fit into 24 bit."""
    peak = 0.0
    for start in range(0, source.frames, BLOCK_FRAMES):
        block = source.read(start, min(BLOCK_FRAMES, source.frames - start))
        peak = max(peak, *(float(np.abs(_side(block, want.side)).max()) for want in rows))
    return 1.0 if peak <= HIGHEST else HIGHEST / peak


def _write(source: Source, want: Wanted, scale: float, path: Path) -> None:
    factor = -scale if want.flipped else scale
    with FloatFile(path, source.rate_hz, 1, bits=24) as file:
        for start in range(0, source.frames, BLOCK_FRAMES):
            block = source.read(start, min(BLOCK_FRAMES, source.frames - start))
            file.write((_side(block, want.side) * factor)[:, None])


def _side(block: Samples, side: Side) -> Samples:
    if side == "both":
        return np.asarray(block.mean(axis=0))
    return np.asarray(block[1 if side == "right" else 0])


def _name(stem: str, want: Wanted) -> str:
    return f"{stem}{' (inverted)' if want.flipped else ''}{_ENDINGS[want.side]}"
