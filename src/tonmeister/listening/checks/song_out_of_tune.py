"""Hear a part that is not in tune with the others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.keys import UNPITCHED
from tonmeister.listening.parts import playing
from tonmeister.listening.tempo import VOICES
from tonmeister.listening.tuning import Tuning, apart_cents, tuning
from tonmeister.model import Finding

MOST_CENTS, FAR_CENTS, NEAR_CENTS = 18.0, 35.0, 15.0
LEAST_SURE = 5.0


@check(
    "song/out_of_tune",
    title="Out of tune with the others",
    hears="what each part with a fixed pitch is tuned to, against all the others",
    matters="two references beat against each other; nothing else in the mix will cure that",
    by_ear="solo it with one other part and listen to long notes: they beat, or sound sour",
    source="circular mean of spectral peaks after Dressler & Streich, ISMIR 2007; 18 cents: house "
    "practice (fixed-pitch parts of four songs lay within 17)",
    fix="shift the whole part by the cents named, the other way, before any reverb; or record it "
    "again after tuning",
    when="file",
)
def out_of_tune(heard: Heard) -> Iterator[Finding]:
    """Find parts that are tuned otherwise than the rest. Voices and drums are not asked."""
    tuned: dict[str, Tuning] = {}
    for name, features in playing(heard).items():
        if heard.roles[name] in UNPITCHED or heard.roles[name] in VOICES:
            continue
        if name not in heard.sounds:
            continue
        own = tuning(heard.sounds[name], features.active)
        if own is not None and own.sure >= LEAST_SURE:
            tuned[name] = own
    if len(tuned) < 2:
        return
    together = _consensus(list(tuned.values()))
    for name, own in tuned.items():
        off = apart_cents(own.off_cents, together)
        if abs(off) <= MOST_CENTS:
            continue
        yield found(
            name,
            whole(heard.song.length_s),
            weight="fault" if abs(off) > FAR_CENTS else "note",
            confidence=min(1.0, own.sure / 15.0),
            off_cents=off,
            others_hz=440.0 * 2.0 ** (together / 1200.0),
            reference_hz=own.reference_hz,
            usual_high_cents=MOST_CENTS,
            direction="sharp" if off > 0.0 else "flat",
        )


def _consensus(tunings: list[Tuning]) -> float:
    """Return the tuning that most parts share: far ones count no more than near ones.

    Each part pulls by its distance, up to 15 cents; A = 440 Hz pulls a little, so that of two
    parts alone the one nearer to it is taken to be right.
    """
    places = np.arange(-50.0, 50.0, 0.5)

    def pull(at: float) -> NDArray[np.float64]:
        return np.minimum(np.abs((places - at + 50.0) % 100.0 - 50.0), NEAR_CENTS)

    cost = 0.1 * np.abs(places) + np.sum([pull(t.off_cents) for t in tunings], axis=0)
    return float(places[cost.argmin()])
