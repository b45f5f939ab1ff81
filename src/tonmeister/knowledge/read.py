"""Reading what is known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Grade = Literal["standard", "published", "measured", "practice", "guess"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A range a record of this kind keeps to, and how we know."""

    low: float
    high: float
    grade: Grade
    source: str

    @property
    def middle(self) -> float:
        """The value to aim at."""
        return (self.low + self.high) / 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Genre:
    """What a genre expects, by dotted key (``"vocal.above_band_lu"``), and what is a fault
    elsewhere but kept here: check id -> reason.
    """

    name: str
    title: str
    reads_as: str
    expected: Mapping[str, Expected]
    keep: Mapping[str, str]

    def __getitem__(self, key: str) -> Expected:
        return self.expected[key]


class UnknownGenre(ValueError):
    """No genre of that name is on the shelf."""


def genres() -> tuple[str, ...]:
    """Return the names of all genres."""
    shelf = files("tonmeister.knowledge").joinpath("genres")
    return tuple(sorted(f.name[:-5] for f in shelf.iterdir() if f.name.endswith(".toml")))


@cache
def genre(name: str) -> Genre:
    """Return a genre; raises ``UnknownGenre`` with one clear line."""
    if name not in genres():
        raise UnknownGenre(f"there is no genre {name!r}; there are {', '.join(genres())}")
    raw = tomllib.loads(
        files("tonmeister.knowledge").joinpath("genres", f"{name}.toml").read_text("utf-8")
    )
    about = raw.pop("about")
    keep = {check: entry["reason"] for check, entry in raw.pop("keep", {}).items()}
    return Genre(
        name=name,
        title=about["title"],
        reads_as=about["reads_as"],
        expected=dict(_leaves(raw, ())),
        keep=keep,
    )


def _leaves(table: dict[str, Any], at: tuple[str, ...]) -> Iterator[tuple[str, Expected]]:
    if "low" in table:
        yield ".".join(at), Expected(**table)
        return
    for key, value in table.items():
        yield from _leaves(value, (*at, key))
