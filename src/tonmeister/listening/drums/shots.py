"""The sounds of a kit as they are listed: which piece, which layer, whose turn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One sound of a kit.

    ``name`` is its file inside the kit. ``group`` holds together what is one thing struck softer
    and harder (closed hats, open hats). It sounds for velocities above ``low`` up to ``high``
    (0 to 1); ``turn`` counts those that take turns on the same velocity. ``gain_db`` and
    ``tune_cents`` are what the kit's maker wants added.
    """

    name: str
    piece: str
    group: str
    low: float = 0.0
    high: float = 1.0
    turn: int = 0
    gain_db: float = 0.0
    tune_cents: float = 0.0


def sound_name(kit: str, shot: str, tune_cents: float = 0.0) -> str:
    """Return the name under which a kit's sound is handed around."""
    return f"{kit}#{shot}" + (f"#{tune_cents:+.0f}" if tune_cents else "")


def in_order(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
    """Return the shots in the order of piece, group, layer and turn."""
    return tuple(sorted(shots, key=lambda s: (s.piece, s.group, s.low, s.high, s.turn, s.name)))
