"""The shelf of grooves."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from tonmeister.knowledge.grooves.nouns import Groove
from tonmeister.knowledge.grooves.parse import groove_from

FAMILIES = {
    "hip-hop": "boom-bap", "jazz": "jazz-swing", "country": "country-train",
    "electronic": "house", "classical": "string-quartet",
}  # fmt: skip
"""Names that stand for the first of their kind."""


class UnknownGroove(ValueError):
    """No groove of that name is on the shelf."""


def grooves() -> tuple[str, ...]:
    """Return the names of all grooves."""
    shelf = files("tonmeister.knowledge.grooves")
    return tuple(sorted(f.name[:-5] for f in shelf.iterdir() if f.name.endswith(".toml")))


def groove(name: str) -> Groove:
    """Return a groove by its name or its family's; raises ``UnknownGroove`` with one clear line."""
    wanted = FAMILIES.get(name, name)
    if wanted not in grooves():
        known = ", ".join(grooves())
        raise UnknownGroove(f"there is no groove {name!r}; there are {known}")
    return _read(wanted)


@cache
def _read(wanted: str) -> Groove:
    text = files("tonmeister.knowledge.grooves").joinpath(f"{wanted}.toml").read_text("utf-8")
    return groove_from(tomllib.loads(text), wanted)
