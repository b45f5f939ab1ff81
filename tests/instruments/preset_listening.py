"""What the tests of the instruments share: presets by name, notes, and how a pitch is measured."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tonmeister.instruments.shelf import Preset, open_preset
from tonmeister.knowledge.presets import preset_names
from tonmeister.model import SoundBend, SoundNote

Row = NDArray[np.float64]
RATE_HZ = 48000
PITCHED = tuple(n for n in preset_names() if not n.startswith("drums/"))
DRUMS = tuple(n for n in preset_names() if n.startswith("drums/"))
STILL: dict[str, float] = {
    "vibrato_cents": 0.0, "detune_cents": 0.0, "apart_cents": 0.0, "drift_cents": 0.0,
    "off_cents": 0.0, "horn_percent": 0.0, "wah_semitones": 0.0, "pan_percent": 0.0,
    "tremolo_percent": 0.0, "noise_db": -60.0, "bow_db": -60.0, "click_db": -60.0,
    "scrape_db": -60.0, "knock_db": -60.0, "thump_db": -60.0, "ring_s": 20.0,
    "drop_semitones": 0.0,
}  # fmt: skip
"""Knobs of what wanders or hisses on purpose, and where that is off."""


@cache
def still(name: str) -> Preset:
    """Return a preset without what wanders or hisses on purpose, and without its room."""
    preset = open_preset(name)
    knobs: dict[str, Any] = {k: v for k, v in STILL.items() if k in preset.engine.settings()}
    dry = tuple(e for e in preset.effects if e.name != "room")
    return replace(preset, engine=replace(preset.engine, **knobs), effects=dry)


def phrase(preset: Preset, count: int = 6) -> list[SoundNote]:
    """Return a few notes that the preset is at home with."""
    if preset.drums:
        keys = (36, 42, 38, 46, 44, 49, 51, 48, 39, 37, 56, 70)[:count]
        return [SoundNote(0.11 * k, 0.1, float(key), 0.8) for k, key in enumerate(keys)]
    middle = (preset.low_midi + preset.high_midi) // 2
    return [SoundNote(0.15 * k, 0.2, float(middle + k % 3 * 4), 0.7) for k in range(count)]


def play(
    preset: Preset,
    notes: list[SoundNote],
    length_s: float,
    *,
    bends: tuple[SoundBend, ...] = (),
    rate_hz: int = RATE_HZ,
    seed: int = 1,
) -> NDArray[np.float64]:
    """Play notes."""
    return preset.play(notes, bends, length_s, rate_hz, seed)


def spectrum(sound: Row, rate_hz: int = RATE_HZ) -> tuple[Row, float]:
    """Return levels and the step between them in Hz; side lobes lie under -130 dB."""
    size = 2 * (1 << (sound.size - 1).bit_length())
    return np.abs(np.fft.rfft(sound * np.kaiser(sound.size, 18.0), size)), rate_hz / size


def pitch_off_cents(sound: Row, midi: float, rate_hz: int = RATE_HZ) -> float:
    """Return how far the fundamental lies from where it belongs, searched within a quarter tone."""
    wanted_hz = 440.0 * 2.0 ** ((midi - 69.0) / 12.0)
    level, step_hz = spectrum(sound, rate_hz)
    low, high = (int(wanted_hz * 2.0 ** (c / 1200.0) / step_hz) for c in (-60.0, 60.0))
    k = low + int(np.argmax(level[low : high + 2]))
    a, b, c = np.log(level[k - 1 : k + 2])
    found_hz = (k + 0.5 * (a - c) / (a - 2.0 * b + c)) * step_hz
    return float(1200.0 * np.log2(found_hz / wanted_hz))


def alias_db(sound: Row, frequency_hz: float, rate_hz: int = RATE_HZ) -> float:
    """Return the loudest thing that is no partial of a tone (or of its octave below)."""
    level, step_hz = spectrum(sound, rate_hz)
    at_hz, base_hz = np.arange(level.size) * step_hz, frequency_hz / 2.0
    apart = np.abs(at_hz - base_hz * np.round(at_hz / base_hz)) > 60.0
    return float(20.0 * np.log10(level[apart & (at_hz > 60.0)].max() / level.max() + 1e-12))


def rms_db(sound: NDArray[np.float64]) -> float:
    """Return the level of a sound."""
    return float(10.0 * np.log10(np.mean(sound**2) + 1e-30))
