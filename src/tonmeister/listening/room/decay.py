"""How long a room rings, octave by octave, and whether it can be told at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.room.bands import LEAD_S, OCTAVES_HZ, edges_hz, in_octave
from tonmeister.listening.room.knee import Knee, knee

Real = NDArray[np.float64]

NEEDS_DB = {"edt_s": 25.0, "t20_s": 35.0, "t30_s": 45.0}
"""How far the noise must lie under the loudest moment (ISO 3382-1, 5.3.2, for T20 and T30)."""

SPANS_DB = {"edt_s": (0.0, 10.0), "t20_s": (5.0, 25.0), "t30_s": (5.0, 35.0)}
LEAST_BANDWIDTHS = 4.0
"""A filter of bandwidth B rings itself: T times B must be over 4 (Jacobsen and Rindel)."""

BENT_PERCENT, CROOKED_PERMILLE = 10.0, 10.0
CURVE_STEP_S = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Decay:
    """The decay in one octave. ``None`` is what cannot be told; ``why`` says the reason.

    ``range_db``: from the loudest moment to the noise. ``crooked_permille``: how far the decay is
    from a straight line; ``bent_percent``: how much longer T30 is than T20 (ISO 3382-2, annex B).
    ``curve_db``: the decay every 10 ms, from the direct sound to where the noise takes over.
    """

    octave_hz: int
    range_db: float
    edt_s: float | None
    t20_s: float | None
    t30_s: float | None
    crooked_permille: float | None
    bent_percent: float | None
    why: str
    curve_db: tuple[float, ...]

    @property
    def best_s(self) -> float | None:
        """T30 where there is range for it, else T20."""
        return self.t20_s if self.t30_s is None else self.t30_s

    @property
    def straight(self) -> bool:
        """Whether it falls as a straight line."""
        bent = self.bent_percent is not None and self.bent_percent > BENT_PERCENT
        crooked = self.crooked_permille is not None and self.crooked_permille > CROOKED_PERMILLE
        return not (bent or crooked)


def decays(answer: Real, rate_hz: int) -> tuple[Decay, ...]:
    """Tell how the room dies away in every octave (one channel, from just before the direct
    sound on).
    """
    return tuple(decay(answer, rate_hz, o) for o in OCTAVES_HZ if edges_hz(o)[1] < 0.5 * rate_hz)


def decay(answer: Real, rate_hz: int, octave_hz: int) -> Decay:
    """Tell how the room dies away in one octave.

    Backward integration (Schroeder 1965) up to where noise takes over (Lundeby et al. 1995), with
    the noise taken off and the part behind it reckoned: method E of M. Guski and M. Vorlaender,
    Acta Acustica 100, 2014.
    """
    power = in_octave(answer, rate_hz, octave_hz) ** 2
    found = knee(power, rate_hz)
    if found is None:
        return _untold(octave_hz, 0.0, "nothing that dies away is heard here")
    curve_db = _integrated(power, rate_hz, found)
    told: dict[str, float | None] = {}
    crooked: dict[str, float] = {}
    for name, (high_db, low_db) in SPANS_DB.items():
        line = _line(curve_db, rate_hz, -high_db, -low_db)
        if found.range_db < NEEDS_DB[name] or line is None:
            told[name] = None
        else:
            told[name], crooked[name] = line
    why = "" if told["t30_s"] else _why(found.range_db, told)
    best_s = told["t30_s"] or told["t20_s"]
    low_hz, high_hz = edges_hz(octave_hz)
    if best_s is not None and best_s * (high_hz - low_hz) < LEAST_BANDWIDTHS:
        return _untold(
            octave_hz, found.range_db, f"it dies away faster than the filter ({best_s:.2f} s)"
        )
    t20_s, t30_s = told["t20_s"], told["t30_s"]
    lead = round(LEAD_S * rate_hz)
    return Decay(
        octave_hz=octave_hz,
        range_db=found.range_db,
        **told,
        crooked_permille=crooked.get("t30_s", crooked.get("t20_s")),
        bent_percent=100.0 * (t30_s / t20_s - 1.0) if t20_s and t30_s else None,
        why=why,
        curve_db=tuple(curve_db[lead :: max(round(CURVE_STEP_S * rate_hz), 1)].round(2).tolist()),
    )


def _why(range_db: float, told: dict[str, float | None]) -> str:
    if told["t20_s"] is None:
        need = NEEDS_DB["t20_s"]
        if range_db >= need:
            return "the recording is too short for its decay"
        return f"only {range_db:.0f} dB from the loudest moment to the noise; T20 needs {need:.0f}"
    return f"{range_db:.0f} dB of range are enough for T20, not for T30"


def _untold(octave_hz: int, range_db: float, why: str) -> Decay:
    return Decay(
        octave_hz=octave_hz, range_db=range_db, edt_s=None, t20_s=None, t30_s=None,
        crooked_permille=None, bent_percent=None, why=why, curve_db=(),
    )  # fmt: skip


def _integrated(power: Real, rate_hz: int, found: Knee) -> Real:
    """Return the decay curve in dB, 0 dB at its beginning."""
    last = max(min(round(found.at_s * rate_hz), power.size), 2)
    clean = power[:last] - found.noise
    behind = found.level * rate_hz / found.rate_per_s
    total = np.cumsum(clean[::-1])[::-1] + behind
    return np.asarray(10.0 * np.log10(np.maximum(total, 1e-30) / max(total[0], 1e-30)), np.float64)


def _line(curve_db: Real, rate_hz: int, from_db: float, to_db: float) -> tuple[float, float] | None:
    """Fit a line between two levels: the time for 60 dB, and how crooked it is (permille)."""
    under = np.flatnonzero(curve_db <= to_db)
    if not under.size:
        return None
    last = int(under[0])
    first = int(np.flatnonzero(curve_db[: last + 1] >= min(from_db, -0.05))[-1])
    if last - first < 8:
        return None
    level = curve_db[first:last]
    time_s = np.arange(level.size) / rate_hz
    slope, shift = np.polyfit(time_s, level, 1)
    if slope >= 0.0:
        return None
    spread = float(np.sum((level - level.mean()) ** 2))
    missed = float(np.sum((level - slope * time_s - shift) ** 2))
    return float(-60.0 / slope), 1000.0 * missed / spread
