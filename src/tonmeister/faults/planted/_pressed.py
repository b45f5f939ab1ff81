"""Pressing a stretch flat, at the loudness it had."""

from __future__ import annotations

import numpy as np

from tonmeister.effects import recall
from tonmeister.faults.declare import CannotPlant
from tonmeister.signal import Samples

RATIO = 20.0
PEAK_PERCENT = 99.5
LEAST_LOSS_DB = 2.0


def plain_crest_db(sound: Samples) -> float:
    """Return how far the peaks (all but 0.5 % of samples) stand over the mean square."""
    peak = float(np.percentile(np.abs(sound).max(axis=0), PEAK_PERCENT))
    return 20.0 * float(np.log10((peak + 1e-12) / (np.sqrt(np.mean(np.square(sound))) + 1e-12)))


def pressed(
    sound: Samples, part: slice, rate_hz: int, reduction_db: float
) -> tuple[Samples, float]:
    """Compress a whole sound so that the peaks of a stretch come down by so much.

    Returns it with the stretch as loud as it was, and by how much its crest fell;
    ``CannotPlant`` where that is next to nothing, because it was flat before.
    """
    there = sound[:, part]
    peak = float(np.percentile(np.abs(there).max(axis=0), PEAK_PERCENT))
    threshold_db = 20.0 * float(np.log10(peak + 1e-12)) - reduction_db / (1.0 - 1.0 / RATIO)
    settings = {
        "threshold_db": float(np.clip(threshold_db, -80.0, 0.0)), "ratio": RATIO,
        "attack_ms": 0.1, "release_ms": 30.0, "knee_db": 2.0,
    }  # fmt: skip
    at_work = recall("compressor", settings).start(rate_hz)
    out = at_work.process(sound.copy(), None, lambda knob: settings.get(knob, 0.0))
    before, after = (np.sqrt(np.mean(np.square(s[:, part]))) for s in (sound, out))
    out *= before / max(float(after), 1e-12)
    loss_db = plain_crest_db(there) - plain_crest_db(out[:, part])
    if loss_db < LEAST_LOSS_DB:
        raise CannotPlant("it is flat already: pressing it takes next to nothing from its peaks")
    return out, loss_db
