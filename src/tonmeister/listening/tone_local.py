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

LEAST_CERTAINTY = 0.9
LEAST_DB = 4.5
FAULT_DB, FAULT_CERTAINTY = 9.0, 1.5
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


def here(heard: Heard, name: str) -> Iterator[Finding]:
    """Find stretches of a finished mix that have a colour which its other parts have not."""
    for change in changes(heard).get(name, ()):
        if change.certainty < LEAST_CERTAINTY or change.excess_db < LEAST_DB:
            continue
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
        weight="fault" if strong else "note",
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
