"""Sound on its way from one strip to the next."""

from __future__ import annotations

import numpy as np

from tonmeister.signal import Samples


class Tape:
    """What a strip has played and others have not heard yet. Silence costs nothing.

    One strip writes, others read, each at its own place; blocks on the tape are never changed.
    Writing and reading may happen at once in two threads; ``forget`` only when all rest.
    """

    def __init__(self) -> None:
        self.end = 0
        self._blocks: list[tuple[int, int, Samples | None]] = []
        self._readers: list[Reader] = []

    @property
    def is_heard(self) -> bool:
        """Whether anyone listens."""
        return bool(self._readers)

    def reader(self) -> Reader:
        """Return a listener who starts at the first frame."""
        reader = Reader(self)
        self._readers.append(reader)
        return reader

    def append(self, block: Samples | None, count: int) -> None:
        """Add the next ``count`` frames; ``None`` is silence."""
        if count and self._readers:
            self._blocks.append((self.end, self.end + count, block))
        self.end += count

    def forget(self) -> None:
        """Drop what everyone has heard."""
        heard = min((reader.at for reader in self._readers), default=self.end)
        keep = 0
        while keep < len(self._blocks) and self._blocks[keep][1] <= heard:
            keep += 1
        if keep:
            del self._blocks[:keep]

    def between(self, start: int, end: int) -> Samples | None:
        """Return the frames from ``start`` to ``end``; they must have been written."""
        if end > self.end:
            raise RuntimeError(f"asked for frame {end} of a tape that ends at {self.end}")
        parts = [
            (first, last, block)
            for first, last, block in list(self._blocks)
            if block is not None and last > start and first < end
        ]
        if not parts:
            return None
        first, last, block = parts[0]
        if first <= start and last >= end:
            return block[:, start - first : end - first]
        out = np.zeros((2, end - start))
        for first, last, block in parts:
            a, b = max(first, start), min(last, end)
            out[:, a - start : b - start] = block[:, a - first : b - first]
        return out


class Reader:
    """One listener's place on a tape."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.at = 0

    def take(self, count: int) -> Samples | None:
        """Return the next ``count`` frames (not to be changed), ``None`` if all is silent."""
        block = self.tape.between(self.at, self.at + count)
        self.at += count
        return block
