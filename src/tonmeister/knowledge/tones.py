"""In which manner a performer is told things: the same facts, other words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class UnknownManner(ValueError):
    """No manner of that name is on the shelf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How somebody likes to be told things. ``strength_first``: what was good comes before what
    to change. ``sentences`` by what they are about (``"note/flat"``, ``"strength/best"``).
    """

    name: str
    title: str
    strength_first: bool
    sentences: Mapping[str, str]


def manners() -> tuple[str, ...]:
    """Return the names of all manners."""
    shelf = files("tonmeister.knowledge").joinpath("tones")
    return tuple(sorted(f.name[:-5] for f in shelf.iterdir() if f.name.endswith(".toml")))


@cache
def manner(name: str) -> Manner:
    """Return a manner; raises ``UnknownManner`` with one clear line."""
    if name not in manners():
        raise UnknownManner(f"there is no manner {name!r}; there are {', '.join(manners())}")
    shelf = files("tonmeister.knowledge").joinpath("tones", f"{name}.toml")
    raw = tomllib.loads(shelf.read_text("utf-8"))
    about = raw.pop("about")
    return Manner(
        name=name,
        title=str(about["title"]),
        strength_first=bool(about["strength_first"]),
        sentences=MappingProxyType({key: str(said) for key, said in raw["say"].items()}),
    )
