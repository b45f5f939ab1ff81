"""The shelf of styles, and how far instruments reach."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from tonmeister.knowledge.grooves import groove
from tonmeister.knowledge.styles.nouns import Reach, Style
from tonmeister.knowledge.styles.parse import style_from

FAMILIES = {
    "hip-hop": "boom-bap", "jazz": "jazz-swing", "country": "country-train",
    "electronic": "house", "classical": "string-quartet",
}  # fmt: skip
"""Names that stand for the first of their kind."""


class UnknownStyle(ValueError):
    """No style of that name is on the shelf."""


def styles() -> tuple[str, ...]:
    """Return the names of all styles."""
    shelf = files("tonmeister.knowledge.styles")
    return tuple(sorted(
        f.name[:-5] for f in shelf.iterdir()
        if f.name.endswith(".toml") and not f.name.startswith("_")
    ))  # fmt: skip


@cache
def style(name: str) -> Style:
    """Return a style by its name or its family's; raises ``UnknownStyle`` with one clear line."""
    wanted = FAMILIES.get(name, name)
    if wanted not in styles():
        known = ", ".join((*styles(), *FAMILIES))
        raise UnknownStyle(f"there is no style {name!r}; there are {known}")
    raw = _toml(f"{wanted}.toml")
    tempo_bpm = groove(raw["about"]["groove"]).tempo_bpm
    return style_from(raw, wanted, tempo_bpm, _toml("_common.toml"))


@cache
def reach(preset: str) -> Reach:
    """Return the lowest and highest key of a preset's instrument ("bass/electric", "violin-1").

    A preset that is not listed by its whole name is taken by its kind ("keys").
    """
    table = _toml("_reach.toml")
    row = table.get(preset) or table.get(preset.partition("/")[0])
    if row is None:
        raise UnknownStyle(f"nobody wrote down how far {preset!r} reaches")
    return Reach(**row)


@cache
def _toml(name: str) -> dict[str, Any]:
    text = files("tonmeister.knowledge.styles").joinpath(name).read_text("utf-8")
    return tomllib.loads(text)
