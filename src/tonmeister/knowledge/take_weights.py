"""What a fault of a take costs, and what each genre makes of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from tonmeister.knowledge.read import Grade, UnknownGenre, genres


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCost:
    """One way in which a phrase loses: so much of ``fact`` over ``free`` costs ``weight``.

    ``costs_one`` is how much over ``free`` makes one; where that is negative, less is worse
    (noise that lies only 20 dB under the voice). ``most`` is the highest it can cost before the
    weight. ``grade`` and ``source`` say how we know.
    """

    name: str
    fact: str
    free: float
    costs_one: float
    weight: float
    most: float
    grade: Grade
    source: str

    def of(self, facts: Mapping[str, float]) -> float:
        """Return what it costs, weighted; 0 where the fact is not known."""
        if self.fact not in facts:
            return 0.0
        over = (facts[self.fact] - self.free) / self.costs_one
        return self.weight * min(self.most, max(0.0, over))


def take_costs(genre: str | None, kind: str) -> tuple[TakeCost, ...]:
    """Return what counts for a kind of part in a genre (None: whatever the genre).

    Raises ``UnknownGenre``.
    """
    if genre is not None and genre not in genres():
        raise UnknownGenre(f"there is no genre {genre!r}; there are {', '.join(genres())}")
    found = []
    for name, cost in _costs().items():
        for shelf in (f"kind.{kind}", f"genre.{genre}"):
            changed = _changes().get(shelf, {}).get(name)
            if changed is not None:
                factor = float(changed["times"])
                cost = replace(cost, weight=cost.weight * factor, grade=changed["grade"],
                               source=changed["source"])  # fmt: skip
        found.append(cost)
    return tuple(found)


@cache
def _costs() -> Mapping[str, TakeCost]:
    rows = _read()["cost"].items()
    return MappingProxyType({name: TakeCost(name=name, **row) for name, row in rows})


@cache
def _changes() -> Mapping[str, Mapping[str, Any]]:
    read = _read()
    found = {}
    for shelf in ("kind", "genre"):
        for name, rows in read[shelf].items():
            if strange := sorted(set(rows) - set(read["cost"])):
                raise ValueError(f"take_weights.toml: {shelf}.{name} weighs {', '.join(strange)}")
            found[f"{shelf}.{name}"] = rows
    return found


@cache
def _read() -> dict[str, Any]:
    text = files("tonmeister.knowledge").joinpath("take_weights.toml").read_text("utf-8")
    return tomllib.loads(text)
