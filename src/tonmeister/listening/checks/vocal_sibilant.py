"""Hear esses that cut."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import db, db1, prominent, stretches, within
from tonmeister.listening.check import check, found
from tonmeister.listening.features import BANDS_HZ, HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.model import Finding, Span, Weight

LOW_HZ, HIGH_HZ = 4500.0, 12000.0
BODY_LOW_HZ, BODY_HIGH_HZ = 150.0, 4000.0
USUAL_DB = -9.0
VOICES = ("lead vocal", "backing vocal")
LEAST_COUNT = 3
FAR_DB = 6.0
APART_S, NEAR_S = 15.0, 2.5
"""Esses that belong together, and those so loud that they do at once."""


@check(
    "vocal/sibilant",
    title="Sharp esses",
    hears="the loudest moments of 4.5 to 12 kHz against the voice where it is loud",
    matters="compression and bright EQ lift esses first, and every small speaker shows them",
    by_ear="an ess makes one blink; it jumps out of the line",
    fix="a de-esser around the frequency named, keyed by itself; or turn each "
    "ess down by hand, which sounds best; then look which bright bell or compressor lifted them",
    source="9 dB under the voice: measured on 12 raw and 1 released vocal, house practice",
)
def sibilant(heard: Heard) -> Iterator[Finding]:
    """Find voices whose esses come close to the voice itself, where, and how high they lie."""
    for name, features in playing(heard).items():
        if heard.roles.get(name) not in VOICES:
            continue
        power = features.power[0] + features.power[1]
        ess = db(within(LOW_HZ, HIGH_HZ) @ power)
        voice = within(BODY_LOW_HZ, BODY_HIGH_HZ) @ power
        body = db(voice)
        on = features.active
        if on.sum() < 20:
            continue
        usual = db1(voice[prominent(features.k_power, on)].mean())
        sharp = on & (ess > body - 3.0) & (ess > usual + USUAL_DB)
        loud = sharp & (ess > usual + USUAL_DB + FAR_DB)
        told: list[tuple[Span, int, Weight]] = []
        told += [(where, count, "note") for where, count in _passages(loud, NEAR_S)]
        for where, count in _passages(sharp, APART_S):
            if not any(_overlap(where, other) for other, _, _ in told):
                told.append((where, count, "info"))
        for where, count, weight in told:
            inside = sharp & _during(where, sharp.size)
            level = float(np.percentile(ess[inside], 75))
            spectrum = power[:, inside].mean(axis=1) * within(LOW_HZ, HIGH_HZ)
            centre = float(np.exp((spectrum * np.log(BANDS_HZ)).sum() / max(spectrum.sum(), 1e-20)))
            yield found(
                name,
                where,
                weight=weight,
                confidence=0.8,
                sibilance_db=level - usual,
                usual_high_db=USUAL_DB,
                over_db=level - usual - USUAL_DB,
                frequency_hz=centre,
                ess_dbfs=level,
                voice_dbfs=usual,
                esses_count=count,
                bars=heard.song.bars(where),
            )


def _passages(sharp: NDArray[np.bool_], apart_s: float) -> Iterator[tuple[Span, int]]:
    """Put esses that are not far apart together; a passage has three or more."""
    group: list[Span] = []
    events = stretches(sharp, join_s=0.1, least_s=HOP_S)
    for event in (*events, Span(np.inf, np.inf)):
        if group and event.start_s - group[-1].end_s > apart_s:
            if len(group) >= LEAST_COUNT:
                yield Span(group[0].start_s, group[-1].end_s), len(group)
            group = []
        group.append(event)


def _overlap(a: Span, b: Span) -> bool:
    return min(a.end_s, b.end_s) > max(a.start_s, b.start_s)


def _during(where: Span, steps: int) -> NDArray[np.bool_]:
    at_s = (np.arange(steps) + 0.5) * HOP_S
    return (at_s >= where.start_s) & (at_s < where.end_s)
