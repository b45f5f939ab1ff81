"""Reading the presets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Value = float | str | bool


class UnknownPreset(ValueError):
    """No preset of that name is on the shelf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetSheet:
    """A preset as it is written: what one should hear, the engine and where its knobs stand.

    ``effects`` (name and knobs) come after it in this order. ``low_midi`` to ``high_midi`` is
    where it is at home.
    """

    name: str
    about: str
    engine: str
    settings: Mapping[str, Value]
    effects: tuple[tuple[str, Mapping[str, Value]], ...]
    low_midi: int
    high_midi: int


@cache
def preset_names() -> tuple[str, ...]:
    """Return the names of all presets: ``"keys/piano"``."""
    shelf = files("tonmeister.knowledge.presets")
    return tuple(sorted(
        f"{folder.name}/{file.name[:-5]}"
        for folder in shelf.iterdir() if folder.is_dir()
        for file in folder.iterdir() if file.name.endswith(".toml")
    ))  # fmt: skip


@cache
def preset_sheet(name: str) -> PresetSheet:
    """Return a preset; raises ``UnknownPreset`` with one clear line."""
    if name not in preset_names():
        raise UnknownPreset(f"there is no preset {name!r}; there are {', '.join(preset_names())}")
    folder, _, file = name.partition("/")
    raw = _read(folder, f"{file}.toml")
    return PresetSheet(
        name=name,
        about=str(raw["about"]),
        engine=str(raw["engine"]),
        settings=raw.get("knobs", {}),
        effects=tuple(
            (str(e["effect"]), {k: v for k, v in e.items() if k != "effect"})
            for e in raw.get("then", [])
        ),
        low_midi=int(raw["low_midi"]),
        high_midi=int(raw["high_midi"]),
    )


@cache
def general_midi(program: int) -> str:
    """Return the preset that comes nearest to a General MIDI program, 0 to 127."""
    if not 0 <= program <= 127:
        raise UnknownPreset(f"program {program} is none of General MIDI's, which go from 0 to 127")
    raw = _read("general_midi.toml")
    found = [name for first, name in raw["from"] if first <= program]
    return str(found[-1])


def _read(*path: str) -> dict[str, Any]:
    return tomllib.loads(files("tonmeister.knowledge.presets").joinpath(*path).read_text("utf-8"))
