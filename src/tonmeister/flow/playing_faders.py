"""What a part's wheel and faders do to its sound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.flow.playing_channels import Curve
from tonmeister.flow.playing_midi import MidiPart
from tonmeister.model import SoundBend
from tonmeister.signal import Samples

_STEP_S = 0.005
_USUAL_VOLUME, _FULL, _MIDDLE = 100, 127, 64
_WHEEL_SEMITONES, _WHEEL_HZ = 0.5, 5.5


def faded_and_panned(sound: Samples, part: MidiPart, rate_hz: int) -> Samples:
    """Return the sound under its volume (CC 7), expression (CC 11) and pan (CC 10).

    A fader's level goes with the square of its value (General MIDI's recommended practice
    RP-015); volume 100 and expression 127 leave it as it is. All move within 10 ms.
    """
    if not (part.volume or part.expression or part.pan):
        return sound
    frames = sound.shape[1]
    times_s = np.arange(0.0, frames / rate_hz + _STEP_S, _STEP_S)
    level = (_held(part.volume, times_s, _USUAL_VOLUME) / _USUAL_VOLUME) ** 2
    level = level * (_held(part.expression, times_s, _FULL) / _FULL) ** 2
    side = np.clip((_held(part.pan, times_s, _MIDDLE) - 1.0) / 126.0, 0.0, 1.0) * np.pi / 2.0
    at_s = np.arange(frames) / rate_hz
    gains = [
        np.interp(at_s, times_s, g * level * np.sqrt(2.0)) for g in (np.cos(side), np.sin(side))
    ]
    return np.asarray(sound * np.stack(gains))


def with_wheel(bends: Sequence[SoundBend], wheel: Curve, end_s: float) -> list[SoundBend]:
    """Return the bends with the vibrato of the modulation wheel (CC 1) added."""
    if not any(value for _, value in wheel):
        return list(bends)
    times_s = np.arange(0.0, end_s + 2.0 * _STEP_S, 2.0 * _STEP_S)
    if bends:
        times_s = np.union1d(times_s, np.array([b.at_s for b in bends]))
        base = np.interp(times_s, [b.at_s for b in bends], [b.semitones for b in bends], left=0.0)
    else:
        base = np.zeros(times_s.size)
    depth = _held(wheel, times_s, 0) / _FULL * _WHEEL_SEMITONES
    pitch = base + depth * np.sin(2.0 * np.pi * _WHEEL_HZ * times_s)
    return [SoundBend(float(t), float(p)) for t, p in zip(times_s, pitch, strict=True)]


def _held(curve: Curve, times_s: np.ndarray, usual: float) -> np.ndarray:
    """Return a controller's value at each time; until it is told it stands at ``usual``."""
    at_s = np.array([t for t, _ in curve])
    values = np.array([float(usual), *(float(v) for _, v in curve)])
    return values[np.searchsorted(at_s, times_s, side="right")]
