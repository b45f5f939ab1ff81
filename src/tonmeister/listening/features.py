"""What is measured about one piece of sound, once, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

BANDS_HZ: NDArray[np.float64] = 1000.0 * 2.0 ** (np.arange(-16, 14) / 3.0)
"""Centres of the 30 third-octave bands, 25 Hz to 20 kHz."""

HOP_S = 0.1
"""Time step of ``power``, ``k_power``, ``peak`` and everything else that is not an onset curve."""

ONSET_HOP_S = 0.01
"""Time step of the onset curves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFeatures:
    """The analysis of one track, stem or print; ``T`` steps of 0.1 s, ``N`` of 0.01 s.

    ``power`` [2, 30, T]: mean-square of mid ((L+R)/2) and side ((L-R)/2) in third-octave bands
    (their sum over bands is the mean square of mid and side).
    ``left_right`` [2, T]: mean square of left and of right.
    ``k_power`` [T]: K-weighted mean square, left plus right (ITU-R BS.1770).
    ``peak`` [T]: sample peak, linear. ``active`` [T]: whether the track plays.
    ``onset`` [3, N]: onset strength below 150 Hz, 150 Hz to 2 kHz, above (half-wave rectified
    log-energy flux). ``chroma`` [12, T]: pitch-class energy, C first.
    ``pitch_hz`` [T]: fundamental where the sound is clearly pitched and monophonic, else 0.
    ``facts``: single numbers whose names end in their unit: loudness_lufs (integrated, gated),
    active_lufs (over active steps), true_peak_dbtp, sample_peak_dbfs, crest_db, lra_lu,
    activity_percent, pitch_low_hz, pitch_high_hz, pitched_percent, onset_rate_hz,
    centroid_hz, side_mid_db, correlation_score, dc_dbfs, clipped_count, dropout_count,
    hum_db, hum_hz, noise_floor_dbfs, ...
    ``places``: where single events lie in seconds, by what they are (``"clipped"``,
    ``"dropouts"``).
    """

    length_s: float
    rate_hz: int
    power: Array
    left_right: Array
    k_power: Array
    peak: Array
    active: NDArray[np.bool_]
    onset: Array
    chroma: Array
    pitch_hz: Array
    facts: dict[str, float]
    places: dict[str, tuple[float, ...]]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by name, for the cache."""
        return {name: getattr(self, name) for name in ARRAYS}


ARRAYS = (
    "power", "left_right", "k_power", "peak", "active", "onset", "chroma", "pitch_hz",
)  # fmt: skip
