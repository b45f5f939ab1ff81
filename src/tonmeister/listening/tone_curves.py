"""What a mix is called when one smooth curve of an equaliser would explain it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ

Curve = NDArray[np.float64]
Shape = Literal["bell", "high shelf", "side"]


@dataclass(frozen=True, slots=True)
class Colour:
    """A named change of tone or picture: too much (``sign`` 1) or too little (-1) of something.

    ``bell`` and ``high shelf`` change middle and side alike, ``side`` the side alone.
    """

    name: str
    shape: Shape
    centre_hz: float
    width_q: float
    sign: float
    low_hz: float
    high_hz: float

    def curve_db(self, gain_db: float) -> Curve:
        """Return what it does to middle and side in third octaves, [60]: middle first."""
        if self.shape == "side":
            return np.concatenate([np.zeros(len(BANDS_HZ)), self._side(self.sign * gain_db)])
        one = _bell_db if self.shape == "bell" else _shelf_db
        curve = one(self.centre_hz, self.sign * gain_db, self.width_q)
        return np.concatenate([curve, curve])

    def _side(self, gain_db: float) -> Curve:
        inside = (self.low_hz <= BANDS_HZ) & (self.high_hz >= BANDS_HZ)
        return np.where(inside, gain_db, 0.0)


def _response_db(above: NDArray[np.complex128], below: NDArray[np.complex128]) -> Curve:
    return np.asarray(20.0 * np.log10(np.abs(above / below)), np.float64)


def _bell_db(centre_hz: float, gain_db: float, width_q: float) -> Curve:
    """Return a bell of the Audio EQ Cookbook (Bristow-Johnson), in its analogue form."""
    s = 1j * BANDS_HZ / centre_hz
    a = 10.0 ** (gain_db / 40.0)
    return _response_db(s * s + s * a / width_q + 1.0, s * s + s / (a * width_q) + 1.0)


def _shelf_db(corner_hz: float, gain_db: float, width_q: float) -> Curve:
    """Return a high shelf of the same cookbook."""
    s = 1j * BANDS_HZ / corner_hz
    a = 10.0 ** (gain_db / 40.0)
    root = np.sqrt(a) / width_q
    return _response_db(a * (a * s * s + root * s + 1.0), s * s + root * s + a)


COLOURS = (
    Colour("boomy", "bell", 100.0, 0.9, 1.0, 60.0, 160.0),
    Colour("muddy", "bell", 300.0, 0.8, 1.0, 180.0, 500.0),
    Colour("thin", "bell", 250.0, 0.6, -1.0, 140.0, 450.0),
    Colour("boxy", "bell", 550.0, 1.0, 1.0, 350.0, 850.0),
    Colour("hollow", "bell", 550.0, 0.8, -1.0, 300.0, 1000.0),
    Colour("nasal", "bell", 1100.0, 1.0, 1.0, 750.0, 1600.0),
    Colour("harsh", "bell", 3300.0, 0.8, 1.0, 2000.0, 5500.0),
    Colour("dull", "bell", 4300.0, 0.6, -1.0, 2400.0, 7500.0),
    Colour("sibilant", "bell", 7000.0, 1.0, 1.0, 5000.0, 9800.0),
    Colour("airless", "high shelf", 9000.0, 0.71, -1.0, 8000.0, 20000.0),
    Colour("fizzy", "high shelf", 10000.0, 0.71, 1.0, 9000.0, 20000.0),
    Colour("wide", "side", 1000.0, 1.0, 1.0, 120.0, 20000.0),
    Colour("narrow", "side", 1000.0, 1.0, -1.0, 120.0, 20000.0),
)


@cache
def colours() -> dict[str, Colour]:
    """Return the named changes by name."""
    return {colour.name: colour for colour in COLOURS}
