"""Playing one effect on an excerpt, in time with it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tonmeister.effects import recall
from tonmeister.model import Setting
from tonmeister.signal import Samples

_SLOPE_OCTAVES = 0.1


def played(name: str, settings: Mapping[str, Setting], sound: Samples, rate_hz: int) -> Samples:
    """Return what an effect makes of ``[2, n]``; its latency is taken away."""
    effect = recall(name, settings)
    processor = effect.start(rate_hz)
    late = processor.latency_frames
    block = np.ascontiguousarray(np.pad(sound, ((0, 0), (0, late))))
    out = processor.process(block.copy(), None, lambda knob: getattr(effect, knob))
    return np.ascontiguousarray(out[:, late:])


def below(sound: Samples, rate_hz: int, edge_hz: float) -> Samples:
    """Return what lies under a frequency: a steep cut without phase shift, as codecs make it."""
    frames = sound.shape[1]
    hz = np.fft.rfftfreq(frames, 1.0 / rate_hz)
    octaves = np.log2(np.maximum(hz, 1e-3) / edge_hz) / _SLOPE_OCTAVES
    kept = np.cos(np.clip(octaves + 0.5, 0.0, 1.0) * np.pi / 2) ** 2
    cut = np.fft.irfft(np.fft.rfft(sound, axis=1) * kept, frames, axis=1)
    return np.ascontiguousarray(cut)
