"""From takes to a performance: what each is worth, what to ask for next, which to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonmeister.later import later

if TYPE_CHECKING:
    from tonmeister.producer.takes.score import score_takes
    from tonmeister.producer.takes.score_words import told_moments

__all__ = ["score_takes", "told_moments"]

__getattr__ = later(__name__, {"score_takes": "score", "told_moments": "score_words"})
