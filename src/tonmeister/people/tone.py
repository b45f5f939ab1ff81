"""How an artist likes to be told things."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from tonmeister.knowledge.tones import manners
from tonmeister.producer.takes.direct_wants import Wants

Detail = Literal["short", "full"]


class WrongTone(ValueError):
    """A tone that cannot be used, in one clear line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A performer's wishes: in which manner (``encouraging``, ``direct``, ``challenging``), with
    numbers or without, one point a take (``short``) or up to two (``full``), slides into notes
    and laid-back lines mentioned or not.
    """

    manner: str = "encouraging"
    numbers: bool = True
    detail: Detail = "full"
    scoops: bool = False
    laid_back: bool = False

    def __post_init__(self) -> None:
        _one_of("manner", self.manner, manners())
        _one_of("detail", self.detail, ("short", "full"))
        for name in ("numbers", "scoops", "laid_back"):
            if not isinstance(getattr(self, name), bool):
                raise WrongTone(f"{name} is {getattr(self, name)!r}, but is true or false")

    @property
    def wants(self) -> Wants:
        """What the producer looks for when asked in this tone."""
        count = 1 if self.detail == "short" else 2
        return Wants(points_count=count, scoops=self.scoops, laid_back=self.laid_back)


def read_tone(path: Path) -> Tone:
    """Read ``tone.toml``; raises ``WrongTone`` naming the file and what would do."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise WrongTone(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongTone(f"{path}: not a TOML text ({error})") from None
    known = [field.name for field in fields(Tone)]
    for name in raw:
        if name not in known:
            raise WrongTone(f"{path}: there is no {name!r}; there are {', '.join(known)}")
    try:
        return Tone(**raw)
    except WrongTone as error:
        raise WrongTone(f"{path}: {error}") from None


def _one_of(name: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise WrongTone(f"{name} is {value!r}, but is one of {', '.join(known)}")
