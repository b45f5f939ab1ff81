"""How hard the next question is: a staircase that goes where one is right seven times in ten."""

from __future__ import annotations

from dataclasses import dataclass, replace

LEVELS = 12
"""Level 1 is easy, this one the hardest."""

_RIGHT_TO_CLIMB = 2
_FIRST_STEP = 2
_TURNS_KEPT = 8
_TURNS_NEEDED = 4


@dataclass(frozen=True, slots=True)
class Stair:
    """Where somebody stands in an exercise.

    Two right answers in a row go up, one wrong answer goes down (Levitt, J. Acoust. Soc. Am.
    49(2B), 1971: it settles where 70.7 % are right). Steps are of two levels until the first turn,
    then of one. ``turns`` are the levels at which the way turned, the last eight.
    """

    level: int = 1
    in_a_row: int = 0
    going: int = 0
    turns: tuple[int, ...] = ()

    def after(self, right: bool) -> Stair:
        """Return where one stands after an answer."""
        if right and self.in_a_row + 1 < _RIGHT_TO_CLIMB:
            return replace(self, in_a_row=self.in_a_row + 1)
        way = 1 if right else -1
        turned = self.going == -way
        turns = (*self.turns, self.level)[-_TURNS_KEPT:] if turned else self.turns
        step = 1 if turns else _FIRST_STEP
        level = min(LEVELS, max(1, self.level + way * step))
        return Stair(level=level, in_a_row=0, going=way, turns=turns)

    @property
    def settled_level(self) -> float | None:
        """The level one hears about seven times in ten; ``None`` before four turns."""
        if len(self.turns) < _TURNS_NEEDED:
            return None
        even = self.turns[len(self.turns) % 2 :]  # as many upper as lower turns
        return sum(even) / len(even)
