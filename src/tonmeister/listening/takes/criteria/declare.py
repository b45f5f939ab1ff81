"""How something that a take is judged by is declared and found.

A criterion is one function in one file of this folder: it takes everything known about the takes
and yields a mark for each phrase of each take. It measures; what that costs is the producer's
business. Other packages add criteria through the entry point group ``tonmeister.criteria``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

from tonmeister.later import fill_shelf
from tonmeister.listening.takes.criteria.evidence import Evidence
from tonmeister.model import Finding, PartKind, Span, Weight
from tonmeister.units import unit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a criterion measured about one phrase of one take, and the moments it heard."""

    take: int
    phrase: int
    facts: Mapping[str, float]
    findings: tuple[Finding, ...] = ()


Marks = Callable[[Evidence], Iterator[Mark]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing takes are judged by: what it hears, why it matters, whence it comes."""

    id: str
    title: str
    hears: str
    matters: str
    source: str
    kinds: frozenset[PartKind]
    run: Marks


_SHELF: dict[str, Criterion] = {}


def criterion(
    id: str,  # noqa: A002 - the word of the trade
    *,
    title: str,
    hears: str,
    matters: str,
    source: str,
    kinds: Sequence[PartKind] = get_args(PartKind),
) -> Callable[[Marks], Marks]:
    """Put a criterion on the shelf, for the ``kinds`` of part it makes sense for."""

    def declare(run: Marks) -> Marks:
        if id in _SHELF:
            raise ValueError(f"two criteria are called {id!r}")
        _SHELF[id] = Criterion(
            id=id, title=title, hears=hears, matters=matters, source=source,
            kinds=frozenset(kinds), run=run,
        )  # fmt: skip
        return run

    return declare


@cache
def criteria() -> Mapping[str, Criterion]:
    """Return every criterion by id, in alphabetical order."""
    fill_shelf("tonmeister.listening.takes.criteria", "tonmeister.criteria")
    return dict(sorted(_SHELF.items()))


def moment(
    check: str,
    strip: str,
    start_s: float,
    end_s: float,
    *,
    weight: Weight = "note",
    confidence: float = 1.0,
    **facts: float | str,
) -> Finding:
    """Write down a single moment of a take (reference clock). Every number says its unit."""
    kept: dict[str, float | str] = {}
    for name, value in facts.items():
        if isinstance(value, str):
            kept[name] = value
        else:
            unit_of(name)
            kept[name] = round(float(value), 3)
    start = round(max(0.0, start_s), 3)
    return Finding(
        id=f"takes/{check}@{strip}#{start:.2f}", check=f"takes/{check}", strip=strip,
        where=Span(start, round(max(start, end_s), 3)), facts=kept, weight=weight,
        confidence=round(float(confidence), 3),
    )  # fmt: skip
