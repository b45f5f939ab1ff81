"""Numbers on their way back from a plug-in's ports: what a person had set."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

_MOST_DIGITS = 17


def as_set(port: float, back: float, forth: Callable[[float], float]) -> float:
    """Return the shortest number near ``back`` that ``forth`` brings to what the port says.

    Ports are single precision, and so a knob at 10.1 comes back as 10.1000004: that is told by
    its digits. A port that still holds what we wrote gives back the very same number.
    """
    for within in (1.2e-7,) if _single(port) else (0.0, 1e-13):
        for digits in range(1, _MOST_DIGITS + 1):
            short = float(f"{back:.{digits}g}")
            if abs(forth(short) - port) <= within * abs(port):
                return short
    return back


def as_is(port: float) -> float:
    """Return the number that a port shows as it is."""
    return as_set(port, port, float)


def rests(ports: Mapping[str, float], at: Mapping[str, float]) -> bool:
    """Say whether all these ports stand at these values (or were not written)."""
    return all(abs(ports.get(symbol, value) - value) <= 1e-6 for symbol, value in at.items())


def _single(port: float) -> bool:
    """Say whether a number was printed from single precision, with however many digits."""
    number = float(np.float32(port))
    return any(float(f"{number:.{digits}g}") == port for digits in range(6, _MOST_DIGITS + 1))
