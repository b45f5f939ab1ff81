"""How melodies move through a bar of each meter."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """One meter: per mille of all its notes, for each step of the bar where a note begins and
    each number of steps to the next one.

    ``moves`` [steps][steps + 1], the last for a bar and more; ``first`` and ``last`` [steps].
    ``beats`` and ``unit`` as in a time signature; ``triplet``: its beats are in three though the
    signature does not say so.
    """

    name: str
    beats: int
    unit: int
    triplet: bool
    steps_a_beat: int
    moves: tuple[tuple[float, ...], ...]
    first: tuple[float, ...]
    last: tuple[float, ...]

    @property
    def steps(self) -> int:
        """Steps in a bar."""
        return len(self.moves)

    @property
    def meter(self) -> str:
        """The time signature."""
        return f"{self.beats}/{self.unit}"


@cache
def rhythm_tables() -> tuple[Rhythm, ...]:
    """Return what was counted, one a meter."""
    text = files("tonmeister.knowledge.harmony").joinpath("rhythms.toml").read_text("utf-8")
    found = []
    for name, row in tomllib.loads(text)["rhythm"].items():
        beats, unit = (int(part) for part in name.split()[0].split("/"))
        moves = tuple(tuple(float(v) for v in line) for line in row["moves"])
        if any(len(line) != len(moves) + 1 for line in moves):
            raise ValueError(f"rhythms.toml: {name}: each row of moves has a number a step and one")
        found.append(
            Rhythm(name=name, beats=beats, unit=unit, triplet=name.endswith(" triplet"),
                   steps_a_beat=int(row["steps_a_beat"]), moves=moves,
                   first=tuple(float(v) for v in row["first"]),
                   last=tuple(float(v) for v in row["last"]))
        )  # fmt: skip
    return tuple(found)
