"""What a track sounds like, in the few numbers that tell instruments apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.facts_onsets import peaks
from tonmeister.listening.features import HOP_S, ONSET_HOP_S, TrackFeatures

Real = NDArray[np.float64]

LOW, LOW_MIDDLE, MIDDLE, HIGH_MIDDLE = 7, 13, 19, 24
"""Bands at which the fifths of the spectrum begin: 125 Hz, 500 Hz, 2 kHz, 6.3 kHz."""


@dataclass(frozen=True, slots=True)
class Traits:
    """``low`` to ``high`` are fractions of the power below 112 Hz, to 450 Hz, to 1.8 kHz, to
    5.6 kHz and above. ``pitched`` is a fraction of the playing; ``glides``, ``holds`` and
    ``leaps`` are fractions of the steps from pitch to pitch (a tenth of a second): voices glide,
    strings and keys hold. ``fall_db`` is the usual fall in a tenth of a second after the peak,
    ``hits_alike`` how alike the spectra of all beginnings are (a drum: near 1).
    """

    low: float
    low_middle: float
    middle: float
    high_middle: float
    high: float
    centroid_hz: float
    pitched: float
    pitch_hz: float
    range_semitones: float
    glides: float
    holds: float
    leaps: float
    transient_db: float
    spread_db: float
    colour_change_db: float
    fall_db: float
    onset_rate_hz: float
    activity: float
    side_mid_db: float
    hits_alike: float


def traits(features: TrackFeatures) -> Traits | None:
    """Return the traits of a track; None where it never plays."""
    active = features.active
    if not active.any():
        return None
    power = features.power.sum(axis=0, dtype=np.float64)
    played = power[:, active]
    sums = played.sum(axis=0) + 1e-20
    shares = played.sum(axis=1) / max(float(played.sum()), 1e-20)
    shape_db = 10.0 * np.log10(played / sums + 1e-6)
    change = np.abs(np.diff(shape_db[4:26], axis=1))
    level_db = 10.0 * np.log10(power.sum(axis=0) + 1e-12)
    steps_db = np.diff(level_db)
    falls = steps_db[active[1:] & (steps_db < -0.5)]
    pitch = features.pitch_hz[active].astype(np.float64)
    glides, holds, leaps = _movement(pitch)
    facts = features.facts
    return Traits(
        low=float(shares[:LOW].sum()),
        low_middle=float(shares[LOW:LOW_MIDDLE].sum()),
        middle=float(shares[LOW_MIDDLE:MIDDLE].sum()),
        high_middle=float(shares[MIDDLE:HIGH_MIDDLE].sum()),
        high=float(shares[HIGH_MIDDLE:].sum()),
        centroid_hz=facts.get("centroid_hz", 0.0),
        pitched=facts.get("pitched_percent", 0.0) / 100.0,
        pitch_hz=facts.get("pitch_middle_hz", 0.0),
        range_semitones=_range(facts),
        glides=glides,
        holds=holds,
        leaps=leaps,
        transient_db=facts["transient_db"],
        spread_db=facts["level_spread_db"],
        colour_change_db=float(change.mean()) if change.size else 0.0,
        fall_db=float(np.median(falls)) if len(falls) else 0.0,
        onset_rate_hz=facts.get("onset_rate_hz", 0.0),
        activity=facts["activity_percent"] / 100.0,
        side_mid_db=facts.get("side_mid_db", -120.0),
        hits_alike=_hits_alike(features.onset.sum(axis=0), power),
    )


def _hits_alike(onset: NDArray[np.float32], power: Real) -> float:
    """Return how like their mean the spectra of nearly all beginnings are (0 to 1)."""
    hits = peaks(onset, least=max(0.02, 0.25 * float(np.percentile(onset, 99.5))))
    steps = np.unique((hits * ONSET_HOP_S / HOP_S).astype(int))
    steps = steps[steps + 1 < power.shape[1]]
    if len(steps) < 4:
        return 0.5
    spectra = power[:, steps] + power[:, steps + 1]
    sums = spectra.sum(axis=0)
    loud = sums > 0.01 * sums.max()
    spectra = spectra[:, loud] / sums[loud]
    mean = spectra.mean(axis=1)
    lengths = np.linalg.norm(spectra, axis=0) * np.linalg.norm(mean)
    return float(np.percentile(mean @ spectra / np.maximum(lengths, 1e-20), 20))


def _range(facts: dict[str, float]) -> float:
    """Return the pitch range (5th to 95th percentile) in semitones, 0 where there is none."""
    low, high = facts.get("pitch_low_hz", 0.0), facts.get("pitch_high_hz", 0.0)
    return float(12.0 * np.log2(high / low)) if low > 0.0 else 0.0


def _movement(pitch: Real) -> tuple[float, float, float]:
    """Return which fractions of the steps from pitch to pitch glide, hold and leap."""
    semitones = 12.0 * np.log2(np.where(pitch > 0.0, pitch, 440.0) / 440.0)
    both = (pitch[1:] > 0.0) & (pitch[:-1] > 0.0)
    if both.sum() < 6:
        return 0.0, 0.0, 0.0
    moved = np.abs(np.diff(semitones))[both]
    glides = float(np.mean((moved > 0.08) & (moved < 0.9)))
    holds = float(np.mean(moved <= 0.08))
    return glides, holds, 1.0 - glides - holds
