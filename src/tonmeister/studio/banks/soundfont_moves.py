"""A SoundFont's modulators: what velocity and key change in a note (section 8.2 and 9.5).

Wheels and pedals stand at rest here, so what they move is known before anything is played.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

ATTENUATION, CUTOFF = 48, 8
_VELOCITY, _KEY = 2, 3
_RESTING = {0: 1.0, 10: 0.0, 13: 0.0, 14: 0.5, 16: 2.0 / 128.0}
_CONTROLLERS = {7: 100.0 / 128.0, 10: 0.5, 11: 127.0 / 128.0, 91: 40.0 / 128.0}
_STRUCK = 0x0502
"""Velocity, concave, falling: what turns a soft note down in every SoundFont (section 8.4.1)."""
STRUCK_CENTIBELS = 960.0


@dataclass(frozen=True, slots=True)
class Move:
    """A modulator: a source, how it is read, what it moves and how far."""

    source: int
    target: int
    amount: float
    by: int
    absolute: bool

    @property
    def same(self) -> tuple[int, int, int, bool]:
        """What makes two modulators the same one, of which the nearer counts."""
        return self.source, self.target, self.by, self.absolute


def moves_of(rows: Any) -> tuple[Move, ...]:
    """Return a zone's modulators; those that hang on other modulators are left out."""
    out = []
    for row in rows:
        target = int(row["target"])
        linked = bool(target & 0x8000) or int(row["source"]) & 0xFF == 127
        if not linked and target <= 58 and int(row["amount"]):
            out.append(Move(int(row["source"]), target, float(row["amount"]), int(row["by"]),
                            int(row["transform"]) == 2))  # fmt: skip
        elif not linked and target <= 58:  # an amount of 0 turns a default one off
            out.append(Move(int(row["source"]), target, 0.0, int(row["by"]), False))
    return tuple(out)


def nearest(zones: Iterable[tuple[Move, ...]]) -> tuple[Move, ...]:
    """Return the moves of zones from far to near; the same one counts once, as it is nearest."""
    kept: dict[tuple[int, int, int, bool], Move] = {}
    for moves in zones:
        for move in moves:
            kept[move.same] = move
    return tuple(kept.values())


def struck_percent(own: tuple[Move, ...], above: tuple[Move, ...]) -> float:
    """Return how much velocity turns a note down: 100 is as usual."""
    found = [m.amount for m in own if _is_struck(m)]
    amount = found[-1] if found else STRUCK_CENTIBELS
    amount += sum(m.amount for m in above if _is_struck(m))
    return 100.0 * amount / STRUCK_CENTIBELS


def _is_struck(move: Move) -> bool:
    return move.source == _STRUCK and move.target == ATTENUATION and move.by == 0


def _is_old_brightness(move: Move) -> bool:
    """Whether it is the specification's default from velocity to cutoff.

    It jumps at velocity 64 and is left out by FluidSynth and MuseScore, for which files are made.
    """
    return move.target == CUTOFF and move.source == 0x0102 and move.by & 0x7F == _VELOCITY


def moved_at_all(moves: tuple[Move, ...]) -> bool:
    """Say whether velocity or key move anything beside the usual."""
    return any(not _is_struck(m) and not _is_old_brightness(m) and m.amount for m in moves)


def moved(moves: tuple[Move, ...], key: int, velocity: int) -> dict[int, float]:
    """Return how far generators are moved for a note."""
    out: dict[int, float] = {}
    for move in moves:
        if _is_struck(move) or _is_old_brightness(move):
            continue
        value = _read(move.source, key, velocity) * _read(move.by, key, velocity) * move.amount
        if value:
            out[move.target] = out.get(move.target, 0.0) + (abs(value) if move.absolute else value)
    return out


def _read(source: int, key: int, velocity: int) -> float:
    """Return what a source says: 0 to 1, or -1 to 1 (section 8.2.1)."""
    index, curve = source & 0x7F, source >> 10
    falling, both = bool(source & 0x100), bool(source & 0x200)
    if source & 0x80:
        value = _CONTROLLERS.get(index, 0.0)
    elif index == _VELOCITY:
        value = velocity / 128.0
    elif index == _KEY:
        value = key / 128.0
    else:
        if index == 0:
            return 1.0
        value = _RESTING.get(index, 0.0)
    if falling:
        value = 1.0 - value - (1.0 / 128.0 if curve else 0.0)
    if both:
        shaped = _curve(abs(2.0 * value - 1.0), curve)
        return math.copysign(shaped, value - 0.5) if curve != 3 else (1.0 if value >= 0.5 else -1.0)
    return _curve(max(value, 0.0), curve)


def _curve(value: float, curve: int) -> float:
    """Concave and convex are 20 log of the square over 96 dB (section 9.5.3)."""
    if curve == 3:
        return 1.0 if value >= 0.5 else 0.0
    if curve == 1:
        return min(-40.0 / 96.0 * math.log10(max(1.0 - value, 1e-6)), 1.0)
    if curve == 2:
        return max(1.0 + 40.0 / 96.0 * math.log10(max(value, 1e-6)), 0.0)
    return value
