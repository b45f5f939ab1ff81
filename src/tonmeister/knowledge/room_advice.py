"""From where on something about a room is worth a word."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tonmeister.knowledge.read import Expected


@cache
def room_expected() -> Mapping[str, Expected]:
    """Return the ranges in which a room needs no advice, by measure, with their sources."""
    text = files("tonmeister.knowledge").joinpath("room_advice.toml").read_text("utf-8")
    return MappingProxyType({k: Expected(**row) for k, row in tomllib.loads(text).items()})
