"""Plug-ins that do nearly what an effect of ours does, and how far they are from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from benchmarks.daw_twins_playing import Job, Real, apart_db, hosted, left_dbfs, ours
from tonmeister.model.daw import DawDevice
from tonmeister.model.sheet import Setting
from tonmeister.signal import gain

_LSP = "http://lsp-plug.in/plugins/lv2/"
_RECORDED = 4  # the last ones


@dataclass(frozen=True)
class Near:
    """An effect of ours at a setting, and a plug-in set near to it."""

    effect: str
    settings: Mapping[str, Setting]
    uri: Callable[[int], str]
    title: str
    ports: Mapping[str, float]


def _lsp(name: str) -> Callable[[int], str]:
    return lambda channels: f"{_LSP}{name}_{'mono' if channels == 1 else 'stereo'}"


CASES = (
    Near(
        "gate", {"threshold_db": -30.0, "hold_ms": 0.0}, _lsp("gate"), "LSP Gate",
        {"scm": 0, "scs": 5, "gt": gain(-30.0), "gz": 0.7, "gh": 1, "ht": gain(-6.0), "hz": 0.5,
         "at": 10.0, "rt": 50.0, "gr": gain(-20.0)},
    ),
    Near(
        "compressor", {"threshold_db": -24.0, "key_highpass_hz": 120.0}, _lsp("compressor"),
        "LSP Compressor",
        {"scm": 0, "scs": 5, "shpm": 1, "shpf": 120.0, "al": gain(-21.0), "cr": 3.0,
         "kn": gain(-6.0), "at": 6.0, "rt": 300.0},
    ),
    Near(
        "limiter", {"gain_db": 6.0, "ceiling_dbtp": -1.0}, _lsp("limiter"), "LSP Limiter",
        {"g_in": gain(6.0), "th": gain(-1.1), "alr": 0, "boost": 0, "lk": 5.0, "mode": 5,
         "at": 5.0, "rt": 5.0},
    ),
    Near(
        "limiter", {"gain_db": 6.0, "ceiling_dbtp": -1.0},
        lambda channels: f"http://gareus.org/oss/lv2/dpl#{'mono' if channels == 1 else 'stereo'}",
        "x42 Digital Peak Limiter",
        {"gain": 6.0, "threshold": -1.1, "release": 0.01, "truepeak": 1},
    ),
)  # fmt: skip
"""Each plug-in at the nearest of 16 to 144 settings tried on a mix and a voice."""


def near(sounds: list[tuple[Real, int]]) -> Iterator[dict[str, object]]:
    """Yield a row a plug-in: the difference's peak and how far levels go apart."""
    for case in CASES:
        left, apart = [], []
        for sound, rate_hz in sounds[-_RECORDED:]:
            ports = dict(case.ports)
            if sound.shape[0] == 1:
                ports.pop("scs", None)  # which side it listens to
            job = Job(case.uri(sound.shape[0]), ports, sound, {})
            back, _ = hosted([job], rate_hz)[0]
            device = DawDevice(name=case.effect, effect=case.effect, settings=case.settings)
            mine = ours([device], sound, rate_hz)
            left.append(left_dbfs(mine, back))
            apart.append(apart_db(mine, back, rate_hz))
        yield {
            "effect": case.effect,
            "no twin": case.title,
            "worst dBFS": round(max(left), 1),
            "gain apart dB": round(max(apart), 1),
        }
