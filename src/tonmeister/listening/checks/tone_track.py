"""Hear a voice, a kit or a bass that does not sound like its kind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import SIXTH, db, k_weight, smooth, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.features import BANDS_HZ
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.model import Finding

KINDS = {"lead vocal": "vocals", "drums": "drums", "bass": "bass"}
MOST_DB, LACK_DB, FAR_DB = 5.0, 9.0, 9.0
FIRST_OF = {"vocals": 8, "drums": 3, "bass": 3}
LAST_OF = {"vocals": 28, "drums": 28, "bass": 21}


def off_db(power: NDArray[np.float32], kind: str) -> NDArray[np.float64]:
    """Return how far each third octave lies over the mean of its kind, half an octave smoothed.

    Both spectra are set to the same K-weighted loudness first.
    """
    usual = np.array(corpus().kinds_db[kind])
    own = db(power)
    weighted = db(power * k_weight()), usual + db(k_weight())
    shift = [10.0 * np.log10((10.0 ** (w / 10.0)).sum()) for w in weighted]
    return smooth((own - shift[0]) - (usual - shift[1]), 3)


@check(
    "tone/track",
    title="Unlike its kind",
    hears="the spectrum of a vocal, a kit or a bass against the mean of released ones",
    matters="what a microphone or a room added to one track is easier to take away there",
    by_ear="switch between this track alone and one you like",
    source="mean of the MUSDB18 stems (FxNorm-automix features, MIT); 5 dB: house practice",
    fix="an EQ on this track in that band, half of what is measured, and listen in the mix",
)
def track(heard: Heard) -> Iterator[Finding]:
    """Find where a track has most too much (5 dB) and most too little (9 dB) of its kind's tone."""
    for name, features in playing(heard).items():
        kind = KINDS.get(heard.roles[name])
        if kind is None:
            continue
        power = (features.power[0] + features.power[1])[:, features.active].mean(axis=1)
        off = off_db(power, kind)
        for sign, word, least in ((1.0, "too much", MOST_DB), (-1.0, "too little", LACK_DB)):
            bad = sign * off > least
            bad[: FIRST_OF[kind]] = bad[LAST_OF[kind] :] = False
            if not bad.any():
                continue
            worst = int(np.where(bad, np.abs(off), 0.0).argmax())
            first = last = worst
            while bad[first - 1]:
                first -= 1
            while bad[last + 1]:
                last += 1
            yield found(
                name,
                whole(heard.song.length_s),
                weight="note" if heard.rendered and off[worst] > FAR_DB else "info",
                confidence=0.5,
                off_db=float(off[worst]),
                usual_high_db=least,
                frequency_hz=float(BANDS_HZ[worst]),
                low_hz=float(BANDS_HZ[first] / SIXTH),
                high_hz=float(BANDS_HZ[last] * SIXTH),
                direction=word,
                kind=kind,
                source=corpus().kinds_source,
            )
