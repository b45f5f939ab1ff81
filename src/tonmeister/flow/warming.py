"""Getting the sound engine ready: every kernel is compiled once on a machine."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tonmeister.console.warm import warm_up as warm_console
from tonmeister.effects import effects
from tonmeister.effects._warm import warm_up as warm_effects
from tonmeister.instruments.warm import warm_up as warm_instruments
from tonmeister.listening import features_of
from tonmeister.listening.tempo import follow
from tonmeister.signal import Audio
from tonmeister.studio import WavSink, file_source

_RATE_HZ = 44100


def _files(sound: Audio) -> None:
    """Write and read each kind of file once."""
    with tempfile.TemporaryDirectory(prefix="tonmeister-") as folder:
        for bits in (24, 32):
            path = Path(folder) / f"{bits}.wav"
            with WavSink(path, sound.rate_hz, bits=24 if bits == 24 else 32) as sink:
                sink.write(sound.samples)
            file_source(path).read(0, sound.frames)


def warm_up(progress: Callable[[float], None]) -> int:
    """Compile what is not compiled yet; returns how many effects are ready."""
    warm_effects(lambda _words, fraction: progress(0.6 * fraction))
    noise = Audio(np.random.default_rng(1).uniform(-0.1, 0.1, (2, _RATE_HZ // 2)), _RATE_HZ)
    features_of(noise)
    follow(np.zeros(500))
    progress(0.9)
    warm_console()
    warm_instruments()
    _files(noise)
    progress(1.0)
    return len(effects())
