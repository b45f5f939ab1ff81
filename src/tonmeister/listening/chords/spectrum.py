"""What sounds at which pitch: spectra with three bins a semitone, tuned to the recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Source

Real = NDArray[np.float32]

RATE_HZ = 11025
WINDOW, HOP = 4096, 512
HOP_S = HOP / RATE_HZ
LOWEST_MIDI, HIGHEST_MIDI = 28, 100
BINS = 3
"""Bins a semitone."""
AROUND = 9 * BINS
"""A pitch is heard over what lies within three quarters of an octave of it."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Pitches:
    """How strongly each third of a semitone sounds, [T, bins], every ``HOP_S`` from 0 s on.

    ``off_cents`` says how far the recording is tuned from A = 440 Hz (taken out here).
    """

    strength: Real
    off_cents: float


def midi_of_bins() -> NDArray[np.float64]:
    """Return the pitch of each bin, in MIDI keys."""
    return np.arange(LOWEST_MIDI * BINS, (HIGHEST_MIDI + 1) * BINS) / BINS


def summed(sources: Sequence[Source], gains: Sequence[float]) -> Real:
    """Add recordings up to one channel at 11025 Hz."""
    import soxr

    longest_s = max((one.frames / one.rate_hz for one in sources), default=0.0)
    out = np.zeros(int(longest_s * RATE_HZ) + 1, np.float32)
    for source, gain in zip(sources, gains, strict=True):
        mono = np.empty(source.frames, np.float32)
        for start in range(0, source.frames, CHUNK):
            count = min(CHUNK, source.frames - start)
            mono[start : start + count] = source.read(start, count).sum(axis=0)
        low = soxr.resample(mono, source.rate_hz, RATE_HZ, "LQ")[: len(out)]
        out[: len(low)] += np.float32(gain) * low
    return out


def pitches(sound: Real, off_cents: float | None = None) -> Pitches:
    """Hear a sound (11025 Hz) by pitch. Its tuning is found where it is not given."""
    padded = np.pad(sound, (WINDOW // 2, WINDOW // 2 + HOP))
    window = np.hanning(WINDOW).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    plain = np.empty((len(frames), len(midi_of_bins())), np.float32)
    by_pitch = _by_pitch()
    for start in range(0, len(frames), 512):
        spectrum = np.abs(np.fft.rfft(frames[start : start + 512] * window, axis=1))
        plain[start : start + 512] = spectrum.astype(np.float32) @ by_pitch
    if off_cents is None:
        off_cents = _tuning_cents(plain)
    return Pitches(_clear(_shifted(plain, off_cents)), off_cents)


def _by_pitch() -> Real:
    """Return [spectrum bins, pitch bins]: how each spectrum bin counts for each pitch."""
    spectrum_hz = np.fft.rfftfreq(WINDOW, 1 / RATE_HZ)
    heard = 69.0 + 12.0 * np.log2(np.maximum(spectrum_hz, 1.0) / 440.0)
    wanted = midi_of_bins()
    wanted_hz = 440.0 * 2.0 ** ((wanted - 69.0) / 12.0)
    step = 12.0 * np.log2(1.0 + RATE_HZ / WINDOW / wanted_hz)
    reach = np.maximum(1.0 / BINS, step)
    off = np.abs(heard[:, None] - wanted) / reach
    return np.where(off < 1.0, 0.5 + 0.5 * np.cos(np.pi * off), 0.0).astype(np.float32)


def _tuning_cents(plain: Real) -> float:
    """Return the tuning from which of the three bins of the semitones is strongest."""
    sums = plain.sum(axis=0, dtype=np.float64)
    turn = np.exp(-2j * np.pi * np.arange(len(sums)) / BINS)
    angle = float(np.angle(np.sum(sums * turn)))
    return float(-angle / (2.0 * np.pi) * 100.0)


def _shifted(plain: Real, off_cents: float) -> Real:
    """Move the spectra so that semitones lie in the middle of their bins."""
    if abs(off_cents) < 4.0:
        return plain
    shift = off_cents / 100.0 * BINS
    low = int(np.floor(shift))
    part = np.float32(shift - low)
    place = np.arange(plain.shape[1])
    first = np.clip(place + low, 0, plain.shape[1] - 1)
    second = np.clip(place + low + 1, 0, plain.shape[1] - 1)
    return np.asarray(plain[:, first] * (1 - part) + plain[:, second] * part)


def _clear(plain: Real) -> Real:
    """Keep what stands out over its surroundings, in units of how much these vary.

    Mauch & Dixon, Approximate note transcription for the improved identification of difficult
    chords, ISMIR 2010.
    """
    weights = np.hamming(2 * AROUND + 1)
    weights /= weights.sum()
    padded = np.pad(plain, ((0, 0), (AROUND, AROUND)), mode="reflect")
    band = np.zeros((padded.shape[1], plain.shape[1]), np.float32)
    for bin_ in range(plain.shape[1]):
        band[bin_ : bin_ + 2 * AROUND + 1, bin_] = weights
    mean = padded @ band
    spread = np.sqrt(np.maximum((padded**2) @ band - mean**2, 0.0))
    quiet = 1e-4 * float(plain.max(initial=0.0)) + 1e-12
    return np.asarray(np.maximum(plain - mean, 0.0) / (spread + quiet), np.float32)
