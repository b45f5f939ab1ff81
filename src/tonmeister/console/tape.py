"""Sound on its way from one strip to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.console.curves import Gains
from tonmeister.console.kernels import add_turned, begin_turned
from tonmeister.signal import Samples

Sound = Samples | NDArray[np.float32]
"""A block on its way: float64, or float32 as prints are kept."""

UNITY: Gains = np.ones(1)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of sound from one frame of the song to another, and how loud each side is.

    No ``sound`` is silence. The sound is never changed: so several may hear it, each at another
    level, without a copy.
    """

    start: int
    end: int
    sound: Sound | None
    left: Gains
    right: Gains

    def part(self, start: int, end: int) -> Piece:
        """Return the part of it that lies between two frames."""
        start, end = max(start, self.start), min(end, self.end)
        if self.sound is None or (start, end) == (self.start, self.end):
            return Piece(start, end, self.sound, self.left, self.right)
        a, b = start - self.start, end - self.start
        left = self.left if self.left.size == 1 else self.left[a:b]
        right = self.right if self.right.size == 1 else self.right[a:b]
        return Piece(start, end, self.sound[:, a:b], left, right)

    def begin(self, level: Gains) -> Samples:
        """Return a sum that begins with it, at a level."""
        if self.sound is None:
            return np.zeros((2, self.end - self.start))
        total = np.empty((2, self.end - self.start))
        begin_turned(total[0], self.sound[0], self.left, level)
        begin_turned(total[1], self.sound[1], self.right, level)
        return total

    def add_to(self, total: Samples, level: Gains) -> None:
        """Add it to a sum of the same length, at a level."""
        if self.sound is not None:
            add_turned(total[0], self.sound[0], self.left, level)
            add_turned(total[1], self.sound[1], self.right, level)


class Tape:
    """What a strip has played and others have not heard yet. Silence costs nothing.

    One strip writes, others read, each at its own place. Writing and reading may happen at once
    in two threads; ``forget`` only when all rest.
    """

    def __init__(self) -> None:
        self.end = 0
        self._pieces: list[Piece] = []
        self._readers: list[Reader] = []

    def reader(self) -> Reader:
        """Return a listener who starts at the first frame."""
        reader = Reader(self)
        self._readers.append(reader)
        return reader

    def append(self, piece: Piece) -> None:
        """Add what comes next."""
        if self._readers:
            self._pieces.append(piece)
        self.end = piece.end

    def forget(self) -> None:
        """Drop what everyone has heard."""
        heard = min((reader.at for reader in self._readers), default=self.end)
        while self._pieces and self._pieces[0].end <= heard:
            del self._pieces[0]

    def between(self, start: int, end: int) -> list[Piece]:
        """Return what sounds from one frame to another; it must have been written."""
        if end > self.end:
            raise RuntimeError(f"asked for frame {end} of a tape that ends at {self.end}")
        return [
            piece.part(start, end)
            for piece in list(self._pieces)
            if piece.sound is not None and piece.end > start and piece.start < end
        ]


class Reader:
    """One listener's place on a tape."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.at = 0

    def pieces(self, count: int) -> list[Piece]:
        """Return what sounds in the next ``count`` frames."""
        start, self.at = self.at, self.at + count
        return self.tape.between(start, self.at)

    def take(self, count: int) -> Samples:
        """Return the next ``count`` frames as a block of their own."""
        start, pieces = self.at, self.pieces(count)
        if len(pieces) == 1 and pieces[0].end - pieces[0].start == count:
            return pieces[0].begin(UNITY)
        out = np.zeros((2, count))
        for piece in pieces:
            piece.add_to(out[:, piece.start - start : piece.end - start], UNITY)
        return out
