"""What preamps and interfaces can do: inputs, gain, the level that fills them, phantom power."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from tonmeister.knowledge.gear_read import BadGear, names_in, row, text_of
from tonmeister.knowledge.read import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Preamp:
    """One preamp or interface.

    ``full_scale_dbu`` is the level at its microphone input that fills it (0 dBFS) at the lowest
    gain, ``gain_low_db``. The first ``instrument_count`` inputs take an instrument directly.
    ``phantom_group_count``: so many neighbours share one 48 V switch (1: each has its own).
    """

    name: str
    title: str
    inputs_count: int
    gain_high_db: float
    full_scale_dbu: float
    gain_low_db: float = 0.0
    instrument_count: int = 0
    pad_db: float = 0.0
    phantom_group_count: int = 1
    headphones_count: int = 0
    grade: Grade = "guess"
    source: str = "the band's own list"
    read_on: date | None = None


def preamps() -> tuple[str, ...]:
    """Return the names of all preamps on the shelf."""
    return names_in("preamps")


@cache
def preamp(name: str) -> Preamp:
    """Return a preamp; raises ``BadGear`` with one clear line."""
    if name not in preamps():
        raise BadGear(
            f"there is no preamp {name!r} on the shelf; there are {', '.join(preamps())}; "
            "or describe it yourself (title, inputs_count, gain_high_db, full_scale_dbu)"
        )
    return read_preamp(name, tomllib.loads(text_of("preamps", name)), f"{name}.toml")


def read_preamp(name: str, table: dict[str, object], where: str) -> Preamp:
    """Read a preamp from a table."""
    one = row(Preamp, {"name": name, **table}, where)
    if one.inputs_count < 1 or one.phantom_group_count < 1:
        raise BadGear(f"{where}: inputs_count and phantom_group_count must be 1 or more")
    if one.gain_high_db <= one.gain_low_db:
        raise BadGear(
            f"{where}: gain_high_db is {one.gain_high_db:g}, "
            f"but must be over gain_low_db, {one.gain_low_db:g}"
        )
    return one
