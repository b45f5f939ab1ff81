"""The eight octaves in which rooms are told, and the filter for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

OCTAVES_HZ = (63, 125, 250, 500, 1000, 2000, 4000, 8000)
"""Nominal; the exact ones are 1000 Hz times powers of 10^0.3 (IEC 61260-1)."""

LEAD_S = 0.15
"""Room before the direct sound for what the filter spreads forward."""


def exact_hz(octave_hz: int) -> float:
    """Return the exact middle of a nominal octave."""
    return float(1000.0 * 10.0 ** (0.3 * round(np.log10(octave_hz / 1000.0) / 0.3)))


def edges_hz(octave_hz: int) -> tuple[float, float]:
    """Return where an octave begins and ends."""
    middle_hz = exact_hz(octave_hz)
    return middle_hz * 10.0**-0.15, middle_hz * 10.0**0.15


def in_octave(answer: Real, rate_hz: int, octave_hz: int) -> Real:
    """Return one octave of a response, ``LEAD_S`` longer at its beginning.

    Filtered backwards in time, so that the filter's own ringing lies before the decay and does not
    lengthen it: F. Jacobsen and J. H. Rindel, J. Sound Vib. 117(1), 1987.
    """
    from scipy.signal import butter, sosfilt

    low_hz, high_hz = edges_hz(octave_hz)
    sos = butter(3, [low_hz, min(high_hz, 0.49 * rate_hz)], "bandpass", fs=rate_hz, output="sos")
    padded = np.concatenate([np.zeros(round(LEAD_S * rate_hz)), answer])
    return np.asarray(sosfilt(sos, padded[::-1])[::-1], np.float64)


def onset(answer: Real) -> int:
    """Return the frame at which the direct sound arrives: 20 dB under the highest (ISO 3382-1)."""
    size = np.abs(answer)
    return int(np.argmax(size >= 0.1 * size.max()))
