"""Where music is played: what a device makes of it, how loud, and over what noise. Data."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tonmeister.knowledge.read import Grade

Points = tuple[tuple[float, float], ...]


class UnknownDevice(ValueError):
    """No device of that name is on the shelf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Levels at frequencies, straight lines between them on a logarithmic scale of frequency.

    Beyond the first and the last point it falls by so many dB an octave.
    """

    points_db: Points
    low_slope_db: float
    high_slope_db: float
    grade: Grade
    source: str

    def at_db(self, frequency_hz: float) -> float:
        """Return the level at a frequency."""
        first, last = self.points_db[0], self.points_db[-1]
        if frequency_hz <= first[0]:
            octaves = math.log2(first[0] / max(frequency_hz, 1e-3))
            return first[1] - self.low_slope_db * octaves
        if frequency_hz >= last[0]:
            return last[1] - self.high_slope_db * math.log2(frequency_hz / last[0])
        for (low_hz, low_db), (high_hz, high_db) in zip(
            self.points_db, self.points_db[1:], strict=False
        ):
            if frequency_hz <= high_hz:
                part = math.log(frequency_hz / low_hz) / math.log(high_hz / low_hz)
                return low_db + part * (high_db - low_db)
        raise AssertionError("points are sorted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What the device holds back to protect itself: its lows, from some level on."""

    below_hz: float
    most_db_spl: float
    grade: Grade
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A place where music is heard. ``level_db_spl``: how loud the song is at the ear.

    ``noise`` is the shape of the background in third octaves, ``noise_dba`` its level.
    """

    name: str
    title: str
    reads_as: str
    mono: bool
    level_db_spl: float
    level_grade: Grade
    level_source: str
    response: Curve
    noise: Curve
    noise_dba: float
    limit: Limit | None


def devices() -> tuple[str, ...]:
    """Return the names of all devices."""
    shelf = files("tonmeister.knowledge").joinpath("devices")
    return tuple(sorted(f.name[:-5] for f in shelf.iterdir() if f.name.endswith(".toml")))


@cache
def device(name: str) -> Device:
    """Return a device; raises ``UnknownDevice`` with one clear line."""
    if name not in devices():
        raise UnknownDevice(f"there is no device {name!r}; there are {', '.join(devices())}")
    raw = tomllib.loads(
        files("tonmeister.knowledge").joinpath("devices", f"{name}.toml").read_text("utf-8")
    )
    response, noise, limit = raw.pop("response"), raw.pop("noise"), raw.pop("limit", None)
    noise_dba = noise.pop("level_dba")
    return Device(
        name=name,
        response=_curve(response),
        noise=_curve({"low_slope_db": 0.0, "high_slope_db": 6.0, **noise}),
        noise_dba=noise_dba,
        limit=Limit(**limit) if limit else None,
        **raw,
    )


def _curve(raw: dict[str, Any]) -> Curve:
    points: Sequence[Sequence[float]] = raw.pop("points_db")
    made = tuple((float(hz), float(level)) for hz, level in points)
    if list(made) != sorted(made):
        raise ValueError("points of a curve rise in frequency")
    return Curve(points_db=made, **raw)
