"""A beat as sound: each part, their sum, and a loop whose tail rings into its own beginning."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tonmeister.instruments.shelf import open_preset
from tonmeister.instruments.stems import stem
from tonmeister.model import Chart, Clip
from tonmeister.music.clock import seconds
from tonmeister.signal import Samples, gain
from tonmeister.studio.float_file import FloatFile

TAIL_S = 2.5
PEAK_DBFS = -1.0
BITS = 24


def write_loops(
    folder: Path, chart: Chart, clips: Sequence[Clip], end_quarters: float, rate_hz: int, seed: int
) -> dict[str, Path]:
    """Write a WAV a part, ``Beat.wav`` (their sum, rung out) and ``Beat loop.wav``."""
    whole_s = seconds(chart, end_quarters)
    length_s = whole_s + TAIL_S
    sounds = {
        clip.name: stem(
            clip, chart, open_preset(clip.instrument), rate_hz=rate_hz, length_s=length_s,
            seed=seed,
        )
        for clip in clips
    }  # fmt: skip
    total = np.sum(list(sounds.values()), axis=0)
    over = float(np.abs(total).max()) / gain(PEAK_DBFS)
    down = 1.0 if over <= 1.0 else 1.0 / over
    files = {}
    for name, sound in sounds.items():
        files[name] = _written(folder / f"{name}.wav", sound * down, rate_hz)
    files["beat"] = _written(folder / "Beat.wav", total * down, rate_hz)
    loop = looped(total * down, round(whole_s * rate_hz))
    loop *= min(1.0, gain(PEAK_DBFS) / float(np.abs(loop).max(initial=1e-9)))
    files["loop"] = _written(folder / "Beat loop.wav", loop, rate_hz)
    return files


def looped(sound: Samples, frames: int) -> Samples:
    """Return the first ``frames`` with what rings on after them laid over the beginning."""
    out = sound[:, :frames].copy()
    rest = sound[:, frames:]
    while rest.shape[1]:
        count = min(frames, rest.shape[1])
        out[:, :count] += rest[:, :count]
        rest = rest[:, count:]
    return out


def _written(path: Path, sound: Samples, rate_hz: int) -> Path:
    with FloatFile(path, rate_hz, sound.shape[0], BITS) as file:
        file.write(np.ascontiguousarray(sound.T))
    return path
