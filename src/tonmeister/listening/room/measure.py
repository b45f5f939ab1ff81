"""All that a room's impulse response tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.room.bands import onset
from tonmeister.listening.room.clarity import Clarity, clarity
from tonmeister.listening.room.decay import Decay, decays
from tonmeister.listening.room.knee import knee
from tonmeister.listening.room.modes import (
    Boom,
    Mode,
    booms,
    by_chance,
    low_response,
    modes,
    schroeder_hz,
)
from tonmeister.listening.room.reflections import Reflection, direct_at, envelope, reflections

Real = NDArray[np.float64]

SILENT = 1e-7
SPARSE_HZ = 200.0
"""Up to here modes are named where the Schroeder frequency is not known."""

SHOWN_S, STEP_S, BEFORE_S = 0.06, 0.0002, 0.002


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room as told by one click in it. ``mid_s`` is the mean of 500 Hz and 1 kHz, ``bass_ratio``
    the decay at 125 and 250 Hz over it. ``chance_count``: how many booms would lie near a mode
    anyway. ``critical_m``: at which distance room and direct sound are as loud.
    ``early_db``: the power from 2 ms before the direct sound, every 0.2 ms, 0 dB its highest.
    """

    decays: tuple[Decay, ...]
    clarity: tuple[Clarity, ...]
    reflections: tuple[Reflection, ...]
    modes: tuple[Mode, ...]
    booms: tuple[Boom, ...]
    chance_count: float
    low_hz: tuple[float, ...]
    low_db: tuple[float, ...]
    early_db: tuple[float, ...]
    mid_s: float | None
    bass_ratio: float | None
    volume_m3: float | None
    schroeder_hz: float | None
    critical_m: float | None


def measure(answer: Real, rate_hz: int, *, sides_m: Sequence[float] | None = None) -> Room:
    """Measure a room from its answer to a click: one channel ``[frames]``, direct sound near the
    beginning (what lies more than 20 ms before it is left out).
    """
    sounding = np.flatnonzero(np.abs(answer) > SILENT * np.abs(answer).max())
    first = max(onset(answer) - round(0.02 * rate_hz), 0)
    kept = answer[first : int(sounding[-1]) + 1]
    starts = onset(kept)
    told = decays(kept[max(starts - round(0.002 * rate_hz), 0) :], rate_hz)
    sinks = knee(kept**2, rate_hz)
    noise_at = kept.size if sinks is None else round(sinks.at_s * rate_hz)
    by = {one.octave_hz: one.best_s for one in told}
    mid_s = _mean(by.get(500), by.get(1000))
    low_s = _mean(by.get(125), by.get(250))
    known = modes(sides_m) if sides_m else ()
    volume_m3 = float(np.prod(sides_m)) if sides_m else None
    hz, level_db = low_response(kept, rate_hz, max(starts - round(0.002 * rate_hz), 0))
    dense_hz = schroeder_hz(volume_m3, mid_s) if volume_m3 and mid_s else None
    apart = tuple(m for m in known if m.tone_hz <= (dense_hz or SPARSE_HZ))
    found = booms(hz, level_db, apart)
    power = envelope(kept[: starts + round((SHOWN_S + 0.01) * rate_hz)], rate_hz)
    step = max(round(STEP_S * rate_hz), 1)
    direct = direct_at(power, rate_hz, starts)
    lead = round(BEFORE_S * rate_hz)
    early = np.pad(power, (lead, 0))[direct : direct + lead + round(SHOWN_S * rate_hz)]
    blocks = early[: early.size // step * step].reshape(-1, step).max(axis=1)
    return Room(
        decays=told,
        clarity=clarity(kept, rate_hz, starts, noise_at),
        reflections=reflections(kept, rate_hz, starts),
        modes=known,
        booms=found,
        chance_count=by_chance(found, apart),
        low_hz=tuple(hz.tolist()),
        low_db=tuple((level_db - level_db.max()).tolist()),
        early_db=tuple((10.0 * np.log10(blocks / max(blocks.max(), 1e-30) + 1e-9)).tolist()),
        mid_s=mid_s,
        bass_ratio=low_s / mid_s if low_s and mid_s else None,
        volume_m3=volume_m3,
        schroeder_hz=dense_hz,
        critical_m=0.057 * (volume_m3 / mid_s) ** 0.5 if volume_m3 and mid_s else None,
    )


def _mean(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else 0.5 * (a + b)
