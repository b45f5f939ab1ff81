"""Editing recordings: proposed, played, measured, taken back, written, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonmeister.later import later

if TYPE_CHECKING:
    from tonmeister.flow.editing.bench import Bench, open_bench

__all__ = ["Bench", "open_bench"]

__getattr__ = later(__name__, {"Bench": "bench", "open_bench": "bench"})
