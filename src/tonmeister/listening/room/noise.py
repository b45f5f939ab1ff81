"""What the room sounds like when nobody plays: its noise by octave, and hum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.room.bands import OCTAVES_HZ, edges_hz

Real = NDArray[np.float64]

LEAST_S, HUM_LEAST_S, LONGEST_S = 0.4, 0.9, 30.0
WINDOW_S = 1.0
MAINS_HZ, HARMONICS = (50.0, 60.0), 8
DRIFT_HZ, LINE_DB, LEAST_LINES = 0.5, 10.0, 2

NC_DB = {
    15: (47, 36, 29, 22, 17, 14, 12, 11), 20: (51, 40, 33, 26, 22, 19, 17, 16),
    25: (54, 44, 37, 31, 27, 24, 22, 21), 30: (57, 48, 41, 35, 31, 29, 28, 27),
    35: (60, 52, 45, 40, 36, 34, 33, 32), 40: (64, 56, 50, 45, 41, 39, 38, 37),
    45: (67, 60, 54, 49, 46, 44, 43, 42), 50: (71, 64, 58, 54, 51, 49, 48, 47),
    55: (74, 67, 62, 58, 56, 54, 53, 52), 60: (77, 71, 67, 63, 61, 59, 58, 57),
    65: (80, 75, 71, 68, 66, 64, 63, 62),
}  # fmt: skip
"""Noise criteria in dB SPL by octave, 63 Hz to 8 kHz (Beranek 1957; ANSI/ASA S12.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """The noise of the room while nothing sounds. ``octaves_dbfs`` by octave (mean square of one
    channel, 0 dBFS is a square wave at full scale). ``sticks_out_hz``: the octave that stands
    highest against the shape of quiet rooms (NC). ``nc_score`` needs the level of full scale.
    """

    length_s: float
    level_dbfs: float
    octaves_dbfs: dict[int, float]
    sticks_out_hz: int | None
    nc_score: float | None
    hum_hz: float | None
    hum_dbfs: float | None
    hum_over_db: float | None


def noise(quiet: Real, rate_hz: int, *, full_scale_db: float | None = None) -> Noise | None:
    """Tell the noise in a stretch of one channel; ``None`` if it is under 0.4 s or digital silence.

    ``full_scale_db``: the dB SPL that full scale stands for, if the recording was calibrated.
    """
    quiet = quiet[-round(LONGEST_S * rate_hz) :]
    if quiet.size < LEAST_S * rate_hz or float(np.abs(quiet).max(initial=0.0)) < 1e-8:
        return None
    power, bin_hz = _spectrum(quiet, rate_hz)
    hz = np.arange(power.size) * bin_hz
    levels = {}
    for octave_hz in OCTAVES_HZ:
        low, high = edges_hz(octave_hz)
        if high < rate_hz / 2.0:
            levels[octave_hz] = _db(float(power[(hz >= low) & (hz < high)].sum()))
    hum = _hum(power, bin_hz) if quiet.size >= HUM_LEAST_S * rate_hz else None
    shape = {o: levels[o] - NC_DB[30][i] for i, o in enumerate(OCTAVES_HZ) if o in levels}
    return Noise(
        length_s=quiet.size / rate_hz,
        level_dbfs=_db(float(power[hz >= 20.0].sum())),
        octaves_dbfs=levels,
        sticks_out_hz=max(shape, key=lambda o: shape[o]) if shape else None,
        nc_score=None
        if full_scale_db is None
        else nc({o: v + full_scale_db for o, v in levels.items()}),
        hum_hz=hum[0] if hum else None,
        hum_dbfs=hum[1] if hum else None,
        hum_over_db=hum[2] if hum else None,
    )


def nc(octaves_db: dict[int, float]) -> float:
    """Return the noise criterion: the highest curve that an octave touches, between them by line.

    Under NC-15 it is 15, over NC-65 it is 65: the curves end there.
    """
    grades = sorted(NC_DB)
    worst = float(grades[0])
    for i, octave_hz in enumerate(OCTAVES_HZ):
        if octave_hz in octaves_db:
            curve = [NC_DB[g][i] for g in grades]
            worst = max(worst, float(np.interp(octaves_db[octave_hz], curve, grades)))
    return worst


def _spectrum(quiet: Real, rate_hz: int) -> tuple[Real, float]:
    """Return mean power by bin (their sum is the mean square), and how far bins lie apart."""
    size = min(round(WINDOW_S * rate_hz), quiet.size)
    window = np.hanning(size)
    parts = np.lib.stride_tricks.sliding_window_view(quiet, size)[:: max(size // 2, 1)]
    total = np.zeros(size // 2 + 1)
    for piece in parts:
        total += np.abs(np.fft.rfft(piece * window)) ** 2
    return 2.0 * total / (len(parts) * size * float(np.sum(window**2))), rate_hz / size


def _hum(power: Real, bin_hz: float) -> tuple[float, float, float] | None:
    """Find lines at multiples of the mains: which mains, how loud, how far over what is beside."""
    best: tuple[float, float, float] | None = None
    for mains_hz in MAINS_HZ:
        lines = []
        for n in range(1, HARMONICS + 1):
            at, reach = n * mains_hz / bin_hz, max(round(n * DRIFT_HZ / bin_hz), 1)
            middle = round(at)
            near = power[middle - reach : middle + reach + 1]
            beside = np.concatenate(
                [
                    power[middle - reach - 12 : middle - reach - 2],
                    power[middle + reach + 3 : middle + reach + 13],
                ]
            )
            if (
                near.size
                and beside.size
                and near.max() > 10.0 ** (LINE_DB / 10.0) * np.median(beside)
            ):
                over_db = _db(float(near.max() / max(float(np.median(beside)), 1e-30)))
                lines.append((n, float(near.sum()), over_db))
        if len(lines) < LEAST_LINES or lines[0][0] > 2:
            continue
        loud = _db(sum(p for _, p, _ in lines))
        over = max(o for _, _, o in lines)
        if best is None or len(lines) * over > best[2]:
            best = mains_hz, loud, len(lines) * over
            found = mains_hz, loud, over
    return None if best is None else found


def _db(power: float) -> float:
    return float(10.0 * np.log10(power + 1e-30))
