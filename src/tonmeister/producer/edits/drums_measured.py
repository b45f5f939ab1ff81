"""What replacing a stroke did, measured on the sound, and whether it may stay."""

from __future__ import annotations

import numpy as np

from tonmeister.listening.drums.own import in_band, own_part
from tonmeister.model import Edit
from tonmeister.signal import FLOOR_DB, Samples, db
from tonmeister.signal.loudness import k_filter

CANCELS_DB = -2.0
"""The body of stroke and sample together may lie so far under their powers' sum, no further."""
LOUDER_DB = 3.0
_BODY_HZ = {"kick": (20.0, 260.0), "snare": (110.0, 1000.0), "toms": (50.0, 700.0)}
_ATTACK_S = 0.010
_AFTER_S = 0.060


def stroke_facts(sound: Samples, rate_hz: int, edit: Edit) -> dict[str, float]:
    """Return peak, loudness and attack (first 10 ms over the next 50 ms) around a stroke."""
    at = round(float(edit.settings["at_s"]) * rate_hz)
    start = max(0, at - round(0.001 * rate_hz))
    some = sound[:, start : at + round(0.2 * rate_hz)]
    if not some.size:
        return {"peak_dbfs": FLOOR_DB, "level_db": FLOOR_DB, "attack_db": 0.0}
    first = sound[:, start : at + round(_ATTACK_S * rate_hz)]
    rest = sound[:, at + round(_ATTACK_S * rate_hz) : at + round(_AFTER_S * rate_hz)]
    return {
        "peak_dbfs": round(db(float(np.abs(some).max())), 2),
        "level_db": round(db(_rms(k_filter(some, rate_hz))), 2),
        "attack_db": round(db(_rms(first)) - db(_rms(rest)), 2),
    }


def why_not(before: Samples, after: Samples, rate_hz: int, edit: Edit) -> str:
    """Return why a played stroke must be taken back, or ``""``."""
    told = edit.settings
    piece, blend = str(told["piece"]), float(told["blend_percent"]) / 100.0
    if piece in _BODY_HZ and 0.0 < blend < 1.0:
        first, own = own_part(
            before, rate_hz, float(told["at_s"]), piece, min(float(told["under_ms"]), 80.0),
            single=bool(told["single"]),
        )  # fmt: skip
        last = first + own.shape[1]
        was, now = before[:, first:last], after[:, first:last]
        rest = (1.0 - blend) * own
        others = was - own
        new = now - others - rest
        low_hz, high_hz = _BODY_HZ[piece]
        both, one, two = (
            float(np.sum(in_band(x, rate_hz, low_hz, high_hz) ** 2))
            for x in (rest + new, rest, new)
        )
        adds_db = 10.0 * float(np.log10((both + 1e-20) / (one + two + 1e-20)))
        if adds_db < CANCELS_DB:
            return (
                f"the sample and the stroke cancel: together their body is {-adds_db:.1f} dB "
                "under what they are apart"
            )
    louder_db = (
        stroke_facts(after, rate_hz, edit)["level_db"]
        - stroke_facts(before, rate_hz, edit)["level_db"]
    )
    if abs(louder_db) > LOUDER_DB:
        return f"the stroke would be {louder_db:+.1f} dB from what it was"
    return ""


def _rms(sound: Samples) -> float:
    return float(np.sqrt(np.mean(sound**2))) if sound.size else 0.0
