"""Our width as the middle-and-sides form of LSP's parametric equaliser.

What ours does is the sides turned up or down, and a high-pass on them: the plug-in has both.
"""

from __future__ import annotations

from collections.abc import Mapping

from tonmeister.effects.width import Width
from tonmeister.exchange.twins.bands import BUTTERWORTH_Q, HIGH_PASS, Band, tolerance_dbfs
from tonmeister.exchange.twins.equalising import COOKBOOK, URI
from tonmeister.exchange.twins.numbers import as_is, as_set, rests
from tonmeister.exchange.twins.twin import Twin

WIDTH_URI = URI.format(bands=16, sides="ms")
TITLE = "LSP Parametric Equalizer x16 MidSide"

_OFF_HZ = 20.0
_Q = BUTTERWORTH_Q[12.0][0]
_AS_IT_IS = {"g_in": 1.0, "g_out": 1.0, "mode": 0.0, "bal": 0.0, "lstn": 0.0, "gain_m": 1.0,
             "frqs_s": 0.0}  # fmt: skip


def widener(effect: Width, rate_hz: int, *, on: bool) -> Twin:
    """Return the plug-in for a stereo track."""
    ports = {"enabled": float(on), "gain_s": effect.width_percent / 100}
    low = Band(HIGH_PASS, effect.mono_below_hz, 1.0, _Q, effect.mono_below_hz < _OFF_HZ)
    if not low.off:
        ports |= {
            "fts_0": float(low.kind), "fms_0": COOKBOOK, "ss_0": 0.0, "xss_0": 0.0, "xms_0": 0.0,
            "fs_0": low.frequency_hz, "gs_0": 1.0, "qs_0": low.q,
        }  # fmt: skip
    return Twin(WIDTH_URI, TITLE, ports, tolerance_dbfs((low,), rate_hz))


def read_width(ports: Mapping[str, float]) -> Width | None:
    """Return our width that the plug-in is the twin of, ``None`` if it does more than that."""
    used = {at for at in range(16) for side in "ms" if ports.get(f"ft{side}_{at}", 0.0)}
    if not rests(ports, _AS_IT_IS) or used - {0} or ports.get("ftm_0", 0.0):
        return None
    cut = ports.get("fts_0", 0.0) > 0.0 and not ports.get("xms_0", 0.0)
    shape = {"fts_0": float(HIGH_PASS), "fms_0": COOKBOOK, "ss_0": 0.0, "gs_0": 1.0, "qs_0": _Q}
    if cut and not rests(ports, shape):
        return None
    side = ports.get("gain_s", 1.0)
    return Width(
        width_percent=as_set(side, side * 100, lambda percent: percent / 100),
        mono_below_hz=as_is(ports["fs_0"]) if cut else 0.0,
    )
