"""Moments at which something sounds, so that a hole there is a hole."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece
from tonmeister.model import Span

SOUNDING = 10.0 ** (-34.0 / 20.0)
BESIDE_S, TRIES = 0.004, 400


def sounding_moments(
    piece: Piece, where: Span, count: int, length_s: float, seed: int
) -> list[float]:
    """Return random moments of a stretch, spread over its parts, with sound before and after."""
    chance = np.random.default_rng(seed)
    edges = np.linspace(where.start_s + 0.1, where.end_s - 0.1 - length_s, count + 1)
    found = []
    for start_s, end_s in pairwise(edges):
        for _ in range(TRIES):
            at_s = float(chance.uniform(start_s, max(start_s, end_s - 2.0 * length_s)))
            if _sounds(piece, at_s) and _sounds(piece, at_s + length_s + BESIDE_S):
                found.append(at_s)
                break
        else:
            raise CannotPlant(f"{piece.name} is too quiet there for a hole")
    return found


def _sounds(piece: Piece, until_s: float) -> bool:
    """Return whether both sides sound just before a moment."""
    last = round(until_s * piece.rate_hz)
    before = piece.mix[:, max(0, last - round(BESIDE_S * piece.rate_hz)) : last]
    return before.size > 0 and bool((np.abs(before).max(axis=1) > SOUNDING).all())
