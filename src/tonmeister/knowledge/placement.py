"""How a role is usually placed: its group, its weight, its corner, its sends."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

GROUPS = (
    "Drums", "Bass", "Guitars", "Keys", "Orchestra", "Lead Vocals", "Backing Vocals", "Music",
)  # fmt: skip
"""The buses of a mix in the order of the console, which are its stems too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One row of ``balance.toml``; the file explains the columns."""

    group: str
    within_lu: float
    priority_score: float
    corner_hz: float
    width_score: float
    spread_db: float
    attack_ms: float
    release_beats: float
    most_ratio: float
    plays: Literal["hits", "dense"]
    room_db: float | None = None
    plate_db: float | None = None
    delay_db: float | None = None


@cache
def placements() -> Mapping[str, Placement]:
    """Return the usual placement of every role by name."""
    return MappingProxyType({role: Placement(**row) for role, row in _table()["roles"].items()})


def placement(role: str) -> Placement:
    """Return the usual placement of a role; what is not known is placed as ``other``."""
    known = placements()
    return known[role] if role in known else known["other"]


def pool_lu() -> float:
    """Return how loud all beds together lie against the whole mix."""
    return float(_table()["pool"]["level_lu"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("tonmeister.knowledge").joinpath("balance.toml").read_text("utf-8"))
