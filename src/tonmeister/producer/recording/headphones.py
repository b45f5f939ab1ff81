"""What everybody hears while they play."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tonmeister.knowledge.roles import group_of
from tonmeister.producer.recording.band import Band

ABSENT_DB = -20.0
"""What is not sent counts as so soft when mixes are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One headphone mix: for whom, what in it (dB against the own sound), and why."""

    players: tuple[str, ...]
    levels: tuple[tuple[str, float], ...]
    why: tuple[str, ...]


def cues(band: Band) -> list[Cue]:
    """Make a mix for everybody; where there are too few, those who want the most alike share."""
    mixes = [_cue(band, i) for i in range(len(band.players))]
    while len(mixes) > max(1, band.mixes_count):
        one, other = min(combinations(mixes, 2), key=lambda pair: _apart_db(*pair))
        mixes = [mix for mix in mixes if mix not in (one, other)]
        mixes.append(_joined(one, other))
    order = [player.name for player in band.players]
    return sorted(mixes, key=lambda mix: order.index(mix.players[0]))


def _cue(band: Band, number: int) -> Cue:
    player = band.players[number]
    main = player.plays[0]
    sung = next((s for s in player.plays if "vocal" in s.role), None)
    titles = dict.fromkeys([main.title, *([sung.title] if sung else [])])
    own = [f"own {title.lower()}" for title in titles]
    if any(source.role == "overheads" for source in player.plays):
        own = ["own drums", *([f"own {sung.title.lower()}"] if sung else [])]
    levels = dict.fromkeys(own, 0.0)
    for key, level_db in main.hears.items():
        if key == "click":
            levels[key] = level_db
        for other in band.players:
            if other is player or key in ("own", "click"):
                continue
            heard = [s for s in other.plays if key in (s.role, group_of(s.role).lower())]
            for source in heard[:1]:
                levels[f"{other.name}'s {source.title.lower()}"] = level_db
    ordered = sorted(levels.items(), key=lambda item: -item[1])
    return Cue(players=(player.name,), levels=tuple(ordered), why=(main.hears_why,))


def _apart_db(one: Cue, other: Cue) -> float:
    a, b = dict(one.levels), dict(other.levels)
    keys = {key for key in (*a, *b) if not key.startswith("own ")}
    return sum(abs(a.get(k, ABSENT_DB) - b.get(k, ABSENT_DB)) for k in keys) / max(1, len(keys))


def _joined(one: Cue, other: Cue) -> Cue:
    a, b = _plain(one), _plain(other)
    levels = {key: _middle([m[key] for m in (a, b) if key in m]) for key in (*a, *b)}
    return Cue(
        players=(*one.players, *other.players),
        levels=tuple(sorted(levels.items(), key=lambda item: -item[1])),
        why=tuple(dict.fromkeys((*one.why, *other.why))),
    )


def _plain(cue: Cue) -> dict[str, float]:
    """Say whose own sound it is, once it is not only theirs."""
    if len(cue.players) > 1:
        return dict(cue.levels)
    name = cue.players[0]
    return {
        f"{name}'s {key[4:]}" if key.startswith("own ") else key: level_db
        for key, level_db in cue.levels
    }


def _middle(values: Sequence[float]) -> float:
    return sum(values) / len(values)
