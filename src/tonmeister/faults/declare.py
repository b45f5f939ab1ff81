"""How a planted fault is declared: one known wrong, at a known place, by a known amount.

A fault is one pure function in one file under ``faults/planted/``. It takes a clean piece and
returns a spoiled copy, with what a good ear should say of it. Tests, ``make ear`` and ear
training use the same faults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

import numpy as np

from tonmeister.later import fill_shelf
from tonmeister.model import SongMap, Span
from tonmeister.signal import Audio, Samples

Strength = Literal[0, 1, 2]
"""Weak (an expert would hear it), middle (an engineer would), strong (everybody would)."""

Needs = Literal["mix", "stems"]
"""``mix``: a finished mix is enough; ``stems``: it is planted in one of the stems."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Music in memory: a mix, and the stems that add up to it where there are any.

    ``stems`` are stereo ``[2, n]`` as they stand in the mix; without them ``mix`` stands alone.
    ``roles`` gives each stem its role, ``song`` the bars where they are known.
    """

    name: str
    rate_hz: int
    mix: Samples
    stems: Mapping[str, Samples] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    song: SongMap | None = None

    @property
    def length_s(self) -> float:
        """How long it is."""
        return float(self.mix.shape[1] / self.rate_hz)

    def with_mix(self, mix: Samples) -> Piece:
        """Return the piece with another mix; its stems, which no longer add up to it, go."""
        return replace(self, mix=mix, stems={}, roles={})

    def with_stem(self, name: str, samples: Samples) -> Piece:
        """Return the piece with another stem, and the mix that follows from it.

        The other stems stay the same arrays.
        """
        mix = self.mix - self.stems[name] + samples
        return replace(self, mix=mix, stems={**self.stems, name: samples})

    def stem_of(self, *roles: str) -> str | None:
        """Return the loudest stem that plays one of these roles."""
        named = [name for name in self.stems if self.roles.get(name) in roles]
        return max(named, key=lambda name: float(np.square(self.stems[name]).sum()), default=None)

    def audio(self) -> Audio:
        """Return the mix as a sound that can be read."""
        return Audio(self.mix, self.rate_hz)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A spoiled piece, and what a good ear should say of it.

    ``where`` is where the fault sounds, ``strip`` who has it ("Master" for the mix), ``truth``
    what the facts of the finding should read, as far as that is known exactly.
    """

    piece: Piece
    where: Span
    strip: str = "Master"
    truth: Mapping[str, float] = field(default_factory=dict)


Plants = Callable[[Piece, Span, float, int], Planted]
"""Takes the piece, the stretch to spoil, the amount in the fault's own unit, and a seed."""


class CannotPlant(ValueError):
    """Nothing in the piece could carry the fault; one line says what lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A wrong that can be planted. ``hears``: the check that should hear it; ``amounts``: how
    much at the three strengths, in the unit that ``amount`` names (``gain_db``).
    ``least_s``: how long a piece must be; ``whole``: it always spoils the whole piece.
    """

    id: str
    title: str
    hears: str
    amount: str
    amounts: tuple[float, float, float]
    needs: Needs
    whole: bool
    least_s: float
    plants: Plants

    def plant(self, piece: Piece, where: Span, strength: Strength, seed: int = 1) -> Planted:
        """Spoil a copy of the piece; raises ``CannotPlant``."""
        if self.needs == "stems" and not piece.stems:
            raise CannotPlant(f"{self.id} is planted in a stem, and {piece.name} has none")
        if piece.length_s < self.least_s:
            raise CannotPlant(f"{self.id} takes {self.least_s:g} s, {piece.name} is shorter")
        if self.whole:
            where = Span(0.0, piece.length_s)
        return self.plants(piece, where, self.amounts[strength], seed)


_SHELF: dict[str, Fault] = {}


def fault(
    id: str,  # noqa: A002 - the word of the trade
    *,
    title: str,
    hears: str,
    amount: str,
    amounts: tuple[float, float, float],
    needs: Needs = "mix",
    whole: bool = False,
    least_s: float = 4.0,
) -> Callable[[Plants], Plants]:
    """Put a fault on the shelf. ``hears`` is the id of the check that should find it."""

    def declare(plants: Plants) -> Plants:
        if id in _SHELF:
            raise ValueError(f"two faults are called {id!r}")
        _SHELF[id] = Fault(
            id=id, title=title, hears=hears, amount=amount, amounts=amounts, needs=needs,
            whole=whole, least_s=least_s, plants=plants,
        )  # fmt: skip
        return plants

    return declare


@cache
def faults() -> Mapping[str, Fault]:
    """Return every fault by id, in alphabetical order."""
    fill_shelf("tonmeister.faults.planted", "tonmeister.faults")
    return dict(sorted(_SHELF.items()))
