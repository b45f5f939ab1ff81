"""What is heard when a mix is held against its goal."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tonmeister.listening.features import BANDS_HZ, TrackFeatures
from tonmeister.model import Finding, Span, Target
from tonmeister.producer.reference.profile import Profile, error_db, heard


def heard_against(
    mix: TrackFeatures, profile: Profile, goal: Profile, target: Target
) -> tuple[Finding, ...]:
    """Return tone, width, dynamics and loudness of the mix against the goal, as findings."""
    found = [_finding(mix, "reference/tone", {"aim": goal.name, **_tone(profile, goal)})]
    if not profile.is_mono and not goal.is_mono:
        width = _width(profile, goal)
        found.append(_finding(mix, "reference/width", {"aim": goal.name, **width}))
    if np.isfinite(goal.spread_db).all():
        low, mid, high = (round(float(v), 1) for v in profile.spread_db)
        aim_low, aim_mid, aim_high = (round(float(v), 1) for v in goal.spread_db)
        spread = {
            "low_db": low, "mid_db": mid, "high_db": high,
            "aim_low_db": aim_low, "aim_mid_db": aim_mid, "aim_high_db": aim_high,
        }  # fmt: skip
        found.append(_finding(mix, "reference/dynamics", {"aim": goal.name, **spread}))
    loudness = {
        "loudness_lufs": round(profile.loudness_lufs, 2),
        "true_peak_dbtp": round(mix.facts["true_peak_dbtp"], 2),
        "wanted_lufs": round(target.loudness_lufs, 2),
    }
    found.append(_finding(mix, "reference/loudness", loudness))
    return tuple(found)


def width_error_db(a: Profile, b: Profile) -> float:
    """Return how far the distance of sides and middle differs, rms over the bands both have."""
    both = heard(a.side_db) & heard(b.side_db)
    if not both.any():
        return 0.0
    off = ((a.side_db - a.mid_db) - (b.side_db - b.mid_db))[both]
    return float(np.sqrt(np.mean(off**2)))


def _tone(profile: Profile, goal: Profile) -> Mapping[str, float]:
    both = heard(profile.mid_db) & heard(goal.mid_db)
    off = np.where(both, profile.mid_db - goal.mid_db, 0.0)
    off = np.where(both, off - off[both].mean() if both.any() else 0.0, 0.0)
    furthest = int(np.argmax(np.abs(off)))
    return {
        "off_db": round(error_db(profile.mid_db, goal.mid_db), 2),
        "furthest_hz": round(float(BANDS_HZ[furthest]), 1),
        "furthest_db": round(float(off[furthest]), 1),
    }


def _width(profile: Profile, goal: Profile) -> Mapping[str, float]:
    both = heard(profile.side_db) & heard(goal.side_db)
    here, there = ((p.side_db - p.mid_db)[both].mean() for p in (profile, goal))
    return {
        "off_db": round(width_error_db(profile, goal), 2),
        "mix_side_db": round(float(here), 1),
        "aim_side_db": round(float(there), 1),
    }


def _finding(mix: TrackFeatures, check: str, facts: Mapping[str, float | str]) -> Finding:
    return Finding(
        id=check, check=check, strip="Master", where=Span(0.0, mix.length_s), facts=facts,
        weight="info",
    )  # fmt: skip
