"""How songs are built, in figures with sources: intro, first chorus, length, lift, climax."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

GRADES = ("standard", "published", "measured", "practice", "guess")


@dataclass(frozen=True, slots=True, kw_only=True)
class SongFigure:
    """One figure: what is usual, how sure that is, and who says so. ``None``: no limit there."""

    name: str
    usual_low: float | None
    usual_high: float | None
    grade: str
    says: str
    source: str


@cache
def song_figures() -> dict[str, SongFigure]:
    """Return all figures by name."""
    text = files("tonmeister.knowledge").joinpath("song_figures.toml").read_text("utf-8")
    return {
        name: SongFigure(
            name=name, usual_low=row.get("usual_low"), usual_high=row.get("usual_high"),
            grade=row["grade"], says=row["says"], source=row["source"],
        )
        for name, row in tomllib.loads(text).items()
    }  # fmt: skip
