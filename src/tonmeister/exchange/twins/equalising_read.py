"""LSP's parametric equaliser as equalisers of ours again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

from tonmeister.effects import Effect
from tonmeister.effects._biquads import bell_q
from tonmeister.effects.bell import Bell
from tonmeister.effects.high_shelf import HighShelf
from tonmeister.effects.highpass import Highpass
from tonmeister.effects.low_shelf import LowShelf
from tonmeister.effects.lowpass import Lowpass
from tonmeister.exchange.twins.bands import (
    BELL,
    BUTTERWORTH_Q,
    HIGH_PASS,
    HIGH_SHELF,
    LOW_PASS,
    LOW_SHELF,
    Band,
    width_of,
)
from tonmeister.exchange.twins.equalising import COOKBOOK, MOST_BANDS
from tonmeister.exchange.twins.numbers import as_is, as_set, rests

_AS_IT_IS = {"g_in": 1.0, "g_out": 1.0, "mode": 0.0, "bal": 0.0, "frqs": 0.0}
_RANGES = {"f": (10.0, 24000.0), "g": (0.0158, 63.1), "q": (0.05, 100.0)}
_SAME = 1e-5

Found = tuple[tuple[Effect, bool], ...]


def read_equaliser(ports: Mapping[str, float], rate_hz: int) -> Found | None:
    """Return our equalisers, each with whether it is on; ``None`` if it does anything else."""
    bands = _bands(ports)
    if bands is None or not rests(ports, _AS_IT_IS):
        return None
    all_on = ports.get("enabled", 1.0) > 0.5
    out: list[tuple[Effect, bool]] = []
    while bands:
        count, effect = _first(bands, rate_hz)
        if effect is None:
            return None
        off = bands[0].off and _would_be_heard(effect, rate_hz)
        out.append((effect, all_on and not off))
        bands = bands[count:]
    return tuple(out)


def _bands(ports: Mapping[str, float]) -> tuple[Band, ...] | None:
    """Return the bands that are used; ``None`` if one is not of the cookbook, or heard alone."""
    out = []
    for at in range(MOST_BANDS):
        kind = round(ports.get(f"ft_{at}", 0.0))
        if not kind:
            continue
        if not rests(ports, {f"s_{at}": 0.0, f"xs_{at}": 0.0}) or ports.get(f"fm_{at}") != COOKBOOK:
            return None
        frequency_hz, gain_ratio, q = (ports.get(f"{name}_{at}", math.nan) for name in _RANGES)
        for value, (low, high) in zip((frequency_hz, gain_ratio, q), _RANGES.values(), strict=True):
            if not low <= value <= high:
                return None
        out.append(Band(kind, frequency_hz, gain_ratio, q, ports.get(f"xm_{at}", 0.0) > 0.5))
    return tuple(out)


def _first(bands: tuple[Band, ...], rate_hz: int) -> tuple[int, Effect | None]:
    """Return the effect that the first bands make, and how many they are."""
    first = bands[0]
    if first.kind in (HIGH_PASS, LOW_PASS):
        for slope_db, wanted in BUTTERWORTH_Q.items():
            if _is_slope(bands[: len(wanted)], wanted):
                cls = Highpass if first.kind == HIGH_PASS else Lowpass
                hz = as_is(first.frequency_hz)
                return len(wanted), cls(frequency_hz=hz, slope_db=slope_db)
        return 0, None
    gain_db = as_set(first.gain_ratio, 20 * math.log10(first.gain_ratio), lambda g: 10 ** (g / 20))
    hz = as_is(first.frequency_hz)
    if first.kind == BELL:
        width = as_set(
            first.q, width_of(hz, first.q, rate_hz), lambda width_q: bell_q(hz, width_q, rate_hz)
        )
        return 1, Bell(frequency_hz=hz, gain_db=gain_db, width_q=width)
    shelf = {LOW_SHELF: LowShelf, HIGH_SHELF: HighShelf}.get(first.kind)
    if shelf is None:
        return 0, None
    return 1, shelf(frequency_hz=hz, gain_db=gain_db, width_q=as_is(first.q))


def _is_slope(bands: tuple[Band, ...], wanted: tuple[float, ...]) -> bool:
    """Say whether these bands are one slope: same kind and place, each with its Q."""
    return (
        len(bands) == len(wanted)
        and all(abs(band.q - q) < _SAME for band, q in zip(bands, wanted, strict=True))
        and all(abs(band.gain_ratio - 1.0) < _SAME for band in bands)
        and all(
            (a.kind, a.frequency_hz, a.off) == (b.kind, b.frequency_hz, b.off)
            for a, b in pairwise(bands)
        )
    )


def _would_be_heard(effect: Effect, rate_hz: int) -> bool:
    """Say whether the effect does anything: a high-pass at 10 Hz is off by itself."""
    return not isinstance(effect, (Highpass, Lowpass)) or len(effect.biquads(rate_hz)) > 0
