"""Plucked strings: an electric bass by the finger, electric guitars by the pick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.signal.instruments.filters import (
    RATE_HZ,
    Note,
    Row,
    band,
    bell,
    drive,
    empty,
    hz,
    put,
)
from tonmeister.signal.instruments.kernels import pluck


def _comb(sound: Row, delay: float) -> Row:
    """Take away what has a node where the string is plucked or picked up."""
    frames = int(delay)
    part = delay - frames
    out = sound.copy()
    out[frames:] -= (1 - part) * sound[: sound.size - frames]
    out[frames + 1 :] -= part * sound[: sound.size - frames - 1]
    return out


@dataclass(frozen=True, slots=True)
class Strings:
    """How the strings of an instrument ring, and where they are plucked and picked up."""

    ring_s: float  # down 60 dB when left alone
    mute_s: float  # ... when a hand stops them
    pick_ratio: float  # of the string's length
    pickup_ratio: float
    dark_hz: float  # how round the pick or the finger is
    damping: float  # loss of the highs a round, 0 to 1
    tail_s: float


BASS = Strings(7.0, 0.12, 0.28, 0.22, 130.0, 0.28, 0.15)
CLEAN = Strings(5.0, 0.15, 0.13, 0.17, 420.0, 0.12, 0.2)
DRIVEN = Strings(6.0, 0.05, 0.13, 0.17, 200.0, 0.12, 0.2)


def _string(note: Note, kind: Strings, rng: np.random.Generator) -> Row:
    """Return one note of one string as its pickup hears it, in two planes of motion."""
    _, length_s, pitch, v = note
    period = RATE_HZ / hz(pitch + 0.02 * rng.standard_normal())
    count = round((length_s + kind.tail_s) * RATE_HZ)
    width = max(3, round(RATE_HZ * (0.0009 - 0.0006 * v)))
    push = np.zeros(count)
    push[:width] = np.hanning(width + 2)[1:-1]
    scrape = min(count, round(1.5 * period))
    push[:scrape] += 0.16 * rng.standard_normal(scrape) * np.linspace(1, 0, scrape)
    push = band(
        _comb(push, kind.pick_ratio * period * (1 + 0.1 * rng.standard_normal())),
        0,
        kind.dark_hz * (0.5 + v),
        1,
    )
    held = round(length_s * RATE_HZ)
    first = pluck(push, period, kind.damping, kind.ring_s, kind.mute_s, held, RATE_HZ)
    second = pluck(
        push, period * 1.0007, kind.damping, 0.45 * kind.ring_s, kind.mute_s, held, RATE_HZ
    )
    return _comb(0.65 * first + 0.35 * second, kind.pickup_ratio * period) * v


def bass(notes: Sequence[Note], length_s: float, seed: int) -> Row:
    """Play a bass guitar with the fingers into a DI box."""
    rng = np.random.default_rng(seed)
    out = empty(length_s)
    for note in notes:
        tone = _string(note, BASS, rng)
        thump = band(rng.standard_normal(1200), 60, 900, 1) * np.exp(-np.arange(1200) / 200)
        tone[:1200] += 0.15 * note[3] * thump * float(np.abs(tone[:4000]).max())
        put(out, tone, note[0])
    out = out / np.abs(out).max()
    return band(bell(band(drive(out, 1.1), 0, 700, 1), 85, 3.0, 0.8), 32, 4500, 2)


def _guitar(notes: Sequence[Note], length_s: float, seed: int, kind: Strings) -> Row:
    """Play an electric guitar; what leaves the jack, before any amplifier."""
    rng = np.random.default_rng(seed)
    out = empty(length_s)
    for note in notes:
        put(out, _string(note, kind, rng), note[0])
    out = bell(band(out, 70, 5200, 2), 3600, 4.0, 1.6)
    return np.asarray(out / np.abs(out).max(), dtype=np.float64)


def _cabinet(sound: Row, top_hz: float) -> Row:
    """Return what a 12 inch speaker and the microphone before it leave over."""
    sound = bell(band(sound, 85, top_hz, 2), 125, 3.0, 1.2)
    return band(bell(bell(sound, 420, -3.0, 1.0), 2700, 4.0, 1.1), 60, top_hz * 1.15, 2)


def clean_guitar(notes: Sequence[Note], length_s: float, seed: int) -> Row:
    """Play a clean electric guitar through a small combo that just begins to round off."""
    return _cabinet(drive(_guitar(notes, length_s, seed, CLEAN), 1.6), 5600.0)


def drive_guitar(notes: Sequence[Note], length_s: float, seed: int) -> Row:
    """Play a driven electric guitar: two stages of tubes, then a closed cabinet."""
    jack = _guitar(notes, length_s, seed, DRIVEN)
    first = band(drive(band(jack, 120, 24000, 1), 14.0), 90, 9000, 1)
    return _cabinet(drive(first + 0.08, 2.5) - np.tanh(0.2), 4800.0)
