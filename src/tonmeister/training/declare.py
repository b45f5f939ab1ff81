"""How an exercise is declared: one pure function that makes a question of a piece of music.

An exercise is one file under ``training/questions/``. It gets an excerpt, an amount (how easy it
is to hear, in its own unit) and a source of chance, and returns what is to be heard, what is asked
and what is right. Other packages add exercises through the entry point group
``tonmeister.exercises``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np

from tonmeister.faults import Piece
from tonmeister.later import fill_shelf
from tonmeister.listening.check import checks
from tonmeister.signal import Samples
from tonmeister.training.matched import matched
from tonmeister.training.staircase import LEVELS
from tonmeister.units import unit_of

Needs = Literal["mix", "stems", "vocal"]
"""``mix``: any song; ``stems``: its stems; ``vocal``: a lead vocal among the stems."""

Chance = np.random.Generator


class CannotAsk(ValueError):
    """A piece cannot carry the exercise; one line says what it lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be heard and answered.

    ``sounds`` by the key that plays them, ``[2, n]``; ``answers`` are numbered from 1, ``right``
    is the index of the right one; ``was`` says what it was, ``by_ear`` how to hear it next time.
    The rate and the loudness are seen to by ``Exercise.ask``.
    """

    sounds: Mapping[str, Samples]
    asks: str
    answers: tuple[str, ...]
    right: int
    was: str
    by_ear: str = ""
    rate_hz: int = 0


Asks = Callable[[Piece, float, Chance], Question]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One thing to learn to hear.

    ``amount`` names what gets smaller (or nearer) from ``easy`` at level 1 to ``hard`` at the last;
    ``by_ear`` how to listen; ``instead``: what is offered where the songs cannot carry it.
    """

    id: str
    title: str
    amount: str
    easy: float
    hard: float
    by_ear: str
    source: str
    needs: Needs
    instead: str
    asks: Asks

    def amount_at(self, level: float) -> float:
        """Return the amount of a level: each is the last times a constant."""
        return float(self.easy * (self.hard / self.easy) ** ((level - 1) / (LEVELS - 1)))

    def ask(self, piece: Piece, level: int, seed: int) -> Question:
        """Make a question of an excerpt, all its sounds equally loud; raises ``CannotAsk``."""
        lacks = self.lacks(piece)
        if lacks:
            raise CannotAsk(lacks)
        made = self.asks(piece, self.amount_at(level), np.random.default_rng(seed))
        sounds = matched(made.sounds, piece.rate_hz)
        return replace(
            made, sounds=sounds, rate_hz=piece.rate_hz, by_ear=made.by_ear or self.by_ear
        )

    def lacks(self, piece: Piece) -> str:
        """Say what a piece lacks for it; nothing where all is there."""
        if self.needs == "stems" and not piece.stems:
            return f"{self.id} needs the stems of {piece.name}"
        if self.needs == "vocal" and piece.stem_of("lead vocal") is None:
            return f"{self.id} needs the stems of {piece.name}, a lead vocal among them"
        return ""


_SHELF: dict[str, Exercise] = {}


def exercise(
    id: str,  # noqa: A002 - the word of the trade
    *,
    title: str,
    amount: str,
    easy: float,
    hard: float,
    by_ear: str,
    source: str = "",
    needs: Needs = "mix",
    instead: str = "boost",
) -> Callable[[Asks], Asks]:
    """Put an exercise on the shelf, under an id that never changes."""
    unit_of(amount)

    def declare(asks: Asks) -> Asks:
        if id in _SHELF:
            raise ValueError(f"two exercises are called {id!r}")
        _SHELF[id] = Exercise(
            id=id, title=title, amount=amount, easy=easy, hard=hard, by_ear=by_ear,
            source=source, needs=needs, instead=instead, asks=asks,
        )  # fmt: skip
        return asks

    return declare


@cache
def exercises() -> Mapping[str, Exercise]:
    """Return every exercise by id, in alphabetical order."""
    fill_shelf("tonmeister.training.questions", "tonmeister.exercises")
    return dict(sorted(_SHELF.items()))


def by_ear_of(check: str) -> str:
    """Return how a check tells one may hear it without a meter."""
    return checks()[check].by_ear


def which(
    clean: Samples, changed: Samples, chance: Chance, *, asks: str, was: str, by_ear: str = ""
) -> Question:
    """Ask which of two is the changed one; chance puts it under A or B."""
    right = int(chance.integers(2))
    first, second = (changed, clean) if right == 0 else (clean, changed)
    return Question(
        sounds={"a": first, "b": second},
        asks=asks,
        answers=("A", "B"),
        right=right,
        was=f"{'AB'[right]}, {was}",
        by_ear=by_ear,
    )
