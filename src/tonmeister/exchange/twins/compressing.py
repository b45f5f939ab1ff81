"""Our compressor as the one that comes with Ardour.

Ardour's a-comp computes what ours does, after the same paper (Giannoulis, Massberg & Reiss 2012):
the louder side's peak in dB, the soft knee, then attack and release on the gain in dB, each as
the time to 63 % of the way. It has no look-ahead, no filter before its detector and no mix knob.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from tonmeister.effects.compressor import Compressor
from tonmeister.exchange.twins.numbers import as_is, as_set, rests
from tonmeister.exchange.twins.twin import Twin

URIS = {1: "urn:ardour:a-comp", 2: "urn:ardour:a-comp#stereo"}
TITLE = "ACE Compressor"

_TOLERANCE_DBFS, _SLOWEST_DBFS = -80.0, -62.0
"""Measured over 740 random settings with noise and low sound: at worst -86 dBFS for releases up
to 300 ms, -70 for 2 s, where single precision makes the release up to half a percent slower. The
make-up gain glides in (25 Hz) when the plug-in is started: a tenth of a second of a session."""

_RANGES = {
    "att": (0.1, 100.0), "rel": (1.0, 2000.0), "kn": (0.0, 8.0), "rat": (1.0, 20.0),
    "thr": (-60.0, 0.0), "mak": (0.0, 30.0),
}  # fmt: skip
_KNEE_PER_DB, _KNEE_LEAST_DB = 1 / 6, 0.01  # its knee is 6 times what the knob says, and this
_KEY_OFF_HZ = 10.0


def compressor(effect: Compressor, channels: int, *, on: bool) -> Twin | None:
    """Return the plug-in, or ``None`` where it has no such knob or not that far."""
    if effect.lookahead_ms or effect.key_highpass_hz > _KEY_OFF_HZ or effect.mix_percent != 100.0:
        return None
    ports = {
        "att": effect.attack_ms, "rel": effect.release_ms, "kn": _knob(effect.knee_db),
        "rat": effect.ratio, "thr": effect.threshold_db, "mak": effect.makeup_db,
    }  # fmt: skip
    if any(not low <= ports[symbol] <= high for symbol, (low, high) in _RANGES.items()):
        return None
    ports |= {"sidech": 0.0, "enable": float(on)}
    slow_db = 20 * math.log10(effect.release_ms / _RANGES["rel"][1])
    return Twin(URIS[channels], TITLE, ports, max(_TOLERANCE_DBFS, _SLOWEST_DBFS + slow_db))


def read_compressor(ports: Mapping[str, float]) -> Compressor | None:
    """Return our compressor that the plug-in is the twin of; ``None`` if it hears another track."""
    if not rests(ports, {"sidech": 0.0}):
        return None
    knob = ports.get("kn", 0.0)
    return Compressor(
        attack_ms=as_is(ports.get("att", 10.0)),
        release_ms=as_is(ports.get("rel", 80.0)),
        knee_db=as_set(knob, knob / _KNEE_PER_DB + _KNEE_LEAST_DB, _knob) if knob > 0.0 else 0.0,
        ratio=as_is(ports.get("rat", 4.0)),
        threshold_db=as_is(ports.get("thr", 0.0)),
        makeup_db=as_is(ports.get("mak", 0.0)),
    )


def _knob(knee_db: float) -> float:
    return max(0.0, (knee_db - _KNEE_LEAST_DB) * _KNEE_PER_DB)
