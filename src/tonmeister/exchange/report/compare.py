"""What became of a finding between the raw tracks and the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tonmeister.exchange.report.data import Told
from tonmeister.exchange.report.words import anchor
from tonmeister.listening.check import checks
from tonmeister.model import Span
from tonmeister.producer.without import size, size_name

FateWord = Literal["answered", "left", "once", "new"]

_SAID = {
    "answered": "no longer heard in the record",
    "left": "still heard in the record",
    "once": "heard in the recording itself",
    "new": "heard in the record only",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """A finding, and what became of it.

    ``answered``: asked again of the record, and no longer heard. ``left``: still heard, as
    ``later`` tells with its new numbers. ``once``: about the recording itself, which is not
    asked again of the record. ``new``: heard in the record only.
    """

    told: Told
    word: FateWord
    later: Told | None = None

    @property
    def where(self) -> Span:
        """Where it was heard."""
        return self.told.finding.where

    @property
    def is_less(self) -> bool:
        """Whether it is still heard, but clearly smaller (by a tenth and half a unit at least)."""
        if self.later is None or not (
            size_name(self.told.finding) and size_name(self.later.finding)
        ):
            return False
        was, now = size(self.told.finding), size(self.later.finding)
        return was - now >= max(0.5, 0.1 * abs(was))

    @property
    def said(self) -> str:
        """The fate in words."""
        return "less of it in the record" if self.is_less else _SAID[self.word]

    @property
    def anchor(self) -> str:
        """The name of its place on the page; before and after may use one id for two things."""
        return f"{'n' if self.word == 'new' else 'f'}-{anchor(self.told.finding.id)}"


def fates(before: Sequence[Told], after: Sequence[Told]) -> list[Fate]:
    """Pair what was heard before with what is heard after: same check, strip and place."""
    open_after = list(after)
    found = []
    for told in before:
        later = next((other for other in open_after if _same(told, other)), None)
        if later:
            open_after.remove(later)
            found.append(Fate(told, "left", later))
        else:
            found.append(Fate(told, "answered" if _asked_again(told) else "once"))
    return found + [Fate(told, "new") for told in open_after]


def _same(a: Told, b: Told) -> bool:
    one, two = a.finding, b.finding
    if (one.check, one.strip) != (two.check, two.strip):
        return False
    overlap_s = min(one.where.end_s, two.where.end_s) - max(one.where.start_s, two.where.start_s)
    return overlap_s > 0.0 or one.where == two.where


def _asked_again(told: Told) -> bool:
    """Whether the check listens to the record too (checks of other packages: as declared)."""
    check = checks().get(told.finding.check)
    return check is None or check.when != "tracks"
