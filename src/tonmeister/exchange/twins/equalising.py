"""Neighbouring equalisers of ours as one window of LSP's parametric equaliser."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.exchange.twins.bands import Band, tolerance_dbfs
from tonmeister.exchange.twins.twin import Twin

URI = "http://lsp-plug.in/plugins/lv2/para_equalizer_x{bands}_{sides}"
MOST_BANDS = 32
COOKBOOK = 6.0  # "APO (DR)"
SIDES = {1: "mono", 2: "stereo"}
_SIZES = (16, MOST_BANDS)


def equaliser(bands: Sequence[Band], rate_hz: int, channels: int) -> Twin:
    """Return the plug-in with these bands, at most 32, played one after the other.

    A band that is off is muted: it can be switched on again, and lets the sound through exactly.
    """
    size = next(n for n in _SIZES if n >= len(bands))
    ports: dict[str, float] = {}
    for at, band in enumerate(bands):
        ports |= {
            f"ft_{at}": float(band.kind),
            f"fm_{at}": COOKBOOK,
            f"s_{at}": 0.0,
            f"xm_{at}": float(band.off),
            f"f_{at}": band.frequency_hz,
            f"g_{at}": band.gain_ratio,
            f"q_{at}": band.q,
        }
    return Twin(
        uri=URI.format(bands=size, sides=SIDES[channels]),
        title=f"LSP Parametric Equalizer x{size}",
        ports=ports,
        tolerance_dbfs=tolerance_dbfs(tuple(bands), rate_hz),
    )
