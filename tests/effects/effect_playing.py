"""How the tests play an effect: at any rate, in any blocks, with a key and moving knobs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tonmeister.effects import Effect, Knob, effects, knobs_of
from tonmeister.effects._impulses import names

RATE_HZ = 44100
CONSOLE_PLAYED = {"pan", "plugin", "send"}
TEXTS = {"values": ("", "gain=3.0", "gain=-3.0 q=0.7")}
NAMES = tuple(name for name in effects() if name not in CONSOLE_PLAYED)


def play(
    effect: Effect,
    sound: np.ndarray,
    *,
    blocks: Sequence[int] | None = None,
    rate_hz: int = RATE_HZ,
    key: np.ndarray | None = None,
    moves: Mapping[str, np.ndarray] | None = None,
) -> np.ndarray:
    """Return what an effect makes of ``[2, n]``; the last of ``blocks`` is repeated."""
    processor, frames = effect.start(rate_hz), sound.shape[1]
    if effect.needs_key and key is None:
        key = sound[::-1]
    out, start, number = [], 0, 0
    sizes = blocks or [frames]
    while start < frames:
        stop = min(frames, start + sizes[min(number, len(sizes) - 1)])

        def at(knob: str, a: int = start, b: int = stop) -> Any:
            curve = (moves or {}).get(knob)
            return getattr(effect, knob) if curve is None else curve[a:b].copy()

        block = np.ascontiguousarray(sound[:, start:stop]).copy()
        heard = None if key is None else np.ascontiguousarray(key[:, start:stop]).copy()
        out.append(processor.process(block, heard, at).copy())
        start, number = stop, number + 1
    return np.concatenate(out, axis=1)


def in_time(effect: Effect, sound: np.ndarray, rate_hz: int = RATE_HZ, **how: Any) -> np.ndarray:
    """Play with the latency taken away: out[i] belongs to sound[i]."""
    late = effect.start(rate_hz).latency_frames
    key = how.pop("key", None)
    how["key"] = None if key is None else np.pad(key, ((0, 0), (0, late)))
    return play(effect, np.pad(sound, ((0, 0), (0, late))), rate_hz=rate_hz, **how)[:, late:]


def music(frames: int, seed: int = 1) -> np.ndarray:
    """Return something with beats, notes, hiss, width and a pause in it."""
    rng = np.random.default_rng(seed)
    t = np.arange(frames) / RATE_HZ
    beat = np.exp(-((t * 9) % 1.0) * 6)
    noise = rng.standard_normal((2, frames)) * 0.2
    notes = 0.3 * np.sin(2 * np.pi * 110 * t) + 0.2 * np.sin(2 * np.pi * 1760 * t + 1)
    sound = (noise + notes) * beat
    sound[1] *= 0.7
    sound[:, frames // 2 : frames // 2 + frames // 8] = 0.0
    return np.ascontiguousarray(sound)


def level_db(samples: np.ndarray) -> float:
    """Return the RMS level."""
    return 10 * np.log10(np.mean(samples**2) + 1e-40)


def peak_db(samples: np.ndarray) -> float:
    """Return the peak level."""
    return 20 * np.log10(np.abs(samples).max() + 1e-20)


def position(knob: Knob, part: float) -> float:
    """Return where a knob stands when turned up by ``part`` of its way."""
    if knob.name == "slope_db":
        return 6.0 * (1 + round(3 * part))
    if knob.name == "bits":
        return float(round(knob.low + part * (knob.high - knob.low)))
    if knob.curve == "log":
        return min(knob.high, float(knob.low * (knob.high / knob.low) ** part))
    return float(knob.low + part * (knob.high - knob.low))


def turned_to(name: str, part: float) -> Effect:
    """Return an effect with every knob somewhere, each at a place of its own."""
    cls = effects()[name]
    settings: dict[str, Any] = {}
    for number, knob in enumerate(knobs_of(cls)):
        place = (part + 0.37 * number) % 1.0
        if knob.is_number:
            settings[knob.name] = position(knob, place)
        elif isinstance(knob.default, bool):
            settings[knob.name] = place > 0.5
        else:
            options = knob.choices or TEXTS.get(knob.name) or names()
            settings[knob.name] = options[int(place * len(options))]
    for low, high in (("low_hz", "high_hz"),):
        if low in settings and settings[low] >= settings[high]:
            settings[low], settings[high] = 200.0, 4000.0
    return cls.recall(settings)


def fingerprint(samples: np.ndarray) -> str:
    """Return a hash of every bit (but the sign of zero)."""
    return hashlib.sha256((samples + 0.0).tobytes()).hexdigest()[:16]
