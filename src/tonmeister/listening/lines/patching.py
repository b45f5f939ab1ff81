"""Cables in the wrong socket: two names with one signal, and a name whose sound says another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.roles import group_of
from tonmeister.listening.features import HOP_S
from tonmeister.listening.lines.levels import level_of
from tonmeister.listening.lines.line import Line
from tonmeister.listening.role_from_sound import role_from_sound

ALIKE_DB = 0.5
"""Two lines with one signal keep one distance in level, step by step; more is not looked at."""

SAME = 0.995
WINDOWS, LAGS = 12, 2
SURE = 0.75
LEAST_S = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """Two names, one signal; ``flipped``: the second is upside down. ``level_db``: second less."""

    first: str
    second: str
    flipped: bool
    level_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Strange:
    """A line that does not sound as it is called; ``swapped`` is the one it sits in place of."""

    name: str
    role: str
    sounds: str
    confidence: float
    swapped: str = ""


def same_signals(lines: Sequence[Line]) -> list[Same]:
    """Find lines that carry one signal: the same wave, to the sample, at any level."""
    living = [x for x in lines if level_of(x).state == "alive" and not x.aside]
    found = []
    for first, second in combinations(living, 2):
        level_db = _apart_db(first, second)
        if level_db is None:
            continue
        alike = _alike(first, second)
        if abs(alike) >= SAME:
            found.append(
                Same(
                    first=first.name, second=second.name, flipped=alike < 0.0,
                    level_db=round(level_db, 1),
                )
            )  # fmt: skip
    return found


def _apart_db(first: Line, second: Line) -> float | None:
    """Return the level between two lines if it is the same all along, else ``None``."""
    a = first.features.left_right.mean(axis=0, dtype=np.float64)
    b = second.features.left_right.mean(axis=0, dtype=np.float64)
    steps = min(len(a), len(b))
    a, b = a[:steps], b[:steps]
    loud = (a > 1e-3 * a.max(initial=0.0)) & (a > 1e-12) & (b > 1e-14)
    if loud.sum() < 3:
        return None
    apart_db = 10.0 * np.log10(b[loud] / a[loud])
    return float(np.median(apart_db)) if float(np.std(apart_db)) < ALIKE_DB else None


def _alike(first: Line, second: Line) -> float:
    """Return how alike the waves are in the loudest places (1 the same, -1 upside down)."""
    rate_hz = first.sound.rate_hz
    frames = int(2 * HOP_S * rate_hz)
    power = first.features.left_right.mean(axis=0)
    scores = []
    for step in np.sort(np.argsort(power, kind="stable")[-WINDOWS:]):
        start = int(step * HOP_S * rate_hz)
        a = first.sound.read(start, frames).mean(axis=0)
        b = second.sound.read(start - LAGS, frames + 2 * LAGS).mean(axis=0)
        scores.append([_likeness(a, b[lag : lag + frames]) for lag in range(2 * LAGS + 1)])
    mean = np.median(np.array(scores), axis=0)
    return float(mean[np.abs(mean).argmax()])


def _likeness(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 1e-12 else 0.0


def strange_names(lines: Sequence[Line]) -> list[Strange]:
    """Find lines whose sound says clearly that something else is on the cable."""
    heard: dict[str, tuple[Line, str, float]] = {}
    for line in lines:
        if not line.named or line.far or line.aside or level_of(line).state != "alive":
            continue
        if line.features.active.sum() * HOP_S < LEAST_S:
            continue
        role, confidence = role_from_sound(line.features)
        if confidence >= SURE and _other(line.role, role):
            heard[line.name] = (line, role, confidence)
    found = []
    for line, role, confidence in heard.values():
        swapped = next(
            (o.name for o, sounds, _ in heard.values() if o.role == role and sounds == line.role),
            "",
        )
        found.append(
            Strange(
                name=line.name, role=line.role, sounds=role, confidence=confidence, swapped=swapped
            )
        )
    return found


def _other(named: str, sounds: str) -> bool:
    """Say whether two roles are so far apart that no ear takes one for the other."""
    if "other" in (named, sounds) or named in ("effects", "drums", "lead instrument"):
        return False
    one, other = _family(named), _family(sounds)
    told = {"kick", "snare", "hi-hat"}
    return one != other or (one == "drums" and named != sounds and {named, sounds} <= told)


def _family(role: str) -> str:
    """Return drums, bass, voices, or everything with strings, pipes and keys as one."""
    group = group_of(role).lower()
    return "voices" if "vocal" in group else group if group in ("drums", "bass") else "music"
