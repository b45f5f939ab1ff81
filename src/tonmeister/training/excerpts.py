"""Choosing what to listen to: a few seconds of the loud part, faded at both ends."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tonmeister.faults import Piece
from tonmeister.signal import Samples, Source
from tonmeister.signal.loudness import HOP_S, LoudnessMeter

LENGTH_S = 10.0
LEAST_S = 2.0
_LOUD_LU = 3.0  # how far under the loudest stretch a stretch may lie
_FADE_S = 0.03
_STEP_S = 1.0
_BLOCK_FRAMES = 1 << 18


class TooShort(ValueError):
    """There is not enough sound for an excerpt."""


def loud_places_s(song: Source, length_s: float = LENGTH_S) -> NDArray[np.float64]:
    """Return where excerpts may begin: every stretch within 3 LU of the loudest."""
    if song.frames < LEAST_S * song.rate_hz:
        raise TooShort(f"it is shorter than {LEAST_S:g} s")
    meter = LoudnessMeter(song.rate_hz, peaks=False)
    for start in range(0, song.frames, _BLOCK_FRAMES):
        meter.add(song.read(start, min(_BLOCK_FRAMES, song.frames - start)))
    power = meter.k_power
    steps = min(round(length_s / HOP_S), power.size)
    windows = np.lib.stride_tricks.sliding_window_view(power, steps).mean(axis=1)
    windows = windows[:: round(_STEP_S / HOP_S)]
    if windows.max() <= 1e-7:
        raise TooShort("it is silent")
    loud = np.flatnonzero(windows >= windows.max() * 10 ** (-_LOUD_LU / 10))
    return np.asarray(loud * _STEP_S, dtype=np.float64)


def excerpt(
    name: str,
    mix: Source,
    start_s: float,
    *,
    stems: Mapping[str, Source] | None = None,
    roles: Mapping[str, str] | None = None,
    length_s: float = LENGTH_S,
) -> Piece:
    """Read a stretch of a song and of its stems. Stems that are silent there are left out."""
    first = round(start_s * mix.rate_hz)
    frames = min(round(length_s * mix.rate_hz), mix.frames - first)
    fade = _fades(frames, mix.rate_hz)
    read = {stem: source.read(first, frames) * fade for stem, source in (stems or {}).items()}
    heard = {stem: sound for stem, sound in read.items() if np.square(sound).mean() > 1e-8}
    sound = np.sum(list(read.values()), axis=0) if read else mix.read(first, frames) * fade
    return Piece(
        name=name,
        rate_hz=mix.rate_hz,
        mix=np.ascontiguousarray(sound),
        stems=heard,
        roles={stem: (roles or {}).get(stem, "other") for stem in heard},
    )


def _fades(frames: int, rate_hz: int) -> Samples:
    at = np.arange(frames)
    return np.clip(np.minimum(at, at[::-1]) / (_FADE_S * rate_hz), 0.0, 1.0)
