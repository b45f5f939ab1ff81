"""Esses that cut: hiss of the tongue at the level of the voice."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import filtered
from tonmeister.faults.planted._stems import FRAME_S, in_stem, lead_of, sounding, where_it_sounds
from tonmeister.model import Span
from tonmeister.signal import Samples
from tonmeister.signal.level import gain

ESS_S, EVERY_S = 0.12, 0.7


@fault(
    "vocal_sibilant",
    title="Sharp esses",
    hears="vocal/sibilant",
    amount="ess_db",
    amounts=(-2.0, 3.0, 8.0),
    needs="stems",
)
def sibilant(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Add esses (noise from 5 to 10 kHz, 0.12 s) to the lead vocal, so far over its level."""
    lead = lead_of(piece)
    rate_hz = piece.rate_hz
    there = where_it_sounds(piece, lead, where)
    first, last = (round(s * rate_hz) for s in (there.start_s, there.end_s))
    on = np.repeat(sounding(piece.stems[lead], rate_hz)[round(there.start_s / FRAME_S) :], 1)
    voice = piece.stems[lead][:, first:last]
    size = round(FRAME_S * rate_hz)
    loud = np.sqrt(float(np.mean([
        np.square(voice[:, i * size : (i + 1) * size]).mean()
        for i in range((last - first) // size) if i < on.size and on[i]
    ])))  # fmt: skip

    def spoil(sound: Samples) -> Samples:
        noise = np.random.default_rng(seed).standard_normal(sound.shape[1])
        hiss = filtered(np.stack([noise, noise]), rate_hz, "highpass", frequency_hz=5000.0,
                        slope_db=24.0)  # fmt: skip
        hiss = filtered(hiss, rate_hz, "lowpass", frequency_hz=10000.0, slope_db=24.0)
        hiss *= loud * gain(amount) / np.sqrt(np.square(hiss).mean())
        length, out = round(ESS_S * rate_hz), sound.copy()
        shape = np.sin(np.pi * (np.arange(length) + 0.5) / length) ** 0.5
        for start in range(first + length, last - length, round(EVERY_S * rate_hz)):
            step = (start - first) // size
            if step < on.size and on[step]:
                out[:, start : start + length] += hiss[:, start : start + length] * shape
        return out

    return in_stem(piece, lead, there, spoil, truth={"sibilance_db": amount})
