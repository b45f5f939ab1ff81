"""Our own drums as a kit: nothing to download, the same on every machine."""

from __future__ import annotations

import numpy as np
import soxr

from tonmeister.listening.drums.shots import Shot
from tonmeister.signal import Samples
from tonmeister.signal.instruments.drum_kit import PIECES
from tonmeister.signal.instruments.filters import RATE_HZ

LAYERS = 5
TURNS = 4
_SEED = 20
_NAMES = {
    36: ("kick", "kick"), 38: ("snare", "snare"), 42: ("hats", "closed hats"),
    46: ("hats", "open hats"), 49: ("cymbals", "crash"), 51: ("cymbals", "ride"),
    48: ("toms", "high tom"), 45: ("toms", "middle tom"), 41: ("toms", "floor tom"),
}  # fmt: skip


def our_shots() -> list[Shot]:
    """Return the list of our sounds: five layers, four turns each."""
    return [
        Shot(
            name=f"{group}/{layer + 1}-{turn + 1}", piece=piece, group=group, turn=turn,
            low=layer / LAYERS, high=(layer + 1) / LAYERS,
        )
        for piece, group in _NAMES.values()
        for layer in range(LAYERS)
        for turn in range(TURNS)
    ]  # fmt: skip


def our_sound(name: str, rate_hz: int) -> Samples:
    """Strike one of our drums: samples [1, n] at a rate. Raises ``KeyError``."""
    group, _, number = name.partition("/")
    key = next((k for k, (_, g) in _NAMES.items() if g == group), None)
    layer, _, turn = number.partition("-")
    if key is None or not (layer.isdigit() and turn.isdigit()):
        raise KeyError(name)
    at, which = int(layer) - 1, int(turn) - 1
    if not (0 <= at < LAYERS and 0 <= which < TURNS):
        raise KeyError(name)
    rng = np.random.default_rng((_SEED, key, at, which))
    sound = PIECES[key][1]((at + 0.5) / LAYERS, rng)
    fade = min(960, sound.size // 4)
    sound[-fade:] *= np.linspace(1.0, 0.0, fade)
    if rate_hz != RATE_HZ:
        sound = soxr.resample(sound, RATE_HZ, rate_hz, quality="VHQ")
    return np.ascontiguousarray(sound[None], dtype=np.float64)
