"""Pumping: everything else ducks whenever the kick strikes."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.faults.planted._sides import passed, split
from tonmeister.model import Span
from tonmeister.signal import Samples

BELOW_HZ = 120.0
STEP_S = 0.005
RISE_DB, LOUD_DB = 6.0, 10.0
APART_STEPS = 80
BACK_S = 0.15
LEAST_EVERY_S, LONGEST_GAP_S = 1.5, 3.0


def kicks(sound: Samples, rate_hz: int) -> Samples:
    """Return when the low end strikes, in seconds."""
    low = passed(sound, rate_hz, "lowpass", BELOW_HZ).mean(axis=0)
    step = round(STEP_S * rate_hz)
    count = len(low) // step
    power = np.square(low[: count * step]).reshape(count, step).mean(axis=1)
    level = 10.0 * np.log10(np.convolve(power, np.ones(4) / 4.0, mode="same") + 1e-10)
    rise = level[12:] - level[:-12]
    strong = (rise > RISE_DB) & (level[12:] > np.percentile(level, 98) - LOUD_DB)
    at: list[int] = []
    for step_at in np.flatnonzero(strong):
        if not at or step_at - at[-1] > APART_STEPS:
            at.append(int(step_at))
    return (np.array(at, np.float64) + 4.0) * (step / rate_hz)


@fault(
    "pumping",
    title="Pumping",
    hears="dynamics/pumping",
    amount="depth_db",
    amounts=(5.0, 9.0, 13.0),
)
def pumping(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn all above 120 Hz down at each kick by so much, and let it come back."""
    rate_hz = piece.rate_hz
    at_s = kicks(piece.mix, rate_hz)
    inside = at_s[(at_s >= where.start_s) & (at_s < where.end_s)]
    if len(inside) < (where.end_s - where.start_s) / LEAST_EVERY_S:
        raise CannotPlant(f"{piece.name} has no kick there that could pump")
    gap_s = float(np.diff([where.start_s, *inside, where.end_s]).max())
    if gap_s > LONGEST_GAP_S:
        raise CannotPlant(f"{piece.name} has no kick there for {gap_s:.1f} s: that is no pumping")
    low = split(piece.mix, rate_hz, "lowpass", BELOW_HZ)

    def spoil(sound: Samples) -> Samples:
        time_s = np.arange(sound.shape[1]) / rate_hz
        last = np.searchsorted(at_s, time_s, side="right") - 1
        since_s = np.where(last >= 0, time_s - at_s[np.maximum(last, 0)], 9.0)
        duck = amount * np.exp(-np.square(since_s / BACK_S) / 2.0) * np.clip(since_s / 0.01, 0, 1)
        return np.asarray(low + (sound - low) * 10.0 ** (-duck / 20.0), np.float64)

    mix = within(piece.mix, rate_hz, where, spoil)
    return Planted(piece=piece.with_mix(mix), where=where, truth={"depth_db": amount})
