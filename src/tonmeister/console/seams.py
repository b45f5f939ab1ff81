"""What the console asks of the world around it. The studio brings files and folders."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Samples, Source

PrintSamples = NDArray[np.float32]
"""A piece of a print: float32 ``[2, n]``. So a strip's sound after its inserts is defined."""


class Sink(Protocol):
    """Takes the sound at one place of the console, from the song's first frame on."""

    def write(self, block: Samples) -> None:
        """Take the next frames, float64 ``[2, n]``; the block must not be changed."""
        ...


@runtime_checkable
class QuickPrint(Protocol):
    """A print that can also be read as it is kept, which saves turning it into float64."""

    def read_print(self, start: int, count: int) -> PrintSamples:
        """Return float32 ``[2, count]``, rows contiguous; silence outside."""
        ...


class PrintWriter(Protocol):
    """A print being made. It counts only once it is closed."""

    def write(self, block: PrintSamples) -> None:
        """Take the next frames, float32 ``[2, n]``."""
        ...

    def close(self) -> None:
        """Make the print whole: from now on it can be opened."""
        ...

    def discard(self) -> None:
        """Throw away what was written; nothing is left."""
        ...


class PrintStore(Protocol):
    """Prints kept by the hash of all that shaped them."""

    def open(self, key: str) -> Source | None:
        """Return a print, or ``None`` if there is none."""
        ...

    def create(self, key: str, frames: int) -> PrintWriter:
        """Begin a print of that many frames."""
        ...
