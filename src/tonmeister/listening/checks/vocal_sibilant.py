"""Hear esses that cut."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import db, db1, prominent, stretches, within
from tonmeister.listening.check import check, found
from tonmeister.listening.features import BANDS_HZ, HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.model import Finding, Span

LOW_HZ, HIGH_HZ = 4500.0, 12000.0
BODY_LOW_HZ, BODY_HIGH_HZ = 150.0, 4000.0
USUAL_DB = -9.0
VOICES = ("lead vocal", "backing vocal")
LEAST_COUNT = 3


@check(
    "vocal/sibilant",
    title="Sharp esses",
    hears="the loudest moments of 4.5 to 12 kHz against the voice where it is loud",
    matters="compression and bright EQ lift esses first, and every small speaker shows them",
    by_ear="an ess makes one blink; it jumps out of the line",
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
        events = stretches(sharp, join_s=0.1, least_s=HOP_S)
        if len(events) < LEAST_COUNT:
            continue
        level = float(np.percentile(ess[sharp], 75))
        spectrum = power[:, sharp].mean(axis=1) * within(LOW_HZ, HIGH_HZ)
        centre = float(np.exp((spectrum * np.log(BANDS_HZ)).sum() / max(spectrum.sum(), 1e-20)))
        yield found(
            name,
            Span(events[0].start_s, events[-1].end_s),
            weight="note" if level - usual > USUAL_DB + 3.0 else "info",
            confidence=0.8,
            sibilance_db=level - usual,
            usual_high_db=USUAL_DB,
            over_db=level - usual - USUAL_DB,
            frequency_hz=centre,
            ess_dbfs=level,
            voice_dbfs=usual,
            esses_count=len(events),
        )
