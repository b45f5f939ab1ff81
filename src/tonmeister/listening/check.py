"""How a check is declared, found and asked.

A check is one pure function in one file under ``listening/checks/``: it takes everything that
was heard and yields what it found. Its words stand in the declaration, its id never changes.
Other packages add checks through the entry point group ``tonmeister.checks``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, wraps
from typing import Any, Literal, TypeVar

from tonmeister.later import fill_shelf
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, Span, Weight
from tonmeister.units import unit_of

When = Literal["tracks", "mix", "both", "file"]
"""``tracks``: asked before there is a mix; ``mix``: asked of a print; ``both``; ``file``: asked
of finished sound, whose samples can be read (``Heard.sound``)."""

Hears = Callable[[Heard], Iterator[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing the house can hear.

    ``hears``: what it listens to; ``matters``: why a musician should care; ``by_ear``: how to
    tell without a meter; ``source``: where its thresholds come from; ``fix``: what would mend it.
    """

    id: str
    title: str
    hears: str
    matters: str
    by_ear: str
    source: str
    fix: str
    when: When
    run: Hears

    def asked_of(self, heard: Heard) -> bool:
        """Whether it applies before (``tracks``) or after (``mix``) there is a print."""
        if self.when == "file":
            return heard.sound is not None
        return self.when in ("both", "mix" if heard.rendered else "tracks")


class UnknownCheck(ValueError):
    """There is no check of that name."""


_SHELF: dict[str, Check] = {}


def check(
    id: str,  # noqa: A002 - the word of the trade
    *,
    title: str,
    hears: str,
    matters: str,
    by_ear: str,
    source: str,
    fix: str,
    when: When = "both",
) -> Callable[[Hears], Hears]:
    """Put a check on the shelf, under an id that never changes."""

    def declare(run: Hears) -> Hears:
        if id in _SHELF:
            raise ValueError(f"two checks are called {id!r}")
        _SHELF[id] = Check(
            id=id, title=title, hears=hears, matters=matters, by_ear=by_ear, source=source,
            fix=fix, when=when, run=run,
        )  # fmt: skip
        return run

    return declare


@cache
def checks() -> Mapping[str, Check]:
    """Return every check by id, in alphabetical order."""
    fill_shelf("tonmeister.listening.checks", "tonmeister.checks")
    return dict(sorted(_SHELF.items()))


def found(
    strip: str,
    where: Span,
    *,
    weight: Weight = "note",
    confidence: float = 1.0,
    share: Mapping[str, float] | None = None,
    **facts: float | str,
) -> Finding:
    """Write down what a check found. Every number among the facts says its unit."""
    kept: dict[str, float | str] = {}
    for name, value in facts.items():
        if isinstance(value, str):
            kept[name] = value
        else:
            unit_of(name)
            kept[name] = round(float(value), 3)
    if share is not None:
        share = {k: round(float(v), 4) for k, v in share.items() if v >= 0.005}
    return Finding(
        id="", check="", strip=strip, where=where, facts=kept, weight=weight,
        confidence=round(float(confidence), 3), share=share,
    )  # fmt: skip


_WEIGHTS = {"fault": 0, "note": 1, "info": 2}


def listen(heard: Heard, only: Collection[str] | None = None) -> tuple[Finding, ...]:
    """Ask every check that applies, or ``only`` those, and return what they found.

    The weightiest first, then in the order of the song. What the genre keeps on purpose becomes
    ``info`` and says why (the fact ``kept``). The same song gives the same findings and ids.
    """
    if only is not None and (strange := sorted(set(only) - set(checks()))):
        raise UnknownCheck(f"there is no check {', '.join(strange)}; see 'tonmeister checks'")
    findings: list[Finding] = []
    token = _SHARED.set({})
    try:
        for one in checks().values():
            if one.asked_of(heard) and (only is None or one.id in only):
                findings += _signed(one, heard)
    finally:
        _SHARED.reset(token)
    return tuple(sorted(findings, key=_rank))


def _signed(one: Check, heard: Heard) -> Iterator[Finding]:
    """Give a check's findings their names, numbered in the order of the song on each strip."""
    length_s = heard.song.length_s
    count: dict[str, int] = {}
    for raw in sorted(one.run(heard), key=lambda f: (f.where.start_s, f.where.end_s)):
        count[raw.strip] = count.get(raw.strip, 0) + 1
        end_s = min(max(raw.where.end_s, 0.0), length_s)
        signed = replace(
            raw,
            id=f"{one.id}@{raw.strip}#{count[raw.strip]}",
            check=one.id,
            where=Span(min(max(raw.where.start_s, 0.0), end_s), end_s),
        )
        yield _kept(signed, heard.genre.keep)


def _kept(finding: Finding, keep: Mapping[str, str]) -> Finding:
    if finding.check not in keep:
        return finding
    return replace(finding, weight="info", facts={**finding.facts, "kept": keep[finding.check]})


def _rank(finding: Finding) -> tuple[int, float, float, str]:
    where = finding.where
    return _WEIGHTS[finding.weight], where.start_s, where.end_s, finding.id


_SHARED: ContextVar[dict[Any, tuple[Heard, Any]] | None] = ContextVar("shared", default=None)
T_ = TypeVar("T_")


def shared(work: Callable[[Heard], T_]) -> Callable[[Heard], T_]:
    """Let several checks of one hearing use the same measurement without doing it twice."""

    @wraps(work)
    def once(heard: Heard) -> T_:
        memory = _SHARED.get()
        if memory is None:
            return work(heard)
        key = (work, id(heard))
        if key not in memory:
            memory[key] = (heard, work(heard))
        result: T_ = memory[key][1]
        return result

    return once
