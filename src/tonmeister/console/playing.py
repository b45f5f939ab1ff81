"""Strips at work: each takes what it hears, plays its inserts, fader and pan, and hands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Literal, Protocol

import numpy as np

from tonmeister.console.chain import Chain
from tonmeister.console.curves import Gains, Level, Pan
from tonmeister.console.kernels import round_to_print
from tonmeister.console.seams import PrintSamples, PrintWriter, QuickPrint
from tonmeister.console.tape import UNITY, Piece, Reader, Sound, Tape
from tonmeister.signal import Samples, Source

Tap = Literal["in", "inserts", "panned", "faded", "out"]
"""Where a strip can be heard: its input, after its inserts, pre-fader (but panned), after the fader
but before the pan (what side-chains hear), its output."""


class Input(Protocol):
    """Where a strip's sound comes from."""

    def take(self, count: int) -> Sound | None:
        """Return the next frames, which the taker may change; ``None`` is silence."""
        ...


@dataclass
class TrackInput:
    """A recorded track, trimmed. Two strips may play one track, so reading takes turns."""

    source: Source
    turn: Lock
    gain: float
    at: int

    def take(self, count: int) -> Samples:
        """Read on."""
        with self.turn:
            block = self.source.read(self.at, count)
        self.at += count
        if not (block.flags.owndata and block.flags.c_contiguous and block.flags.writeable):
            block = block.copy()
        if self.gain != 1.0:
            block *= self.gain
        return block


class PrintInput:
    """What a strip sounded like, from its print; read as it is kept if that can be had."""

    def __init__(self, kept: Source) -> None:
        self._read: Callable[[int, int], Sound] = (
            kept.read_print if isinstance(kept, QuickPrint) else kept.read
        )
        self._at = 0

    def take(self, count: int) -> Sound:
        """Read on."""
        start, self._at = self._at, self._at + count
        return self._read(start, count)


@dataclass
class SumInput:
    """What others play into a strip, added in the order of the sheet."""

    parts: Sequence[tuple[Reader, Level]]
    gain: float = 1.0

    def take(self, count: int) -> Samples | None:
        """Add up what comes next."""
        total: Samples | None = None
        for reader, level in self.parts:
            first = reader.at
            pieces = reader.pieces(count)
            if not pieces:
                continue
            if total is None and len(pieces) == 1 and pieces[0].end - pieces[0].start == count:
                total = pieces[0].begin(level.gain(first, count))
                continue
            if total is None:
                total = np.zeros((2, count))
            for piece in pieces:
                gains = level.gain(piece.start, piece.end - piece.start)
                piece.add_to(total[:, piece.start - first : piece.end - first], gains)
        if total is not None and self.gain != 1.0:
            total *= self.gain
        return total


@dataclass
class Player:
    """One strip at work.

    ``ends`` is the frame at which a track has died away (``None``: never). ``chain`` is ``None``
    where the input is a print already. ``ahead`` is how far before the others it must play,
    because someone after it looks ahead.
    """

    name: str
    depth: int
    input: Input
    chain: Chain | None
    fader: Level
    pan: Pan
    is_track: bool
    taps: dict[Tap, Tape]
    ends: int | None = None
    writer: PrintWriter | None = None
    ahead: int = 0
    made: int = 0

    def play_to(self, end: int) -> None:
        """Play on to a frame of the song."""
        count = end - self.made
        if count <= 0:
            return
        sounding = count if self.ends is None else max(0, min(count, self.ends - self.made))
        if sounding:
            self._hand_on(self._play(sounding), sounding)
        if sounding < count:
            self._hand_on(None, count - sounding)
        if self.writer is not None and self.ends is not None and self.made >= self.ends:
            self.writer.close()
            self.writer = None

    def _play(self, count: int) -> Sound | None:
        """Return the next frames after the inserts."""
        more = count + (self.chain.ahead if self.chain else 0)
        block = self.input.take(more)
        if "in" in self.taps:
            tape = self.taps["in"]
            heard = None if block is None else block.copy()
            tape.append(Piece(tape.end, tape.end + more, heard, UNITY, UNITY))
        if self.chain is None or not self.chain.is_playing:
            return block
        block = self.chain.process(np.zeros((2, more)) if block is None else _wide(block))
        if self.is_track:
            kept: PrintSamples = np.empty(block.shape, np.float32)
            round_to_print(block[0], kept[0])
            round_to_print(block[1], kept[1])
            if self.writer is not None:
                self.writer.write(kept)
        return block

    def _hand_on(self, block: Sound | None, count: int) -> None:
        """Put fader and pan on and give the sound to all who listen."""
        start, self.made = self.made, self.made + count
        for tap, tape in self.taps.items():
            if tap != "in":
                levels = (UNITY, UNITY) if block is None else self._levels(tap, start, count)
                tape.append(Piece(start, self.made, block, *levels))

    def _levels(self, tap: Tap, start: int, count: int) -> tuple[Gains, Gains]:
        """Return how loud left and right are heard at a tap."""
        left = right = UNITY
        if tap == "inserts":
            return left, right
        if tap != "faded":
            left, right = self.pan.block(start, count)
        if tap != "panned":
            level = self.fader.gain(start, count)
            left, right = left * level, right * level
        return left, right


def _wide(block: Sound) -> Samples:
    return np.asarray(block, np.float64)


def trim_gain(trim_db: float, *, flip: bool) -> float:
    """Return a trim as a factor."""
    factor = float(Level(trim_db).gain(0, 1)[0])
    return -factor if flip else factor
