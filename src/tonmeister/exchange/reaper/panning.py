"""How REAPER pans, and how a pan of ours is said there so that both sides keep their levels.

At position p (-1 to 1) with the law's gain in the middle ``law`` (1 is 0 dB) REAPER's stereo
balance multiplies left and right by ``k cos(t)`` and ``k sin(t)``, ``t = (1 + p) pi / 4``,
``k = 1 + (law sqrt(2) - 1) g(|p|)``. So with a law of -3 dB (0.7071) it is the plain sine law, the
same as the console's. A law of 0.5 (-6 dB) is linear. A mono item plays on both sides and is then
panned alike.

Source: renders of REAPER 7 by the authors of the public converter *cubaserea* (September 2026),
who give ``g`` as this table; not measured by us, for REAPER does not run here.
"""

from __future__ import annotations

import math

from tonmeister.exchange.daw.laws import sides
from tonmeister.model.daw import PanLaw

SINE_LAW = math.sqrt(0.5)
FLAT_LAW = 1.0
LINEAR_LAW = 0.5

# g at |p| = 0, 0.02, ... 1
_BOOST = (
    1.0, 0.99970, 0.99881, 0.99732, 0.99523, 0.99253, 0.98924, 0.98533, 0.98081, 0.97567, 0.96991,
    0.96351, 0.95647, 0.94878, 0.94042, 0.93140, 0.92169, 0.91129, 0.90018, 0.88834, 0.87576,
    0.86242, 0.84831, 0.83339, 0.81766, 0.80109, 0.78365, 0.76532, 0.74606, 0.72586, 0.70468,
    0.68248, 0.65923, 0.63488, 0.60941, 0.58276, 0.55488, 0.52573, 0.49526, 0.46339, 0.43008,
    0.39526, 0.35885, 0.32077, 0.28096, 0.23931, 0.19574, 0.15014, 0.10239, 0.05239, 0.0,
)  # fmt: skip


def reaper_sides(law: float, pan: float) -> tuple[float, float]:
    """Return the amplitudes of left and right in REAPER at a position from -1 to 1."""
    p = max(-1.0, min(1.0, pan))
    if law <= LINEAR_LAW:
        return (1.0 - p) / 2.0, (1.0 + p) / 2.0
    if p == 0.0:
        return law, law
    boost = 1.0 if abs(law - SINE_LAW) < 1e-6 else 1.0 + (law * math.sqrt(2.0) - 1.0) * _g(abs(p))
    quarter = math.pi / 4.0
    left = 0.0 if p >= 1.0 else boost * math.cos((1.0 + p) * quarter)
    right = 0.0 if p <= -1.0 else boost * math.sin((1.0 + p) * quarter)
    return left, right


def said_in_reaper(law: PanLaw, pan_percent: float) -> tuple[float, float, float]:
    """Return REAPER's law and position for a pan of ours, and what the level is multiplied by.

    A balance in the middle is said as such (0 dB law, nothing to multiply).
    """
    if law == "balance" and pan_percent == 0.0:
        return FLAT_LAW, 0.0, 1.0
    left, right = sides(law, pan_percent)
    if law == "sine":
        return SINE_LAW, max(-1.0, min(1.0, pan_percent / 100.0)), 1.0
    pan = 4.0 * math.atan2(right, left) / math.pi - 1.0
    had = reaper_sides(SINE_LAW, pan)
    return SINE_LAW, pan, left / had[0] if left >= right else right / had[1]


def _g(place: float) -> float:
    at = min(49, int(place * 50.0))
    part = place * 50.0 - at
    return _BOOST[at] * (1.0 - part) + _BOOST[at + 1] * part
