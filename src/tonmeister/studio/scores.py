"""How far somebody's ear has come: a small file in the user's own data folder."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from tonmeister.studio.disk import write_text
from tonmeister.studio.probe import Unusable
from tonmeister.training import LEVELS, Stair

FILE = "ear-training.toml"
_HEAD = (
    "# Ear training: one table an exercise. `level` is where the next session begins (1 to "
    f"{LEVELS}),\n# `turns` where the way last turned; a session says how many were asked and "
    "right.\n# Delete a table to begin again.\n"
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session of one exercise: the day, how many were asked and right, the level at its end."""

    day: date
    asked: int
    right: int
    level: int


@dataclass(frozen=True, slots=True)
class Score:
    """Where somebody stands in one exercise, and how they got there."""

    stair: Stair = field(default_factory=Stair)
    sittings: tuple[Sitting, ...] = ()

    def with_sitting(self, stair: Stair, sitting: Sitting) -> Score:
        """Return the score with one more session."""
        return replace(self, stair=stair, sittings=(*self.sittings, sitting))


def data_folder() -> Path:
    """Return where this user's data of ours lies, as the platform has it."""
    home = Path.home()
    if given := os.environ.get("XDG_DATA_HOME"):
        base = Path(given)
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    else:
        base = home / ".local" / "share"
    return base / "tonmeister"


def read_scores(path: Path) -> dict[str, Score]:
    """Return the scores by exercise; empty if there is no file yet. Raises ``Unusable``."""
    if not path.exists():
        return {}
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
        return {name: _score(table) for name, table in tables.items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise Unusable(
            f"{path}: these scores cannot be read ({_why(error)}): mend the file, move it away, "
            "or name another with --scores FILE"
        ) from error


def write_scores(path: Path, scores: Mapping[str, Score]) -> None:
    """Write the scores, whole or not at all."""
    blocks = [_HEAD]
    for name, score in sorted(scores.items()):
        stair = score.stair
        blocks.append(
            f"\n[{name}]\nlevel = {stair.level}\nin_a_row = {stair.in_a_row}\n"
            f"going = {stair.going}\nturns = {list(stair.turns)}\nsessions = [\n"
        )
        blocks += [
            f"  {{ day = {s.day.isoformat()}, asked = {s.asked}, right = {s.right}, "
            f"level = {s.level} }},\n"
            for s in score.sittings
        ]
        blocks.append("]\n")
    write_text(path, "".join(blocks))


def _score(table: dict[str, Any]) -> Score:
    stair = Stair(
        level=_whole(table, "level", 1, LEVELS),
        in_a_row=_whole(table, "in_a_row", 0, 1),
        going=_whole(table, "going", -1, 1),
        turns=tuple(int(turn) for turn in table["turns"]),
    )
    sittings = tuple(
        Sitting(
            day=_day(row["day"]),
            asked=_whole(row, "asked", 0, 100_000),
            right=_whole(row, "right", 0, int(row["asked"])),
            level=_whole(row, "level", 1, LEVELS),
        )
        for row in table["sessions"]
    )
    return Score(stair, sittings)


def _whole(table: dict[str, Any], name: str, low: int, high: int) -> int:
    value = table[name]
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}, but goes from {low} to {high}")
    return value


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError(f"day is {value!r}, but is a date: 2026-01-31")
    return value


def _why(error: Exception) -> str:
    return f"there is no {error.args[0]!r}" if isinstance(error, KeyError) else str(error)
