"""Timing to the millisecond: where strokes begin, where they belong, what is feel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonmeister.later import later

if TYPE_CHECKING:
    from tonmeister.listening.timing.attacks import Attacks, attacks_of
    from tonmeister.listening.timing.feel import Feel, feel_of
    from tonmeister.listening.timing.kit import Hit, hits_of
    from tonmeister.listening.timing.lines import (
        Lines,
        OnLines,
        follows,
        lines_of,
        on_lines,
        rubato,
    )
    from tonmeister.listening.timing.partner import partners

__all__ = [
    "Attacks", "Feel", "Hit", "Lines", "OnLines", "attacks_of", "feel_of", "follows", "hits_of",
    "lines_of", "on_lines", "partners", "rubato",
]  # fmt: skip

__getattr__ = later(
    __name__,
    {
        "Attacks": "attacks", "attacks_of": "attacks", "Feel": "feel", "feel_of": "feel",
        "Hit": "kit", "hits_of": "kit", "Lines": "lines", "OnLines": "lines",
        "follows": "lines", "lines_of": "lines", "on_lines": "lines", "rubato": "lines",
        "partners": "partner",
    },
)  # fmt: skip
