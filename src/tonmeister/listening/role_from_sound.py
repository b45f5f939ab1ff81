"""What a track is, told by its sound alone: for files whose names say nothing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.facts_onsets import peaks
from tonmeister.listening.features import HOP_S, ONSET_HOP_S, TrackFeatures
from tonmeister.listening.sound_traits import Traits, traits

Real = NDArray[np.float64]

UNSURE = 0.30
"""Below this likeness no role is claimed."""
CLICK_SPAN = 0.7
LAG_STEPS = 120
MIX_FIT = 0.7
MIX_PARTS = 0.75


def role_from_sound(features: TrackFeatures) -> tuple[str, float]:
    """Return the role a track most sounds like, and how sure that is (0 to 1).

    Each role is described by a few ranges (spectrum, pitch and how it moves, attack and decay);
    the likeness is the geometric mean of how well they are met. ``other`` where nothing fits.
    """
    heard = traits(features)
    if heard is None:
        return "other", 0.0
    if is_click(features):
        return "click", 0.85
    scores = sorted(((_mean(s), role) for role, s in _descriptions(heard).items()), reverse=True)
    (best, role), (second, _) = scores[:2]
    if best < UNSURE:
        return "other", 0.1
    return role, round(float(np.clip(best * (0.45 + 1.1 * (best - second)), 0.05, 0.95)), 2)


def _above(value: float, low: float, high: float) -> float:
    """Return 0 at ``low`` and below, 1 at ``high`` and above (also with low over high)."""
    return float(np.clip((value - low) / (high - low), 0.0, 1.0))


def _mean(likes: tuple[float, ...]) -> float:
    return float(np.prod(np.maximum(likes, 1e-3)) ** (1.0 / len(likes)))


def _descriptions(t: Traits) -> dict[str, tuple[float, ...]]:
    """Say how well the traits meet each part of each role's description."""
    bottom = t.low + t.low_middle
    top = t.high_middle + t.high
    unpitched = _above(t.pitched, 0.35, 0.12)
    struck = _above(t.fall_db, -2.0, -5.0)
    lasting = _above(t.fall_db, -7.0, -4.0)
    voice = _above(t.glides, 0.28, 0.5)
    singable = _above(t.pitch_hz, 75, 105) * _above(t.pitch_hz, 1300, 900)
    held = _above(t.holds, 0.3, 0.6)
    melodic = _above(t.range_semitones, 0.6, 2.0)
    various = _above(t.hits_alike, 0.985, 0.93)
    strummed = max(_above(t.pitched, 0.01, 0.05), _above(t.colour_change_db, 4.0, 3.0))
    return {
        "kick": (
            _above(t.low, 0.5, 0.8), struck, _above(t.high, 0.1, 0.02),
            _above(t.fall_db, -0.5, -5.0), _above(t.hits_alike, 0.75, 0.93),
        ),
        "snare": (
            unpitched, _above(t.low, 0.35, 0.12), _above(t.transient_db, 9.0, 13.0), struck,
            _above(t.high, 0.7, 0.4), _above(t.onset_rate_hz, 4.0, 2.5), _above(t.low, 0.5, 0.25),
            _above(t.colour_change_db, 9.0, 6.0),
        ),
        "hi-hat": (
            unpitched, _above(top, 0.6, 0.85), _above(t.high, 0.3, 0.55),
                   _above(t.onset_rate_hz, 0.8, 2.2), _above(t.transient_db, 8.0, 12.0),
                   _above(t.low_middle + t.middle, 0.35, 0.1)),
        "overheads": (
            unpitched, _above(top, 0.25, 0.5), _above(top, 0.97, 0.85), _above(t.low, 0.3, 0.15),
            _above(t.activity, 0.4, 0.8), _above(t.onset_rate_hz, 1.0, 2.0),
            _above(t.low, 0.001, 0.01), _above(t.high, 0.01, 0.06),
        ),
        "tom": (
            _above(t.low_middle + t.low, 0.6, 0.85), struck, _above(t.low_middle, 0.2, 0.45),
            _above(t.onset_rate_hz, 3.6, 2.0), _above(t.activity, 0.9, 0.65),
            _above(t.high, 0.08, 0.02), _above(t.range_semitones, 14.0, 7.0),
            _above(t.hits_alike, 0.5, 0.75),
        ),
        "drums": (
            unpitched, _above(t.colour_change_db, 3.5, 4.6), _above(t.transient_db, 8.5, 11.0),
            _above(t.low, 0.04, 0.12), _above(top, 0.03, 0.07), _above(t.fall_db, -2.5, -4.5),
            _above(t.onset_rate_hz, 0.8, 1.8),
        ),
        "bass": (
            _above(t.pitched, 0.25, 0.55), _above(t.pitch_hz, 165, 120), _above(bottom, 0.6, 0.85),
            _above(t.low, 0.12, 0.35), _above(top, 0.12, 0.03), _above(t.fall_db, -9.0, -4.5),
            melodic, various, _above(t.colour_change_db, 7.0, 5.0),
        ),
        "lead vocal": (
            voice, _above(t.pitched, 0.12, 0.4), singable, _above(t.low, 0.15, 0.04),
            lasting, _above(t.colour_change_db, 1.0, 3.0), melodic,
            various,
        ),
        "electric guitar": (
            _above(t.low, 0.4, 0.25), _above(t.low_middle, 0.12, 0.3),
            _above(t.fall_db, -5.5, -3.2), _above(t.glides, 0.45, 0.25), _above(t.high, 0.1, 0.03),
            _above(t.onset_rate_hz, 1.2, 2.8), _above(t.pitched, 0.92, 0.7),
            _above(t.transient_db, 7.5, 9.0), _above(t.colour_change_db, 6.5, 5.0), strummed,
        ),
        "piano": (
            _above(t.low, 0.25, 0.1), _above(t.glides, 0.3, 0.12), _above(top, 0.25, 0.12),
            _above(t.transient_db, 8.0, 9.5), _above(t.fall_db, -1.2, -3.0),
            _above(t.spread_db, 8.0, 15.0), _above(t.fall_db, -12.0, -9.0),
            _above(t.colour_change_db, 3.2, 4.0),
        ),
        "pad": (
            _above(t.colour_change_db, 2.6, 1.6), _above(t.transient_db, 11.5, 9.0),
            _above(t.spread_db, 9.0, 5.0), _above(t.activity, 0.4, 0.8), _above(top, 0.25, 0.1),
            _above(t.low, 0.4, 0.2), _above(t.fall_db, -3.5, -1.8), _above(t.glides, 0.52, 0.35),
        ),
        "brass": (
            _above(t.pitched, 0.4, 0.6), _above(t.middle, 0.4, 0.6), _above(t.glides, 0.35, 0.2),
            _above(t.centroid_hz, 700, 1100), _above(t.low, 0.1, 0.02), held,
            _above(t.pitch_hz, 110, 170),
        ),
    }  # fmt: skip


def is_click(features: TrackFeatures) -> bool:
    """Say whether a track is a click: even, short, alike, in the middle, and all along."""
    onset = features.onset.sum(axis=0)
    if onset.size < 4 / ONSET_HOP_S or not features.active.any():
        return False
    if features.facts.get("side_mid_db", -120.0) > -30.0:
        return False
    hits = peaks(onset, least=0.3 * float(np.percentile(onset, 99.8)))
    if len(hits) < 8:
        return False
    gaps_s = np.diff(hits) * ONSET_HOP_S
    gap_s = float(np.median(gaps_s))
    whole = np.round(gaps_s / gap_s)
    even = np.abs(gaps_s - whole * gap_s) < 0.021
    bands = features.power[0].sum(axis=1, dtype=np.float64)
    middle = float(bands[9:25].sum() / max(float(bands.sum()), 1e-20))
    levels = features.peak[np.clip((hits * ONSET_HOP_S / HOP_S).astype(int), 0, None)]
    return bool(
        0.2 <= gap_s <= 1.3
        and np.mean(even & (whole == 1)) > 0.93
        and (hits[-1] - hits[0]) * ONSET_HOP_S > CLICK_SPAN * features.length_s
        and middle > 0.8
        and _short(features, hits)
        and _few_levels(levels)
    )


def _short(features: TrackFeatures, hits: NDArray[np.int64]) -> bool:
    """Say whether next to nothing is left of each hit after 0.1 to 0.2 s."""
    power = features.power[0].sum(axis=0, dtype=np.float64)
    at = (hits * ONSET_HOP_S / HOP_S).astype(int)
    at = at[at + 2 < len(power)]
    if len(at) == 0:
        return False
    hit = np.maximum(power[at], power[at + 1])
    return float(np.median(power[at + 2] / np.maximum(hit, 1e-20))) < 1e-3


def _few_levels(levels: NDArray[np.float32]) -> bool:
    """Say whether all hits have one of two levels (a first beat may be accented)."""
    db = np.sort(20.0 * np.log10(np.maximum(levels, 1e-6)))
    splits = [
        float(db[:i].std() * i + db[i:].std() * (len(db) - i)) / len(db) for i in range(1, len(db))
    ]
    return min(splits, default=0.0) < 0.7


def looks_like_mix(
    candidate: TrackFeatures, others: Mapping[str, TrackFeatures]
) -> tuple[bool, float]:
    """Say whether a track is a mix of most of the others, and how well they explain it (0 to 1).

    Its spectrogram is explained as a sum of theirs with a gain each; it may begin up to 12 s
    earlier or later than they do. A bus of the drums alone is explained too, but by the drums
    only.
    """
    playing = {name: f for name, f in others.items() if f.active.any()}
    if len(playing) < 3 or not candidate.active.any():
        return False, 0.0
    steps = max(len(f.active) for f in playing.values())
    powers = [_power(f, steps) for f in playing.values()]
    aim = _power(candidate, len(candidate.active))
    late = _lag(aim, np.sum(powers, axis=0))
    first, last = max(0, late), min(aim.shape[1], steps + late)
    aim = _coarse(aim[:, first:last])
    parts = [_coarse(power[:, first - late : last - late]) for power in powers]
    scale = 1.0 / np.sqrt(aim.mean(axis=1, keepdims=True) * aim + 1e-4 * aim.mean() ** 2 + 1e-24)
    wanted = (aim * scale).ravel()
    a = np.stack([(part * scale).ravel() for part in parts])
    gains = _nonnegative(a @ a.T, a @ wanted)
    sums = gains[:, None] * a
    model = sums.sum(axis=0)
    lengths = float(np.linalg.norm(model) * np.linalg.norm(wanted))
    fit = float(model @ wanted) / lengths if lengths > 0 else 0.0
    most = np.array([np.percentile(s, 98) for s in sums])
    taking_part = float(np.mean(most > 0.03 * np.percentile(wanted, 98)))
    return bool(fit > MIX_FIT and taking_part >= MIX_PARTS), round(fit, 3)


def _power(features: TrackFeatures, steps: int) -> Real:
    """Return the power of all bands over so many steps, silence after the end."""
    power = features.power.sum(axis=0, dtype=np.float64)[:, :steps]
    return np.pad(power, ((0, 0), (0, steps - power.shape[1])))


def _lag(late: Real, early: Real) -> int:
    """Return by how many steps the levels of the first come later than those of the second."""
    curves = []
    for power in (late, early):
        db = 10.0 * np.log10(power.sum(axis=0) + 1e-12)
        db = np.maximum(db, db.max() - 45.0)
        curves.append(db - db.mean())
    a, b = curves
    frames = len(a) + len(b)
    alike = np.fft.irfft(np.fft.rfft(a, frames) * np.conj(np.fft.rfft(b, frames)), frames)
    reach = min(LAG_STEPS, len(a) // 3, len(b) // 3)
    lags = np.arange(-reach, reach + 1)
    best = int(lags[alike[lags].argmax()])
    return best if alike[best] > 1.1 * alike[0] else 0


def _coarse(power: Real) -> Real:
    """Return the power of all bands in steps of 0.4 s."""
    each = 4 if power.shape[1] >= 4 else 1
    usable = power.shape[1] - power.shape[1] % each
    return np.asarray(power[:, :usable].reshape(len(power), -1, each).mean(axis=2))


def _nonnegative(gram: Real, aim: Real) -> Real:
    """Solve least squares with gains that are not negative, one gain after the other."""
    gains = np.zeros(len(aim))
    for _ in range(200):
        for i in range(len(aim)):
            if gram[i, i] > 0.0:
                rest = float(aim[i] - gram[i] @ gains + gram[i, i] * gains[i])
                gains[i] = max(0.0, rest / gram[i, i])
    return gains
