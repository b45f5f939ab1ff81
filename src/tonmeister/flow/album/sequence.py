"""The whole album as one sound: every song in its place, with its fades."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.producer.album import Placed, Timeline
from tonmeister.signal import Samples, Source


@dataclass(frozen=True, slots=True)
class AlbumSound:
    """The songs of a timeline as one ``Source``.

    Crossfades are of equal power; those before the songs numbered in ``gentle`` of equal gain:
    then the sum never rises over the louder of the two, so that a ceiling holds by itself.
    """

    line: Timeline
    sounds: Sequence[Source]
    gentle: Collection[int] = ()

    @property
    def rate_hz(self) -> int:
        """The album's rate."""
        return self.line.rate_hz

    @property
    def frames(self) -> int:
        """The album's length: whole CD sectors."""
        return self.line.frames

    def read(self, start: int, count: int) -> Samples:
        """Return float64 ``[2, count]`` from the album's frame ``start``."""
        out = np.zeros((2, count))
        for number, (placed, sound) in enumerate(zip(self.line.placed, self.sounds, strict=True)):
            first = max(start, placed.start_frames)
            last = min(start + count, placed.start_frames + placed.frames)
            if last <= first:
                continue
            at = first - placed.start_frames
            part = sound.read(at, last - first)
            self._fade(part, at, placed, number)
            out[:, first - start : last - start] += part
        return out

    def _fade(self, part: Samples, at: int, placed: Placed, number: int) -> None:
        length = part.shape[1]
        fade = placed.fade_in_frames
        if at < fade:
            rise = _rise(at, min(length, fade - at), fade, gentle=number in self.gentle)
            part[:, : rise.size] *= rise
        fade = placed.fade_out_frames
        left = placed.frames - at  # frames to the song's end
        if fade and left - length < fade:
            begin = max(0, left - fade)
            reverse = _rise(left - length, length - begin, fade, gentle=number + 1 in self.gentle)
            part[:, begin:] *= reverse[::-1]


def _rise(first: int, count: int, whole: int, *, gentle: bool) -> NDArray[np.float64]:
    """Return a piece of a fade-in; the fade-out is the same read backwards."""
    place = (np.arange(first, first + count) + 0.5) / whole
    return 0.5 - 0.5 * np.cos(np.pi * place) if gentle else np.sin(0.5 * np.pi * place)
