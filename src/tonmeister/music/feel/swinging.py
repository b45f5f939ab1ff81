"""Swing: the second note of every pair comes late."""

from __future__ import annotations

STRAIGHT_PERCENT = 50.0


def swung_place(at_quarters: float, percent: float, grid: int) -> float:
    """Return where a place on the straight grid is heard, in quarters.

    ``percent`` is how much of a pair of eighths (``grid`` 8) or sixteenths (16) the first one
    takes: 50 straight, 66.7 triplets (Roger Linn's figure). What lies between the two moves in
    proportion, so nothing changes its order. ``at_quarters`` counts from the start of a bar.
    """
    pair = 8.0 / grid
    count, inside = divmod(at_quarters, pair)
    share, first = inside / pair, percent / 100.0
    moved = share * 2.0 * first if share < 0.5 else first + (share - 0.5) * 2.0 * (1.0 - first)
    return count * pair + moved * pair


def straight_place(at_quarters: float, percent: float, grid: int) -> float:
    """Return where a heard place stands on the straight grid; ``swung_place`` back."""
    pair = 8.0 / grid
    count, inside = divmod(at_quarters, pair)
    share, first = inside / pair, percent / 100.0
    moved = share / (2.0 * first) if share < first else 0.5 + (share - first) / (2 - 2 * first)
    return count * pair + moved * pair


def swing_late_ms(at_quarters: float, *, percent: float, grid: int, quarter_bpm: float) -> float:
    """Return how much later than on the straight grid a place in a bar is played."""
    late_quarters = swung_place(at_quarters, percent, grid) - at_quarters
    return late_quarters * 60_000.0 / quarter_bpm
