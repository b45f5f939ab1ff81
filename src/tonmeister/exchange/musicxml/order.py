"""Repeats played out: the order in which the bars of a written page sound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

MOST_BARS = 5000


@dataclass(slots=True)
class Signs:
    """What repeats a bar carries: ``endings`` are the passes it is played in (empty: all)."""

    forward: bool = False
    backward: int = 0  # how often the stretch is played in all; 0: no repeat here
    endings: set[int] = field(default_factory=set)


def played(measures: Sequence[Element]) -> list[tuple[int, int]]:
    """Return the bars as they are played: (number from 0, pass from 1)."""
    signs = _signs(measures)
    out: list[tuple[int, int]] = []
    start, turn, n = 0, 1, 0
    while n < len(signs) and len(out) < MOST_BARS:
        here = signs[n]
        if here.forward and n != start:
            start, turn = n, 1
        if here.endings and turn not in here.endings:
            n += 1
            continue
        out.append((n, turn))
        last = max(here.backward, max(here.endings, default=0) + bool(here.endings))
        if here.backward and turn < last:
            n, turn = start, turn + 1
            continue
        if here.backward:
            start, turn = n + 1, 1 if not _in_endings(signs, n + 1) else turn
        n += 1
        if here.endings and not here.backward and not _in_endings(signs, n):
            start, turn = n, 1
    return out


def _in_endings(signs: Sequence[Signs], n: int) -> bool:
    return n < len(signs) and bool(signs[n].endings)


def _signs(measures: Sequence[Element]) -> list[Signs]:
    out = []
    open_ending: set[int] = set()
    for measure in measures:
        found = Signs()
        closes = False
        for line in measure.iterfind("barline"):
            ending, repeat = line.find("ending"), line.find("repeat")
            if ending is not None and ending.get("type") == "start":
                open_ending = {int(n) for n in re.findall(r"\d{1,2}", ending.get("number", "1"))}
            closes = closes or (ending is not None and ending.get("type") != "start")
            if repeat is not None and repeat.get("direction") == "forward":
                found.forward = True
            elif repeat is not None:
                times = repeat.get("times", "2")
                found.backward = min(20, int(times)) if re.fullmatch(r"\d{1,3}", times) else 2
        found.endings = set(open_ending)
        if closes:
            open_ending = set()
        out.append(found)
    return out
