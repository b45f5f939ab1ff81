"""What the ending of a name means.

``threshold_db``, ``attack_ms``, ``start_s``: the unit of a number is the last
word of its name, in code, in files and on the command line. This module is the
only place that knows the words.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """How a unit is written for people, and how finely it is worth saying."""

    symbol: str
    digits: int = 1


UNITS = {
    "db": Unit("dB"),
    "dbfs": Unit("dBFS"),
    "dbtp": Unit("dBTP"),
    "lufs": Unit("LUFS"),
    "lu": Unit("LU"),
    "hz": Unit("Hz", digits=0),
    "ms": Unit("ms"),
    "s": Unit("s", digits=2),
    "beats": Unit("beats", digits=2),
    "quarters": Unit("quarter notes", digits=2),
    "fifths": Unit("fifths", digits=0),
    "bars": Unit("bars", digits=0),
    "bpm": Unit("BPM"),
    "cents": Unit("cents", digits=0),
    "semitones": Unit("semitones", digits=1),
    "percent": Unit("%", digits=0),
    "degrees": Unit("°", digits=0),
    "octaves": Unit("octaves", digits=2),
    "ratio": Unit(":1"),
    "q": Unit("", digits=2),
    "bits": Unit("bit", digits=0),
    "count": Unit("", digits=0),
    "frames": Unit("frames", digits=0),
    "score": Unit("", digits=2),
}


class UnitlessName(ValueError):
    """A number's name does not end in a unit."""


def unit_of(name: str) -> Unit:
    """Return the unit that a name ends in: ``unit_of("attack_ms").symbol == "ms"``."""
    try:
        return UNITS[name.rpartition("_")[2]]
    except KeyError:
        raise UnitlessName(
            f"{name!r} does not say its unit; end it in one of {', '.join(sorted(UNITS))}"
        ) from None


def say(name: str, value: float) -> str:
    """Write a number for people: ``say("threshold_db", -18) == "-18.0 dB"``."""
    unit = unit_of(name)
    if name.endswith("_hz") and abs(value) >= 1000:
        return f"{value / 1000:.1f} kHz"
    number = f"{value:.{unit.digits}f}"
    if float(number) == 0.0:
        number = number.lstrip("-")
    if unit.symbol.startswith((":", "°", "%")):
        return f"{number}{' ' if unit.symbol == '%' else ''}{unit.symbol}"
    return f"{number} {unit.symbol}".rstrip()
