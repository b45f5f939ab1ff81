"""One effect to a file. A file declares the sound, its knobs and their words once.

Every module on this shelf is found by itself; another package adds effects through the entry
point group ``tonmeister.effects``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tonmeister.effects.declare import (
    At,
    Effect,
    Knob,
    OutOfRange,
    Processor,
    choice,
    effect,
    knob,
    knobs_of,
    shelf,
    switch,
)
from tonmeister.later import fill_shelf

__all__ = [
    "At",
    "Effect",
    "Knob",
    "OutOfRange",
    "Processor",
    "choice",
    "effect",
    "effects",
    "knob",
    "knobs_of",
    "recall",
    "switch",
]


@cache
def effects() -> Mapping[str, type[Effect]]:
    """Return every effect of the house by name, in alphabetical order."""
    fill_shelf(__name__, "tonmeister.effects")
    return dict(sorted(shelf().items()))


def recall(name: str, settings: Mapping[str, float | str | bool]) -> Effect:
    """Return the effect of that name with these settings; raises ``OutOfRange``."""
    try:
        cls = effects()[name]
    except KeyError:
        raise OutOfRange(f"there is no effect {name!r}; there are {', '.join(effects())}") from None
    return cls.recall(settings)
