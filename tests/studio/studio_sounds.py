"""Sounds and files to test the studio with."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]
Write = Callable[..., Path]


def hiss(length_s: float = 0.5, channels: int = 1, seed: int = 1, rate_hz: int = 48000) -> Sound:
    noise = np.random.default_rng(seed).uniform(-0.5, 0.5, (round(length_s * rate_hz), channels))
    return np.asarray(noise)


def click_at(at_s: float, rate_hz: int, length_s: float = 1.0, channels: int = 2) -> Sound:
    """A short tone burst of 3 kHz whose envelope peaks at a time."""
    t = np.arange(round(length_s * rate_hz)) / rate_hz
    burst = 0.8 * np.exp(-(((t - at_s) / 0.001) ** 2)) * np.cos(2 * np.pi * 3000 * (t - at_s))
    return np.repeat(burst[:, None], channels, axis=1)


def peak_s(samples: Sound, rate_hz: int) -> float:
    """Where the energy of a burst lies."""
    power = (samples**2).sum(axis=0)
    return float((power * np.arange(len(power))).sum() / power.sum() / rate_hz)


def add_bext(path: Path, time_reference_frames: int) -> None:
    """Put a broadcast-wave chunk behind the sound of a WAV file."""
    body = bytearray(602)
    body[:4] = b"test"
    body[338:346] = struct.pack("<Q", time_reference_frames)
    raw = bytearray(path.read_bytes())
    raw += b"bext" + struct.pack("<I", len(body)) + body
    raw[4:8] = struct.pack("<I", len(raw) - 8)
    path.write_bytes(raw)
