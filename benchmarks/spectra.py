"""What two masters are compared by: third-octave spectra of mid and side, range, crest, peaks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import welch

from benchmarks.record import ebur128
from tonmeister.listening.features import BANDS_HZ
from tonmeister.signal.loudness import LoudnessMeter
from tonmeister.studio import file_source

Array = NDArray[np.float64]
SKIPPED_DB = 60.0
"""Bands so far under the strongest are not compared: nothing to hear is there."""
EDGE_DB, EDGE_FROM_HZ = 20.0, 10000.0
"""A fall like this from one third octave to the next up there is a codec's edge: what lies beyond
is not in the file, and no equaliser brings it back."""
SEGMENT = 32768


@dataclass(frozen=True)
class Sounding:
    """One file. ``thirds_db`` [2, 30]: mid and side, their mean square in third octaves."""

    lufs: float
    true_peak_dbtp: float
    ffmpeg_peak_dbtp: float
    range_lu: float
    crest_db: float
    thirds_db: Array
    length_s: float


def sounding(path: Path) -> Sounding:
    """Measure a file with our meter, its true peak with ffmpeg's ``ebur128`` too."""
    source = file_source(path)
    sound = source.read(0, source.frames)
    meter = LoudnessMeter(source.rate_hz)
    meter.add(sound)
    rms = float(np.sqrt(np.mean(sound**2)))
    return Sounding(
        lufs=meter.integrated_lufs(),
        true_peak_dbtp=meter.true_peak_dbtp(),
        ffmpeg_peak_dbtp=ebur128(path).true_peak_dbtp,
        range_lu=meter.range_lu(),
        crest_db=20.0 * float(np.log10(np.abs(sound).max() / rms)),
        thirds_db=np.stack([thirds_db(part, source.rate_hz) for part in _mid_side(sound)]),
        length_s=source.frames / source.rate_hz,
    )


def _mid_side(sound: Array) -> tuple[Array, Array]:
    return (sound[0] + sound[1]) / 2.0, (sound[0] - sound[1]) / 2.0


def thirds_db(sound: Array, rate_hz: int) -> Array:
    """Return the mean power of one channel in the 30 third octaves from 25 Hz to 20 kHz, in dB.

    A line of the spectrum that lies across a border counts in both bands by its share.
    """
    hz, power = welch(sound, rate_hz, nperseg=SEGMENT)
    whole = np.concatenate([[0.0], np.cumsum(power)])
    edges = np.concatenate([hz - hz[1] / 2, [hz[-1] + hz[1] / 2]])
    low, high = BANDS_HZ * 2 ** (-1 / 6), BANDS_HZ * 2 ** (1 / 6)
    bands = np.interp(high, edges, whole) - np.interp(low, edges, whole)
    return np.asarray(10.0 * np.log10(bands * hz[1] + 1e-30))


def compared(mix: Array, reference: Array) -> NDArray[np.bool_]:
    """Return the bands of one channel that are compared: heard in the reference and in the mix."""
    return _heard(mix) & _heard(reference)


def _heard(level_db: Array) -> NDArray[np.bool_]:
    kept = level_db > level_db.max() - SKIPPED_DB
    edges = (np.diff(level_db) < -EDGE_DB) & (BANDS_HZ[1:] > EDGE_FROM_HZ)
    if edges.any():
        kept[int(np.argmax(edges)) + 1 :] = False
    return np.asarray(kept)


def shape_error_db(result: Array, reference: Array, kept: NDArray[np.bool_]) -> float | None:
    """Return how far two spectra's shapes lie apart, rms over bands; each less its mean."""
    if kept.sum() < 3:
        return None
    off = (result - result[kept].mean()) - (reference - reference[kept].mean())
    return float(np.sqrt(np.mean(off[kept] ** 2)))
