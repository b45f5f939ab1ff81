"""Going through finished sound once, for all who ask what is wrong with the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.listening.check import shared
from tonmeister.listening.heard import Heard
from tonmeister.signal import Samples, Source
from tonmeister.signal.kernels import flaws

Real = NDArray[np.float64]

CHUNK_STEPS = 12000
"""Fine steps read at a time: about 3 s."""

BEFORE, AHEAD = 24576, 32
"""Frames of context that the kernels are handed on both sides."""

FINE_S = 0.00025
STEP_S = 0.5
LADDER_DB = np.arange(-40.0, 6.0, 0.1)
OVERS_DBFS = -2.0
LAGS = (64, 128, 256, 441, 480, 512, 882, 960, 1024, 2048, 2205, 2400, 4096)
"""Lengths of the buffers that sound cards repeat when they run dry."""

LONGEST_REPEAT, EVERY = 4 * LAGS[-1], 24
LOW_HZ = 800.0
SPECTRUM = 8192
SPECTRA_A_CHUNK = 4
AIR_HZ = 1000.0 * 2.0 ** (np.arange(3, 13) / 3.0)
"""Third octaves from 2 to 16 kHz, in which hiss is listened for."""

AIR_FRAMES, AIR_HOP_S = 2048, 0.05
JUMP_BLOCK, JUMP_WINDOW = 2048, 4096


@dataclass(slots=True)
class FileSound:
    """What one walk through the samples wrote down.

    Fine steps are about 0.25 ms: ``peak`` and ``jump`` [2, fine] are the highest sample of each
    and how far the worst lies from what its past foretells; ``between`` [fine] is the true peak
    where it is near full scale, else 0. Steps of 0.5 s: ``counts`` and ``widths`` [steps, rungs]
    sort the crests by level (``LADDER_DB``), ``hard`` [steps, 4] are the flat ones (see the
    kernel ``tops``). ``low`` is the middle channel under 800 Hz at ``low_rate_hz``.
    ``spectra`` [windows, bins] are power spectra of both sides. ``air`` [windows, bands] and
    ``loud`` [windows]: mean square, left plus right over two, in the third octaves of ``AIR_HZ``
    and altogether, every 50 ms. ``bits``: which of 24 bits are used, -1 where samples are no
    whole numbers. ``repeats`` are pairs of where (s) and how long the stretch before is (ms).
    """

    rate_hz: int
    frames: int
    fine_frames: int
    peak: Real
    jump: Real
    between: Real
    counts: Real
    widths: Real
    hard: Real
    low: Real
    low_rate_hz: float
    spectra: Real
    air: Real
    loud: Real
    bits: int
    repeats: list[tuple[float, float]] = field(default_factory=list)

    @property
    def length_s(self) -> float:
        """How long it is."""
        return self.frames / self.rate_hz

    def at_s(self, fine: NDArray[np.intp]) -> Real:
        """Return the times of fine steps."""
        return np.asarray(fine * (self.fine_frames / self.rate_hz), np.float64)


@shared
def file_sound(heard: Heard) -> FileSound | None:
    """Return what the walk through the finished sound wrote down; None where there is none."""
    return walk(heard.sound) if heard.sound is not None and heard.sound.frames else None


def walk(sound: Source) -> FileSound:
    """Go through a sound once, 3 s at a time."""
    rate, frames = sound.rate_hz, sound.frames
    fine = max(8, round(FINE_S * rate))
    chunk = fine * CHUNK_STEPS
    notes = _empty(rate, frames, fine)
    least, left_over = 10.0 ** (OVERS_DBFS / 20.0), np.zeros(2)
    spectra: list[Real] = []
    air: list[Real] = []
    low = Low(rate, chunk)
    for first, x in _blocks(sound, chunk):
        here = slice(first // fine, -(-min(first + chunk, frames) // fine))
        now = x[:, :-AHEAD]
        if notes.bits >= 0:
            notes.bits = int(flaws.grid(now[:, BEFORE:], notes.bits))
        low.add(now[:, BEFORE:])
        if not now.any():
            left_over[:] = 0.0
            continue
        flaws.peaks(now, BEFORE, fine, notes.peak[:, here])
        flaws.jumps(now, BEFORE, JUMP_BLOCK, hann(JUMP_WINDOW), fine, notes.jump[:, here])
        flaws.tops(
            now, BEFORE, first, _hop(rate), 10.0 ** (LADDER_DB / 20.0), left_over,
            notes.counts, notes.widths, notes.hard,
        )  # fmt: skip
        flaws.overs(x, BEFORE, _taps(), least, fine, notes.between[here])
        notes.repeats += _repeats(now, first, rate)
        spectra += _spectra(now[:, BEFORE:])
        air.append(_air(now[:, BEFORE:], rate))
    notes.low, notes.spectra = low.sound(frames), np.array(spectra)
    if air:
        every = np.concatenate(air)
        notes.air, notes.loud = every[:, :-1], every[:, -1]
    return notes


def _hop(rate_hz: int) -> int:
    return max(1, round(STEP_S * rate_hz))


def _empty(rate_hz: int, frames: int, fine: int) -> FileSound:
    steps, wide, rungs = -(-frames // fine), -(-frames // _hop(rate_hz)), len(LADDER_DB)
    return FileSound(
        rate_hz=rate_hz, frames=frames, fine_frames=fine, peak=np.zeros((2, steps)),
        jump=np.zeros((2, steps)), between=np.zeros(steps), counts=np.zeros((wide, rungs)),
        widths=np.zeros((wide, rungs)), hard=np.zeros((wide, 4)), low=np.zeros(0),
        low_rate_hz=Low(rate_hz, fine * CHUNK_STEPS).rate_hz, spectra=np.zeros((0, 0)),
        air=np.zeros((0, len(AIR_HZ))), loud=np.zeros(0), bits=0,
    )  # fmt: skip


def _blocks(sound: Source, chunk: int) -> Iterator[tuple[int, Samples]]:
    """Read a sound once; each block comes with what lies before it and just after it."""
    held = np.zeros((2, BEFORE + AHEAD))
    held[:, BEFORE:] = sound.read(0, AHEAD)
    for first in range(0, sound.frames, chunk):
        count = min(chunk, sound.frames - first)
        x = np.concatenate([held, sound.read(first + AHEAD, count)], axis=1)
        held = x[:, count:].copy()
        yield first, x


def _repeats(x: Samples, first: int, rate_hz: int) -> list[tuple[float, float]]:
    """Return where a buffer is played again, and its length in ms. The last of ``x`` waits."""
    places, lags = np.zeros(64, np.int64), np.zeros(64, np.int64)
    last = x.shape[1] - LONGEST_REPEAT
    begin = BEFORE - LONGEST_REPEAT
    count = flaws.repeats(x, begin, last, np.array(LAGS), EVERY, places, lags)
    found = zip(places[:count], lags[:count], strict=True)
    return [
        ((first - BEFORE + int(at)) / rate_hz, 1000.0 * int(lag) / rate_hz) for at, lag in found
    ]


class Low:
    """The middle channel at a low rate: Hann windows, half over each other, cut in the spectrum.

    Such windows add up to one, so that what is left is the sound itself under ``LOW_HZ``.
    """

    def __init__(self, rate_hz: int, chunk: int) -> None:
        self._chunk, self._kept = chunk, int(LOW_HZ * 2 * chunk / rate_hz)
        self._before = np.zeros(chunk, np.float32)
        self._sum = np.zeros(self._kept)
        self._done: list[Real] = []
        self.rate_hz = rate_hz * self._kept / chunk

    def add(self, x: Samples) -> None:
        """Hear the next chunk ``[2, n]``; only the last may be shorter."""
        now = np.zeros(self._chunk, np.float32)
        now[: x.shape[1]] = x.mean(axis=0)
        window = hann(2 * self._chunk).astype(np.float32)
        spectrum = scipy.fft.rfft(np.concatenate([self._before, now]) * window)
        spectrum[self._kept :] = 0.0
        half = self._kept
        low = scipy.fft.irfft(spectrum[: half + 1], 2 * half) * (half / self._chunk)
        self._done.append(self._sum + low[:half])
        self._sum, self._before = np.asarray(low[half:], np.float64), now

    def sound(self, frames: int) -> Real:
        """Return all that was heard; the last chunk fades where its window does."""
        self.add(np.zeros((2, 0)))
        return np.concatenate(self._done)[self._kept :][: int(frames * self._kept / self._chunk)]


def _spectra(x: Samples) -> list[Real]:
    """Return the power spectra of some stretches of a block, left plus right."""
    room = x.shape[1] - SPECTRUM
    starts = [room * (2 * i + 1) // (2 * SPECTRA_A_CHUNK) for i in range(SPECTRA_A_CHUNK)]
    window = hann(SPECTRUM)
    found = []
    for start in starts if room >= 0 else []:
        piece = x[:, start : start + SPECTRUM]
        if piece.any():
            spectrum = scipy.fft.rfft(piece * window)
            found.append((np.abs(spectrum) ** 2).sum(axis=0) * (8.0 / SPECTRUM**2))
    return found


def _air(x: Samples, rate_hz: int) -> Real:
    """Return the mean square in the third octaves of the treble, and altogether, every 50 ms."""
    hop = round(AIR_HOP_S * rate_hz)
    if x.shape[1] < AIR_FRAMES:
        return np.zeros((0, len(AIR_HZ) + 1))
    views = np.lib.stride_tricks.sliding_window_view(x, AIR_FRAMES, axis=1)[:, ::hop]
    cut = views * (hann(AIR_FRAMES) * np.sqrt(8.0 / 3.0) / AIR_FRAMES)
    spectrum = scipy.fft.rfft(cut.astype(np.float32), axis=2)
    power = (spectrum.real**2 + spectrum.imag**2).mean(axis=0, dtype=np.float64)
    edges = np.append(AIR_HZ, AIR_HZ[-1] * 2 ** (1 / 3)) * 2 ** (-1 / 6) * AIR_FRAMES / rate_hz
    bins = np.minimum(np.round(edges).astype(int), power.shape[1] - 1)
    bands = np.add.reduceat(power, bins, axis=1)[:, :-1]
    return np.asarray(2.0 * np.column_stack([bands, power.sum(axis=1)]), np.float64)


@cache
def hann(size: int) -> Real:
    """Return a Hann window."""
    return np.asarray(0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(size) + 0.5) / size), np.float64)


@cache
def _taps() -> Real:
    """Return windowed sines over x: the curve at 1/8, 2/8 ... 7/8 between two samples."""
    half = AHEAD // 2
    offsets = np.arange(-half + 1, half + 1)[None, :] - np.arange(1, 8)[:, None] / 8.0
    window = np.kaiser(8 * AHEAD + 1, 6.0)
    place = np.interp(offsets, np.linspace(-half, half, window.size), window)
    taps = np.sinc(offsets) * place
    return np.ascontiguousarray(taps / taps.sum(axis=1, keepdims=True))
