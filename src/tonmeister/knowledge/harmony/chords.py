"""Which chords carry a melody in a mode, and how they follow each other."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

MINOR = {"minor", "natural minor", "harmonic minor", "melodic minor", "aeolian", "dorian",
         "phrygian", "locrian"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A chord of a key: ``root_fifths`` from the tonic, what it costs, which chord it moves like;
    ``to_fifths``: the root it wants to go to (a secondary dominant), else None.
    """

    name: str
    root_fifths: int
    quality: str
    price: float
    moves_like: str
    to_fifths: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmony:
    """The chords of a mode: plain ones, coloured ones, what moves are worth, loops of four."""

    mode: str
    home: str
    safe: tuple[Choice, ...]
    colour: tuple[Choice, ...]
    moves: Mapping[tuple[str, str], float]
    loops: tuple[tuple[str, ...], ...]


def harmony(mode: str) -> Harmony:
    """Return the chords of a mode; church modes lend those of major or minor."""
    return _read()["minor" if mode in MINOR else "major"]


@cache
def _read() -> Mapping[str, Harmony]:
    text = files("tonmeister.knowledge.harmony").joinpath("chords.toml").read_text("utf-8")
    return MappingProxyType({mode: _one(mode, row) for mode, row in tomllib.loads(text).items()})


def _one(mode: str, row: Mapping[str, Any]) -> Harmony:
    safe, colour = (tuple(_choice(c) for c in row[shelf]) for shelf in ("safe", "colour"))
    moves = {(a, b): float(worth) for a, b, worth in (line.split() for line in row["moves"])}
    loops = tuple(tuple(line.split()) for line in row["loops"])
    known = {c.moves_like for c in (*safe, *colour)}
    named = {name for move in moves for name in move} | {name for loop in loops for name in loop}
    if strange := sorted(named - known):
        raise ValueError(f"chords.toml: {mode} has no chord {', '.join(strange)}")
    return Harmony(mode=mode, home=row["home"], safe=safe, colour=colour,
                   moves=MappingProxyType(moves), loops=loops)  # fmt: skip


def _choice(row: Mapping[str, Any]) -> Choice:
    return Choice(name=row["name"], root_fifths=int(row["root"]), quality=row["quality"],
                  price=float(row["price"]), moves_like=row.get("as", row["name"]),
                  to_fifths=row.get("to"))  # fmt: skip
