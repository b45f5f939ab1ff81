"""Which of several demos to record: for a single, an EP, an album; in which order, three ways.

Weights are the house's (practice): readiness, and how much the chosen ones differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from tonmeister.listening.planning.facts import SongFacts
from tonmeister.producer.album.nouns import SongHeard
from tonmeister.producer.album.order import (
    best_order,
    costs,
    energies,
    key_steps,
    order_cost,
    tempo_octaves,
)

READY = {"voice": 0.3, "chorus": 0.2, "lift": 0.15, "length": 0.15, "key": 0.1, "beat": 0.1}
SINGLE, EP, ALBUM = 1, 5, 12
DIFFERENT = 0.6
MOST_EXACT = 14
NEVER = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A demo: as an album hears it, and what is there already. ``missing`` in words."""

    heard: SongHeard
    ready_score: float
    has: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order of songs, and what it gives up against the best."""

    titles: tuple[str, ...]
    cost_score: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Songs for one kind of release, and those left out with the reason."""

    kind: str
    titles: tuple[str, ...]
    left_out: tuple[str, ...]
    words: str


def demo_of(facts: SongFacts, heard: SongHeard) -> Demo:
    """Say how far a demo has got; readiness is an opinion."""
    lifts = [
        b.loudness_lu - a.loudness_lu
        for a, b in zip(facts.sections, facts.sections[1:], strict=False)
        if b.kind == facts.chorus and a.kind != facts.chorus
    ]
    there = {
        "voice": facts.first_vocal_s is not None,
        "chorus": bool(facts.chorus),
        "lift": bool(lifts) and max(lifts) >= 1.0,
        "length": 120.0 <= facts.song.length_s <= 330.0,
        "key": facts.song.key is not None,
        "beat": facts.song.tempo is not None,
    }
    words = {
        "voice": "a lead voice", "chorus": "a section that comes again with most energy",
        "lift": "a chorus that lifts", "length": "the length of a song", "key": "a clear key",
        "beat": "a clear beat",
    }  # fmt: skip
    return Demo(
        heard=heard,
        ready_score=round(sum(READY[name] for name, is_there in there.items() if is_there), 3),
        has=tuple(words[n] for n, is_there in there.items() if is_there),
        missing=tuple(words[n] for n, is_there in there.items() if not is_there),
    )


def chosen(demos: Sequence[Demo]) -> tuple[Chosen, ...]:
    """Choose for a single, an EP and an album, as far as there are songs enough."""
    told = [_choose(demos, SINGLE, "single")]
    if len(demos) > EP:
        told.append(_choose(demos, EP, "EP"))
    elif len(demos) >= 3:
        told.append(_choose(demos, len(demos), "EP"))
    if len(demos) > ALBUM:
        told.append(_choose(demos, ALBUM, "album"))
    elif len(demos) >= 8:
        told.append(_choose(demos, len(demos), "album"))
    return tuple(told)


def orders(demos: Sequence[Demo]) -> tuple[Order, ...]:
    """Return three orders: the best, the best with another opener, the best with another closer."""
    songs = [demo.heard for demo in demos]
    if len(songs) < 3:
        return ()
    steps, opens, closes = costs(songs)
    best = best_order(steps, opens, closes)
    least = order_cost(best, steps, opens, closes)
    found = [(best, "the best by our weights")]
    other = best_order(steps, [NEVER if i == best[0] else c for i, c in enumerate(opens)], closes)
    found.append((other, f"opens with {songs[other[0]].title} instead of {songs[best[0]].title}"))
    last = best_order(steps, opens, [NEVER if i == best[-1] else c for i, c in enumerate(closes)])
    found.append((last, f"closes with {songs[last[-1]].title} instead of {songs[best[-1]].title}"))
    return tuple(
        Order(
            titles=tuple(songs[i].title for i in order),
            cost_score=round(order_cost(order, steps, opens, closes), 3),
            words=words + _gives_up(order_cost(order, steps, opens, closes) - least),
        )
        for order, words in found
    )


def _gives_up(more: float) -> str:
    return "" if more < 0.005 else f"; gives up {more:.2f} points in how the songs follow on"


def _apart(a: SongHeard, b: SongHeard, energy_gap: float) -> float:
    """Return how different two songs are, 0 to about 1."""
    fifths = key_steps(a.key, b.key)
    key = 0.5 if fifths is None else min(fifths, 3) / 3.0
    tone = math.sqrt(
        sum((x - y) ** 2 for x, y in zip(a.tone_db, b.tone_db, strict=True)) / len(a.tone_db)
    )
    return (
        0.25 * key + 0.25 * min(1.0, tempo_octaves(a, b) / 0.3) + 0.25 * min(1.0, energy_gap)
        + 0.25 * min(1.0, tone / 6.0)
    )  # fmt: skip


def _choose(demos: Sequence[Demo], count: int, kind: str) -> Chosen:
    energy = energies([demo.heard for demo in demos])
    apart = [
        [_apart(a.heard, b.heard, abs(float(energy[i] - energy[j]))) for j, b in enumerate(demos)]
        for i, a in enumerate(demos)
    ]

    def worth(rows: Sequence[int]) -> float:
        ready = sum(demos[i].ready_score for i in rows) / len(rows)
        if len(rows) == 1:
            return ready + 0.1 * float(energy[rows[0]])
        near = [min(apart[i][j] for j in rows if j != i) for i in rows]
        return ready + DIFFERENT * sum(near) / len(near)

    if len(demos) <= MOST_EXACT:
        best = max(combinations(range(len(demos)), count), key=lambda rows: (worth(rows), rows))
    else:
        best = _greedy(worth, len(demos), count)
    left = [i for i in range(len(demos)) if i not in best]
    how = "every choice was weighed" if len(demos) <= MOST_EXACT else "chosen one after the other"
    return Chosen(
        kind=kind,
        titles=tuple(demos[i].heard.title for i in best),
        left_out=tuple(_why_not(demos, i, best, apart) for i in left),
        words=f"opinion: readiness, and how much the songs differ ({how})",
    )


def _greedy(worth: Callable[[Sequence[int]], float], total: int, count: int) -> tuple[int, ...]:
    rows: list[int] = []
    while len(rows) < count:
        rest = [i for i in range(total) if i not in rows]
        rows.append(max(rest, key=lambda i: (worth([*rows, i]), -i)))
    return tuple(sorted(rows))


def _why_not(
    demos: Sequence[Demo], row: int, best: Sequence[int], apart: Sequence[Sequence[float]]
) -> str:
    demo = demos[row]
    nearest = min(best, key=lambda i: apart[row][i])
    if demo.ready_score < min(demos[i].ready_score for i in best):
        return f"{demo.heard.title}: not as far yet, missing {', '.join(demo.missing)}"
    return f"{demo.heard.title}: close to {demos[nearest].heard.title} in key, tempo, drive or tone"
