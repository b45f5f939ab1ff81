"""How loud a take is from moment to moment, where it sings, where it breathes in, its tone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import AlignedTakes, HeardTake
from tonmeister.model import Span
from tonmeister.signal.loudness import k_sections, loudness_lufs

FRAME_S = 0.005
_SILENCE = 1e-14
LOWEST_DBFS = -90.0
BREATH_DB = 8.0
"""How far over the take's noise a breath lies."""
PAUSE_S = 0.12
"""A breath and the word after it may lie this far apart and still belong together."""
SAME_PLACE_S = 0.16
"""A take that lies this near to where it should is in its place: whoever is late is late."""
LOW_HZ, HIGH_HZ = (200.0, 1000.0), (2000.0, 6000.0)
_FFT_S = 0.04
_GATE_DB = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The level of a take every 5 ms, on its own clock, added up: ``power_sums`` [F + 1] is the
    mean square of all frames before, ``voiced_sums`` [F + 1] in how many of them it sings.

    ``place_s`` is where its own 0 lies on the reference clock; ``floor_dbfs`` its noise.
    """

    take: int
    place_s: float
    power_sums: NDArray[np.float64]
    voiced_sums: NDArray[np.int64]
    floor_dbfs: float

    def at(self, times_s: NDArray[np.float64], window_s: float) -> NDArray[np.float64]:
        """Return the level around moments of the reference clock, in dBFS; silence outside."""
        first, last, width = self._around(times_s, window_s)
        power = np.maximum(self.power_sums[last] - self.power_sums[first], 0.0) / width
        return np.asarray(10.0 * np.log10(power + _SILENCE))

    def sung(self, times_s: NDArray[np.float64], window_s: float) -> NDArray[np.bool_]:
        """Say whether anything is sung around moments of the reference clock."""
        first, last, _ = self._around(times_s, window_s)
        return np.asarray(self.voiced_sums[last] > self.voiced_sums[first])

    def _around(
        self, times_s: NDArray[np.float64], window_s: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        width = max(1, round(window_s / FRAME_S))
        own_s = times_s - 0.5 * window_s - self.place_s
        first = np.round(own_s / FRAME_S).astype(np.int64)
        most = self.power_sums.size - 1
        return np.clip(first, 0, most), np.clip(first + width, 0, most), width


@dataclass(frozen=True, slots=True)
class Measured:
    """What makes a phrase of one take sound beside another: loudness, and tone as the level of
    2 to 6 kHz over that of 200 Hz to 1 kHz.
    """

    loudness_lufs: float
    tilt_db: float


def place_s(aligned: AlignedTakes, number: int) -> float:
    """Return where a take's own 0 lies on the reference clock when it plays in its place.

    A take whose file begins elsewhere plays where its sound was found, and not late as a whole.
    """
    take, clock = aligned.heard[number].take, aligned.on_clock[number]
    written_s = take.begins_s + take.offset_s
    if abs(clock.offset_s - written_s) <= SAME_PLACE_S:
        return written_s
    late = clock.off_ms[~np.isnan(clock.off_ms)]
    return clock.offset_s - (float(np.median(late)) / 1000.0 if late.size else 0.0)


def levels_of(heard: HeardTake, place_s: float) -> Levels:
    """Return a take's levels every 5 ms and where it sings."""
    size = max(1, round(FRAME_S * heard.rate_hz))
    row = heard.sound.mean(axis=0)
    count = row.size // size
    power = (row[: count * size].reshape(count, size) ** 2).mean(axis=1)
    step_s = size / heard.rate_hz
    voiced = np.zeros(count, dtype=np.bool_)
    if heard.pitch.f0_hz.size:
        at = np.round((np.arange(count) + 0.5) * step_s / heard.pitch.step_s).astype(np.int64)
        voiced = heard.pitch.voiced[np.minimum(at, heard.pitch.f0_hz.size - 1)]
    sound = power[power > 1e-12]
    floor = 10.0 * np.log10(np.percentile(sound, 10)) if sound.size else LOWEST_DBFS
    return Levels(
        take=heard.take.number, place_s=place_s,
        power_sums=np.concatenate([[0.0], np.cumsum(power)]),
        voiced_sums=np.concatenate([[0], np.cumsum(voiced, dtype=np.int64)]),
        floor_dbfs=max(float(floor), LOWEST_DBFS),
    )  # fmt: skip


def lead_in_s(levels: Levels, end_s: float, onset_s: float) -> float:
    """Return when the breath (or the consonant) before a phrase begins, on the reference clock.

    Heard from the first note backwards, until nothing sounds for ``PAUSE_S``. Where it never
    falls silent, the quietest place between the notes stands in for it.
    """
    times_s = np.arange(end_s, onset_s, FRAME_S)
    if times_s.size < 2:
        return onset_s
    loud = levels.at(times_s, 2 * FRAME_S) > levels.floor_dbfs + BREATH_DB
    lead_s, quiet_s = onset_s, 0.0
    for at_s, sounds in zip(times_s[::-1], loud[::-1], strict=True):
        if sounds:
            lead_s, quiet_s = float(at_s), 0.0
        else:
            quiet_s += FRAME_S
        if quiet_s >= PAUSE_S:
            return lead_s
    if lead_s - end_s > PAUSE_S:
        return lead_s
    quietest = int(np.argmin(levels.at(times_s, 0.03)))
    return float(times_s[quietest]) + 0.02


def measured_of(heard: HeardTake, where: Span, levels: Levels) -> Measured:
    """Measure the loudness and tone of one phrase of a take, where it sounds at all."""
    size = round(_FFT_S * heard.rate_hz)
    first = max(0, round((where.start_s - levels.place_s) * heard.rate_hz))
    last = max(0, round((where.end_s - levels.place_s) * heard.rate_hz))
    row = heard.sound[:, first:last].mean(axis=0)
    count = row.size // size
    if count == 0 or not row.any():
        return Measured(-200.0, 0.0)
    window = np.hanning(size)
    spectra = np.abs(np.fft.rfft(row[: count * size].reshape(count, size) * window, axis=1)) ** 2
    spectra *= 2.0 / (size * float((window**2).sum()))
    loud = spectra.sum(axis=1)
    power = spectra[loud > loud.max() * 10.0 ** (-_GATE_DB / 10.0)].mean(axis=0)
    at_hz = np.fft.rfftfreq(size, 1.0 / heard.rate_hz)
    weighed = float((power * _k_power(np.asarray(at_hz, np.float64), heard.rate_hz)).sum())
    low, high = (
        float(power[(at_hz >= a) & (at_hz < b)].sum()) + _SILENCE for a, b in (LOW_HZ, HIGH_HZ)
    )
    return Measured(round(loudness_lufs(weighed), 2), round(10.0 * float(np.log10(high / low)), 2))


def _k_power(at_hz: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """Return what K-weighting (ITU-R BS.1770) does to the power at frequencies."""
    turn = np.exp(-2j * np.pi * at_hz / rate_hz)
    out = np.ones(at_hz.size)
    for b0, b1, b2, a1, a2 in k_sections(rate_hz):
        out *= np.abs((b0 + b1 * turn + b2 * turn**2) / (1.0 + a1 * turn + a2 * turn**2)) ** 2
    return out
