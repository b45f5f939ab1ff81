"""Getting the sound engine ready: every kernel is compiled once on a machine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tonmeister.console import render
from tonmeister.effects import effects
from tonmeister.effects._warm import warm_up as warm_effects
from tonmeister.listening import features_of
from tonmeister.model import RecallSheet, Strip, Target
from tonmeister.signal import Audio, Samples

_RATE_HZ = 44100


def warm_up(progress: Callable[[float], None]) -> int:
    """Compile what is not compiled yet; returns how many effects are ready."""
    warm_effects(lambda _words, fraction: progress(0.6 * fraction))
    noise = Audio(np.random.default_rng(1).uniform(-0.1, 0.1, (2, _RATE_HZ // 2)), _RATE_HZ)
    features_of(noise)
    progress(0.9)
    _play_a_little(noise)
    progress(1.0)
    return len(effects())


class _Nowhere:
    def write(self, block: Samples) -> None:
        """Let the sound go."""


def _play_a_little(sound: Audio) -> None:
    track = Strip(name="Track", kind="track", track="Track")
    sheet = RecallSheet(
        song="", rate_hz=_RATE_HZ, length_s=sound.length_s, genre="pop",
        target=Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0),
        strips=(track, Strip(name="master", kind="master", output="")),
    )  # fmt: skip
    render(sheet, {"Track": sound}, sinks={"master": _Nowhere()}, layouts={"Track": "mono"})
