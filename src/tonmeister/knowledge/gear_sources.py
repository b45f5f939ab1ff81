"""What is recorded: how loud it is, where its microphones stand, what its player must hear."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tonmeister.knowledge.gear_read import BadGear, names_in, row, text_of
from tonmeister.knowledge.read import Grade
from tonmeister.knowledge.words import plain

KIT = ("kick", "snare", "overheads", "tom", "tom", "hi-hat", "drum-room")
"""What the word "drums" stands for: two toms unless the band says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place for a microphone; ``rank_count`` 1 is the one to have, 4 a luxury.

    ``soft_db`` to ``loud_db`` is the level there (dB SPL, RMS) and ``crest_db`` how far the peaks
    stand over it. ``likes``: kinds of microphone, best first; ``di`` is none.
    """

    title: str
    rank_count: int
    likes: tuple[str, ...]
    near_cm: float
    far_cm: float
    angle: str
    height: str
    soft_db: float
    loud_db: float
    crest_db: float
    reversed: bool
    microphones_count: int
    why: str

    @property
    def direct(self) -> bool:
        """Whether it is a cable, not a microphone."""
        return self.likes == ("di",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundSource:
    """One instrument or voice; ``hears``: its player's headphones, dB against the own sound."""

    name: str
    title: str
    role: str
    priority_count: int
    words: tuple[str, ...]
    covered_by: tuple[str, ...]
    hears: Mapping[str, float]
    hears_why: str
    places: tuple[Place, ...]
    grade: Grade
    source: str


def sound_sources() -> tuple[str, ...]:
    """Return the names of all sources on the shelf."""
    return names_in("sources")


@cache
def sound_source(name: str) -> SoundSource:
    """Return a source by its name or one of its words; raises ``BadGear``."""
    wanted = plain(name.replace("-", " "))
    for known in sound_sources():
        one = _read(known)
        if wanted in {plain(w.replace("-", " ")) for w in (known, *one.words)}:
            return one
    raise BadGear(f"there is no source {name!r}; there are drums, {', '.join(sound_sources())}")


@cache
def _read(name: str) -> SoundSource:
    raw: dict[str, Any] = tomllib.loads(text_of("sources", name))
    where = f"sources/{name}.toml"
    raw["places"] = tuple(row(Place, p, where) for p in raw.get("places", ()))
    return row(SoundSource, {"name": name, **raw}, where)
