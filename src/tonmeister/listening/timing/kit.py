"""The strokes of a drum kit, from all its microphones together.

Each stroke is timed by the microphone in which it is loudest for what that microphone usually
hears: the one before the drum that was struck. Sound takes 2.9 ms a metre, so the far microphones
only tell strokes that no close one hears (a crash), with their way through the air taken off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.timing.attacks import Attacks

Real = NDArray[np.float64]

CLOSE = ("kick", "snare", "hi-hat", "tom")
TOGETHER_S = 0.040
"""Strokes so near to each other are one moment: a kick with a hat, a flam."""
FARTHEST_S = 0.035
FAR_RISE_DB = 10.0
FAR_UNDER_DB = 22.0
# Who tells the time when several drums are struck together, dB.
WEIGHT_DB = {"kick": 0.0, "snare": 0.0, "drums": 0.0, "tom": -4.0, "hi-hat": -9.0}
OTHER_DB = -6.0


@dataclass(frozen=True, slots=True)
class Hit:
    """One moment at which a drummer or a player strikes: one drum, or several together.

    ``time_s`` is when it is heard, ``first_s`` and ``last_s`` when the first and the last of its
    microphones hear it, ``leader`` the track that tells its time, by what it hears at ``heard_s``.
    """

    time_s: float
    first_s: float
    last_s: float
    leader: str
    heard_s: float


def hits_of(heard: Mapping[str, Attacks], roles: Mapping[str, str]) -> list[Hit]:
    """Return the strokes of a kit (or of one track alone), in order."""
    close = {n: a for n, a in heard.items() if roles[n] in CLOSE and len(a)}
    far = {n: a for n, a in heard.items() if n not in close and len(a)}
    if not close:
        close, far = far, {}
    rows = sorted(
        (float(t), name, float(level - a.usual_db) + WEIGHT_DB.get(roles[name], OTHER_DB))
        for name, a in close.items()
        for t, level in zip(a.times_s, a.level_db, strict=True)
    )
    hits: list[Hit] = []
    moment: list[tuple[float, str, float]] = []
    for row in [*rows, (np.inf, "", 0.0)]:
        if moment and row[0] - moment[0][0] > TOGETHER_S:
            hits.append(_hit(moment))
            moment = []
        moment.append(row)
    for name, attacks in far.items():
        hits = _with_far(hits, name, attacks)
    return sorted(hits, key=lambda h: h.time_s)


def way_s(hits: list[Hit], attacks: Attacks) -> float:
    """Return how much later a far microphone usually hears what a close one hears."""
    times = np.array([h.time_s for h in hits])
    if times.size == 0:
        return 0.0
    late = attacks.times_s[:, None] - times[None, :]
    near = late[(late > -0.002) & (late < FARTHEST_S)]
    return max(0.0, float(np.median(near))) if near.size >= 3 else 0.0


def _hit(moment: list[tuple[float, str, float]]) -> Hit:
    time_s, leader, _ = max(moment, key=lambda row: row[2])
    return Hit(time_s, moment[0][0], moment[-1][0], leader, time_s)


def _with_far(hits: list[Hit], name: str, attacks: Attacks) -> list[Hit]:
    """Note how late a far microphone hears each stroke, and add those that only it hears."""
    way = way_s(hits, attacks)
    loud_db = attacks.usual_db - FAR_UNDER_DB
    out = list(hits)
    times = np.array([h.time_s for h in hits])
    for at_s, level_db, rise_db in zip(
        attacks.times_s, attacks.level_db, attacks.rise_db, strict=True
    ):
        near = np.flatnonzero((times > at_s - FARTHEST_S - 0.01) & (times < at_s + TOGETHER_S))
        if near.size:
            i = int(near[-1])
            if at_s > out[i].last_s and at_s < out[i].time_s + FARTHEST_S:
                out[i] = replace(out[i], last_s=float(at_s))
        elif level_db > loud_db and rise_db > FAR_RISE_DB:
            at = float(at_s)
            out.append(Hit(at - way, at - way, at, name, at))
    return out
