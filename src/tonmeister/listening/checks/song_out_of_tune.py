"""Hear a part that is not in tune with the others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.keys import UNPITCHED
from tonmeister.listening.parts import playing
from tonmeister.listening.tempo import VOICES
from tonmeister.listening.tuning import Tuning, apart_cents, tuning
from tonmeister.model import Finding

MOST_CENTS, FAR_CENTS = 14.0, 30.0
LEAST_SURE = 5.0


@check(
    "song/out_of_tune",
    title="Out of tune with the others",
    hears="what each part with a fixed pitch is tuned to, against all the others",
    matters="two references beat against each other; nothing else in the mix will cure that",
    by_ear="solo it with one other part and listen to long notes: they beat, or sound sour",
    source="circular mean of spectral peaks after Dressler & Streich, ISMIR 2007; 14 cents: house "
    "practice (half of what most people hear as wrong in a chord)",
    fix="shift the whole part by the cents named, the other way, before any reverb; or record it "
    "again after tuning",
    when="file",
)
def out_of_tune(heard: Heard) -> Iterator[Finding]:
    """Find parts that are tuned otherwise than the rest. Voices and drums are not asked.

    The furthest first, then again without it. Of two alone, it is the one further from 440 Hz.
    """
    tuned: dict[str, Tuning] = {}
    for name, features in playing(heard).items():
        if heard.roles[name] in UNPITCHED or heard.roles[name] in VOICES:
            continue
        if name not in heard.sounds:
            continue
        own = tuning(heard.sounds[name], features.active)
        if own is not None and own.sure >= LEAST_SURE:
            tuned[name] = own
    while len(tuned) >= 2:
        rest = {n: _together([t for m, t in tuned.items() if m != n]) for n in tuned}
        off = {n: apart_cents(t.off_cents, rest[n]) for n, t in tuned.items()}
        name = max(off, key=lambda n: (round(abs(off[n]), 3), abs(tuned[n].off_cents)))
        if abs(off[name]) <= MOST_CENTS:
            return
        own = tuned.pop(name)
        yield found(
            name,
            whole(heard.song.length_s),
            weight="fault" if abs(off[name]) > FAR_CENTS else "note",
            confidence=min(1.0, own.sure / 15.0),
            off_cents=off[name],
            others_hz=440.0 * 2.0 ** (rest[name] / 1200.0),
            reference_hz=own.reference_hz,
            usual_high_cents=MOST_CENTS,
            direction="sharp" if off[name] > 0.0 else "flat",
        )


def _together(tunings: list[Tuning]) -> float:
    """Return the tuning of several parts, by how much each is worth."""
    total = sum(
        t.peaks_count * t.agreement_score * np.exp(2j * np.pi * t.off_cents / 100.0)
        for t in tunings
    )
    return float(np.angle(total)) / (2.0 * np.pi) * 100.0
