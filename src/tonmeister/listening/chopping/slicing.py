"""Slices that click nowhere and add up to what they were cut from, sample by sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tonmeister.signal import Samples

FADE_MS = 2.0


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice [channels, n]: laid at ``frame``, with all others, it gives the sample back."""

    frame: int
    samples: Samples


def sliced(sound: Samples, rate_hz: int, cuts_frames: Sequence[int]) -> list[Slice]:
    """Cut a sample [channels, n] at frames in order, the first at 0.

    Each slice fades in over 2 ms from its cut and out over the same 2 ms of the next one; both
    fades add up to 1. The sample's own beginning and end stay as they are.
    """
    edges = [*cuts_frames, sound.shape[1]]
    out = []
    for n, (start, end) in enumerate(pairwise(edges)):
        last = n == len(cuts_frames) - 1
        fade = _fade(sound.shape[1], rate_hz, edges, n + 1)
        stop = end if last else end + fade
        piece = sound[:, start:stop].copy()
        if n:
            into = _fade(sound.shape[1], rate_hz, edges, n)
            piece[:, :into] *= _rise(into)
        if not last:
            piece[:, -fade:] *= 1.0 - _rise(fade)
        out.append(Slice(start, np.ascontiguousarray(piece)))
    return out


def _fade(frames: int, rate_hz: int, edges: Sequence[int], n: int) -> int:
    """Return how long the fade at an edge is: 2 ms, or half of the shorter slice beside it."""
    if n >= len(edges) - 1:
        return 0
    room = min(edges[n] - edges[n - 1], edges[n + 1] - edges[n])
    return max(1, min(round(FADE_MS / 1000 * rate_hz), room // 2, frames - edges[n]))


def _rise(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / count))
