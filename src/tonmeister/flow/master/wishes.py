"""What a person asks of a master."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tonmeister.flow.wishes import BadWish
from tonmeister.producer.reference import Amounts

USUAL_MOST_DB = 6.0
ALL_MOST_DB = 18.0
"""How far a band may go where 100 % of the tone was asked for in so many words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A record to come near to, and how much it counts beside others."""

    path: Path
    weight: float = 1.0

    @classmethod
    def said(cls, words: str) -> Reference:
        """Read ``FILE`` or ``FILE:WEIGHT``; a file whose name ends like that wins."""
        file, colon, number = words.rpartition(":")
        if not colon or Path(words).exists():
            return cls(path=Path(words))
        try:
            weight = float(number.removesuffix("%")) / (100.0 if number.endswith("%") else 1.0)
        except ValueError:
            return cls(path=Path(words))
        if not 0.0 < weight < float("inf"):
            raise BadWish(f"--reference {words}: its weight is {number}; give one above 0")
        return cls(path=Path(file), weight=weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterWishes:
    """Everything that may be said about a master; ``None`` leaves it to the house.

    ``amounts`` in percent; ``most_db``: how far a third octave may be moved; ``sheet``: a saved
    chain (``recall.toml``) to use instead of deciding one; ``platforms``: whom to deliver to;
    ``offset_lu``: how far over (or under) the target this song is to lie, as an album asks;
    ``side_minutes``: how long the whole side of a disc will be, for vinyl.
    """

    references: tuple[Reference, ...] = ()
    amounts: Amounts = field(default_factory=Amounts)
    most_db: float = USUAL_MOST_DB
    genre: str | None = None
    target_lufs: float | None = None
    ceiling_dbtp: float | None = None
    sheet: Path | None = None
    offset_lu: float = 0.0
    platforms: tuple[str, ...] = ()
    side_minutes: float | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    report: bool = True
