"""Where each drum stands: its close microphone in the picture, and what the overheads hear."""

from __future__ import annotations

import math

import numpy as np

from tonmeister.instruments.making.filtering import passed_row
from tonmeister.instruments.making.tape import Row
from tonmeister.signal import Samples
from tonmeister.signal.instruments.drum_mics import OVERHEAD

_LEAN = {
    "kick": 0.0, "snare": 0.05, "side-stick": 0.05, "hat": 0.35, "hat-foot": 0.35,
    "hat-open": 0.35, "tom-high": 0.25, "tom-mid": -0.1, "tom-low": -0.4, "crash": 0.3,
    "ride": -0.35, "ride-bell": -0.35, "clap": 0.0, "tambourine": -0.3, "shaker": 0.4,
    "cabasa": 0.4, "cowbell": 0.2, "conga-high": -0.25, "conga-low": 0.25,
}  # fmt: skip
_HEARD_AS = {"hat": "hats", "hat-foot": "hats", "hat-open": "hats", "side-stick": "snare",
             "tom-high": "toms", "tom-mid": "toms", "tom-low": "toms",
             "ride-bell": "ride"}  # fmt: skip


def placed(dry: Row, piece: str, overhead: float, rate_hz: int) -> Samples:
    """Return one stroke in stereo: close, panned, and overhead with its delays. Left is +."""
    side = math.pi / 4.0 * (1.0 - _LEAN.get(piece, 0.0))
    level, left_ms, right_ms, top_hz, lean = OVERHEAD.get(
        _HEARD_AS.get(piece, piece), (0.5, 3.4, 3.6, 14000.0, 0.0)
    )
    far = passed_row(dry, 0.0, top_hz, rate_hz, 1) * (level * overhead)
    late = [round(ms * rate_hz / 1000.0) for ms in (left_ms, right_ms)]
    out = np.zeros((2, dry.size + max(late)))
    for channel, near in ((0, math.cos(side)), (1, math.sin(side))):
        out[channel, : dry.size] += near * dry
        out[channel, late[channel] : late[channel] + far.size] += far * (
            1.0 + lean if channel == 0 else 1.0 - lean
        )
    return out


def panned(dry: Row, piece: str, spread: float) -> Samples:
    """Return one stroke in stereo, only panned; ``spread`` 0..1 of the kit's picture."""
    side = math.pi / 4.0 * (1.0 - 2.0 * spread * _LEAN.get(piece, 0.0))
    return np.stack([math.cos(side) * dry, math.sin(side) * dry]) * math.sqrt(2.0)


def at_rate(dry: Row, rate_hz: float, wanted_hz: int) -> Row:
    """Return a stroke at another rate; the same if the rates are."""
    if rate_hz == wanted_hz:
        return dry
    import soxr

    return np.asarray(soxr.resample(dry, rate_hz, wanted_hz, quality="HQ"), dtype=np.float64)
