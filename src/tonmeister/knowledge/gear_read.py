"""Reading shelves of gear: every key and kind of value looked at, one clear line if it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from importlib.resources import files
from typing import Any, TypeVar, get_args

from tonmeister.knowledge.read import Grade

T_ = TypeVar("T_")


class BadGear(ValueError):
    """A piece of gear, or a band's list, does not say what it must; names place and key."""


def names_in(shelf: str) -> tuple[str, ...]:
    """Return the names of everything on a shelf."""
    folder = files("tonmeister.knowledge").joinpath(shelf)
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


def text_of(shelf: str, name: str) -> str:
    """Return one file of a shelf."""
    return files("tonmeister.knowledge").joinpath(shelf, f"{name}.toml").read_text("utf-8")


def row(kind: type[T_], table: Mapping[str, Any], where: str) -> T_:
    """Make one dataclass of a table; raises ``BadGear``."""
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    if strange := sorted(set(table) - set(known)):
        raise BadGear(f"{where}: there is no key {', '.join(strange)}; it has {', '.join(known)}")
    needed = (n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING)
    if missing := [name for name in needed if name not in table]:
        raise BadGear(f"{where}: {', '.join(missing)} is missing")
    values: dict[str, Any] = {}
    for key, value in table.items():
        said = str(known[key].type)
        fitting = _fitted(said, value)
        if fitting is None:
            raise BadGear(f"{where}: {key} is {value!r}, but must be {_WORDS.get(said, said)}")
        values[key] = fitting
    return kind(**values)


_WORDS = {
    "str": "text", "float": "a number", "float | None": "a number", "int": "a whole number",
    "bool": "true or false", "tuple[str, ...]": "a list of texts", "date | None": "a date",
    "Grade": "one of " + ", ".join(get_args(Grade)),
}  # fmt: skip


def _fitted(said: str, value: Any) -> Any:
    """Return a value as its field wants it, ``None`` if it does not fit."""
    if said in ("float", "float | None"):
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if fits and abs(value) < 1e6 else None
    if said == "int":
        return value if type(value) is int else None
    if said == "Grade":
        return value if value in get_args(Grade) else None
    if said == "tuple[str, ...]":
        fits = isinstance(value, list) and all(isinstance(v, str) for v in value)
        return tuple(value) if fits else None
    if said in ("bool", "str", "date | None"):
        kind = {"bool": bool, "str": str, "date | None": date}[said]
        return value if isinstance(value, kind) else None
    return value if isinstance(value, dict | tuple) else None  # already read
