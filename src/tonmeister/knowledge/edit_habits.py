"""How much is edited in which music, unless somebody asks for more or less."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

Habit = float | str | bool


@cache
def habits(stage: str, genre_name: str | None = None) -> Mapping[str, Habit]:
    """Return the habits of a stage (``"tune"``, ``"clean"``, ...) in a genre: name -> value.

    Raises ``KeyError`` for a stage that has none.
    """
    about: Mapping[str, Mapping[str, Any]] = _all()[stage]
    values = dict(about["any"])
    values.update(about.get(genre_name or "any", {}))
    return MappingProxyType(values)


@cache
def _all() -> Mapping[str, Any]:
    text = files("tonmeister.knowledge").joinpath("edit_habits.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text))
