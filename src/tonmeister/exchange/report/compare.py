"""What became of a finding between the raw tracks and the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tonmeister.exchange.report.data import Told
from tonmeister.model import Span

FateWord = Literal["answered", "left", "new"]

_SAID = {
    "answered": "no longer heard in the record",
    "left": "still heard in the record",
    "new": "heard in the record only",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """A finding, and whether it is answered, left, or new in the record.

    ``later`` is the same finding as heard in the record, with its new numbers.
    """

    told: Told
    word: FateWord
    later: Told | None = None

    @property
    def where(self) -> Span:
        """Where it was heard."""
        return self.told.finding.where

    @property
    def said(self) -> str:
        """The fate in words."""
        return _SAID[self.word]


def fates(before: Sequence[Told], after: Sequence[Told]) -> list[Fate]:
    """Pair what was heard before with what is heard after: same id, or same check, strip, place."""
    open_after = list(after)
    found = []
    for told in before:
        later = next((other for other in open_after if _same(told, other)), None)
        if later:
            open_after.remove(later)
        found.append(Fate(told, "left" if later else "answered", later))
    return found + [Fate(told, "new") for told in open_after]


def _same(a: Told, b: Told) -> bool:
    one, two = a.finding, b.finding
    if one.id == two.id:
        return True
    overlap_s = min(one.where.end_s, two.where.end_s) - max(one.where.start_s, two.where.start_s)
    return one.check == two.check and one.strip == two.strip and overlap_s > 0.0
