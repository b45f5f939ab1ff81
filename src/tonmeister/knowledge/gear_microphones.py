"""What microphones can do: pattern, sensitivity, noise, the loudest they stand."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from tonmeister.knowledge.gear_read import BadGear, names_in, row, text_of
from tonmeister.knowledge.read import Grade

KINDS = ("dynamic", "large condenser", "small condenser", "ribbon", "boundary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Microphone:
    """One type of microphone.

    ``sensitivity_dbv`` is what it gives at 94 dB SPL (1 Pa); ``self_noise_db`` dB-A, ``None``
    where the preamp decides (dynamic, ribbon); ``max_db`` dB SPL without its pad; nearer than
    ``proximity_cm`` it lifts the bass. ``phantom``: it needs 48 V (an active ribbon does).
    """

    name: str
    title: str
    kind: str
    patterns: tuple[str, ...]
    sensitivity_dbv: float
    max_db: float
    phantom: bool
    self_noise_db: float | None = None
    pad_db: float = 0.0
    proximity_cm: float = 25.0
    good_for: tuple[str, ...] = ()
    grade: Grade = "guess"
    source: str = "the band's own list"
    read_on: date | None = None

    @property
    def passive_ribbon(self) -> bool:
        """Whether 48 V may harm it."""
        return self.kind == "ribbon" and not self.phantom


def microphones() -> tuple[str, ...]:
    """Return the names of all microphones on the shelf."""
    return names_in("microphones")


@cache
def microphone(name: str) -> Microphone:
    """Return a microphone; raises ``BadGear`` with one clear line."""
    if name not in microphones():
        raise BadGear(
            f"there is no microphone {name!r} on the shelf; there are {', '.join(microphones())}; "
            "or describe it yourself (title, kind, patterns, sensitivity_dbv, max_db, phantom)"
        )
    return read_microphone(name, tomllib.loads(text_of("microphones", name)), f"{name}.toml")


def read_microphone(name: str, table: dict[str, object], where: str) -> Microphone:
    """Read a microphone from a table."""
    one = row(Microphone, {"name": name, **table}, where)
    if one.kind not in KINDS:
        raise BadGear(f"{where}: kind is {one.kind!r}, but must be one of {', '.join(KINDS)}")
    return one
