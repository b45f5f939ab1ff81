"""A drum hit: one stroke heard in a recording."""

from __future__ import annotations

from dataclasses import dataclass

DRUM_PIECES: tuple[str, ...] = ("kick", "snare", "hats", "toms", "cymbals")
"""What a kit is told apart into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One drum stroke: when it begins, which piece, how hard, how sure.

    ``at_s`` is song time of the recording as it came. ``velocity`` runs from 0 to 1, where 1 is
    as hard as this piece is hit in this song; ``confidence`` from 0 to 1. ``track`` names the
    microphone that it belongs to.
    """

    at_s: float
    piece: str
    velocity: float
    confidence: float = 1.0
    track: str = ""
