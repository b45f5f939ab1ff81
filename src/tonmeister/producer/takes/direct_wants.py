"""What a performer wants to hear about."""

from __future__ import annotations

from dataclasses import dataclass

MOST_POINTS_COUNT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wants:
    """How much is said after a take: at most two points; slides into notes and a phrase that
    lies behind the beat as a whole only if the artist asks, since most of them are meant.
    """

    points_count: int = MOST_POINTS_COUNT
    scoops: bool = False
    laid_back: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.points_count <= MOST_POINTS_COUNT:
            raise ValueError(
                f"points_count is {self.points_count}, but goes from 1 to {MOST_POINTS_COUNT}: "
                "nobody mends more than two things in one take"
            )
