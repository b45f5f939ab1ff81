"""Stretches that sound unlike the rest of their own song, told as findings."""

from __future__ import annotations

from collections.abc import Iterator
from math import erfc, sqrt

import numpy as np

from tonmeister.knowledge.corpus import Group, Percentiles, corpus
from tonmeister.listening.bands import k_weight, loudness_lufs, steps, within
from tonmeister.listening.check import found
from tonmeister.listening.corpus import from_power_db, z_score
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import genre_group, parts, shares
from tonmeister.listening.tone_change import Change, changes
from tonmeister.model import Finding, Span

LEAST_CERTAINTY = 0.85
LEAST_DB = 4.5
FAULT_DB, FAULT_CERTAINTY = 9.0, 1.5
SHORT_S, LONGER = 45.0, 0.2
EDGE_S = 1.5
RIVAL_PART, NEAR_PART, RIVAL_OVERLAP, MOST_RIVALS = 0.6, 0.8, 0.5, 3
REST = "the rest of the song has"


def percentile(value: float, table: Percentiles) -> float:
    """Return how many of a hundred songs lie under a value, between 0 and 100."""
    return 50.0 * erfc(-z_score(value, table) / sqrt(2.0))


def own_group(heard: Heard) -> Group:
    """Return the released songs that are about as loud as this mix is."""
    return corpus().group_at(loudness_lufs(heard.mix.k_power))


def group_of(heard: Heard) -> Group:
    """Return the songs of the loudness the genre aims at; where there is none, of its own."""
    if heard.sound is not None and "print.integrated_lufs" not in heard.genre.expected:
        return own_group(heard)
    return genre_group(heard)


def demand(heard: Heard) -> float:
    """Return how much surer than in a short song one must be: a long one has more places to err."""
    return float(max(1.0, heard.song.length_s / SHORT_S) ** LONGER)


def at_an_end(heard: Heard, where: Span) -> bool:
    """Whether a stretch is the beginning or the end of a song: those are meant to be different."""
    return where.start_s < EDGE_S or where.end_s > heard.song.length_s - EDGE_S


def worth_a_note(heard: Heard, change: Change) -> bool:
    """Whether a change is sure, strong, and the best name for what happens there.

    Where several colours fit a stretch about equally well, something else plays.
    """
    if change.certainty < LEAST_CERTAINTY * demand(heard) or at_an_end(heard, change.where):
        return False
    rivals = [
        other.certainty
        for others in changes(heard).values()
        for other in others
        if other.colour != change.colour
        and other.excess_db >= LEAST_DB
        and _overlap(other.where, change.where) > RIVAL_OVERLAP
    ]
    near = [certainty for certainty in rivals if certainty > NEAR_PART * change.certainty]
    return len(near) <= MOST_RIVALS and change.certainty > RIVAL_PART * max(rivals, default=0.0)


def _overlap(one: Span, other: Span) -> float:
    """Return which part of the time of both is that of both at once."""
    both = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    return max(both, 0.0) / (max(one.end_s, other.end_s) - min(one.start_s, other.start_s))


def here(heard: Heard, name: str) -> Iterator[Finding]:
    """Find stretches of a finished mix that have a colour which its other parts have not."""
    for change in changes(heard).get(name, ()):
        if change.certainty >= LEAST_CERTAINTY and change.excess_db >= LEAST_DB:
            yield _told(heard, change)


def _told(heard: Heard, change: Change) -> Finding:
    colour, where = change.colour, change.where
    share = rise(heard, within(colour.low_hz, colour.high_hz), where)
    strong = change.excess_db >= FAULT_DB and change.certainty >= FAULT_CERTAINTY
    group = own_group(heard)
    band = int(np.searchsorted(corpus().edges_hz, colour.centre_hz)) - 1
    level_db, _ = from_power_db(heard.mix.power[:, :, steps(heard.mix, where)])
    most = next(iter(share), "")
    who = {"most": most, "most_percent": 100.0 * share[most]} if most else {}
    return found(
        "Master",
        where,
        weight="info" if not worth_a_note(heard, change) else "fault" if strong else "note",
        confidence=change.certainty / (change.certainty + 0.5),
        share=share or None,
        excess_db=change.excess_db,
        beyond_db=change.excess_db,
        low_hz=colour.low_hz,
        high_hz=colour.high_hz,
        percentile_percent=percentile(float(level_db[band]), group.level_db[band]),
        songs_count=group.songs_count,
        certainty_score=change.certainty,
        direction="too much" if colour.sign > 0 else "too little",
        against=REST,
        bars=heard.song.bars(where),
        **who,  # type: ignore[arg-type]
    )


def rise(heard: Heard, weights: np.typing.NDArray[np.float32], where: Span) -> dict[str, float]:
    """Return whose power in a band rises in a stretch, as parts of the whole rise.

    Where nobody's does (something is missing there), who plays in that band.
    """
    part = steps(heard.mix, where)
    all_parts = parts(heard)
    if not all_parts.names:
        return {}
    power = np.einsum("b,sbt->st", weights * k_weight(), all_parts.power)
    inside = power[:, part].mean(axis=1)
    outside = np.delete(power, np.arange(power.shape[1])[part], axis=1)
    more = inside - (outside.mean(axis=1) if outside.size else 0.0)
    more = np.maximum(more, 0.0)
    if float(more.sum()) <= 0.1 * float(inside.sum()):
        return shares(heard, weights, part)
    order = np.argsort(-more)
    whole = float(more.sum())
    return {all_parts.names[i]: float(more[i]) / whole for i in order if more[i] > 0.0}
