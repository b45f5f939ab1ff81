"""Getting the sound engine ready: every kernel is compiled once on a machine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tonmeister.console.warm import warm_up as warm_console
from tonmeister.effects import effects
from tonmeister.effects._warm import warm_up as warm_effects
from tonmeister.listening import features_of
from tonmeister.listening.tempo import follow
from tonmeister.signal import Audio

_RATE_HZ = 44100


def warm_up(progress: Callable[[float], None]) -> int:
    """Compile what is not compiled yet; returns how many effects are ready."""
    warm_effects(lambda _words, fraction: progress(0.6 * fraction))
    noise = Audio(np.random.default_rng(1).uniform(-0.1, 0.1, (2, _RATE_HZ // 2)), _RATE_HZ)
    features_of(noise)
    follow(np.zeros(500))
    progress(0.9)
    warm_console()
    progress(1.0)
    return len(effects())
