"""How much of the sound comes early enough to help: clarity of words and of music."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.listening.room.bands import OCTAVES_HZ, edges_hz

Real = NDArray[np.float64]

EARLY_MS = (50.0, 80.0)
DIRECT_MS = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarity:
    """``octave_hz`` 0 is the whole sound. ``c50_db``, ``c80_db``: early over late energy;
    ``d50_percent``: the share that comes within 50 ms. ``direct_db``: the direct sound (2.5 ms)
    over all that follows, for the whole sound only.
    """

    octave_hz: int
    c50_db: float
    c80_db: float
    d50_percent: float
    direct_db: float | None = None


def clarity(answer: Real, rate_hz: int, starts: int, noise_at: int) -> tuple[Clarity, ...]:
    """Tell clarity for the whole sound and each octave, up to where the noise takes over.

    ISO 3382-1 annex A.4; cut in time first, filtered afterwards, so that no filter smears the
    border. ``starts``, ``noise_at``: frames of the direct sound and of the noise.
    """
    kept = answer[max(starts - round(0.001 * rate_hz), 0) : max(noise_at, starts + 2)]
    lead = starts - max(starts - round(0.001 * rate_hz), 0)
    pieces = []
    for early_ms in (*EARLY_MS, DIRECT_MS):
        cut = lead + round(early_ms / 1000.0 * rate_hz)
        pieces.append((_spectrum(kept[:cut], kept.size), _spectrum(kept[cut:], kept.size)))
    hz = np.linspace(0.0, rate_hz / 2.0, pieces[0][0].size)
    out = []
    for octave_hz in (0, *(o for o in OCTAVES_HZ if edges_hz(o)[1] < 0.5 * rate_hz)):
        low, high = edges_hz(octave_hz) if octave_hz else (20.0, rate_hz / 2.0)
        inside = (hz >= low) & (hz < high)
        (e50, l50), (e80, l80), (near, rest) = (
            (float(early[inside].sum()), float(late[inside].sum())) for early, late in pieces
        )
        out.append(
            Clarity(
                octave_hz=octave_hz,
                c50_db=_db(e50, l50),
                c80_db=_db(e80, l80),
                d50_percent=100.0 * e50 / max(e50 + l50, 1e-30),
                direct_db=None if octave_hz else _db(near, rest),
            )
        )
    return tuple(out)


def _spectrum(piece: Real, frames: int) -> Real:
    size = scipy.fft.next_fast_len(frames, real=True)
    return np.asarray(np.abs(scipy.fft.rfft(piece, size)) ** 2, np.float64)


def _db(early: float, late: float) -> float:
    """Return a ratio in dB, kept within 99 dB: nothing late at all is not without end."""
    return float(np.clip(10.0 * np.log10(max(early, 1e-30) / max(late, 1e-30)), -99.0, 99.0))
