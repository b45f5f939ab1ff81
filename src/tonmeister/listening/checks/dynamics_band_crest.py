"""Hear a band that was pressed flat, and say how high the peaks of each stand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.dynamics_ceiling import ceiling_db, lowered
from tonmeister.listening.dynamics_fine import BAND_NAMES, HIGH_HZ, LOW_HZ, Fine, fine
from tonmeister.listening.dynamics_local import spread_db, stretches, told, twins
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

SLACK, LEAST = 0.25, 0.4
STANDS_OUT, LEAST_DB = 1.9, 2.0
MOST_ONE_DB = 4.0
PEAK_PERCENT = 99.5
EDGES_HZ = (20.0, LOW_HZ, HIGH_HZ, 20000.0)


def song_crest_db(levels: Fine, band: int) -> float:
    """Return how far the loudest 10 ms of a song stand over its mean power in a band."""
    power = levels.power[:, band].mean(axis=0, dtype=np.float64)
    peak = float(np.percentile(levels.peak[band], PEAK_PERCENT)) if levels.steps else 0.0
    return 10.0 * float(np.log10((peak**2 + 1e-12) / (float(power.mean()) + 1e-12)))


@check(
    "dynamics/band_crest",
    title="Crest by band",
    hears="peaks over level below 120 Hz, to 2 kHz and above; how far loud moments lie apart",
    matters="a multiband compressor that presses one band makes it a wall behind the music",
    by_ear="cymbals and breath stand at one level, as if painted on",
    source="like moments of one song compared; 1.9 spreads: measured on 17 clean recordings",
    fix="take that band of the multiband compressor or the de-esser back, or lengthen its attack",
    when="file",
)
def band_crest(heard: Heard) -> Iterator[Finding]:
    """Tell the crest of three bands, and find stretches in which one band alone is flat."""
    twin, levels = twins(heard), fine(heard)
    if twin is None or levels is None:
        return
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight="info",
        low_crest_db=song_crest_db(levels, 0),
        mid_crest_db=song_crest_db(levels, 1),
        high_crest_db=song_crest_db(levels, 2),
    )
    spread = [spread_db(twin, levels, band) for band in range(3)]
    closer = [np.clip(-twin.off(one), -MOST_ONE_DB, MOST_ONE_DB) / 2.0 for one in spread]
    for band, other in ((1, 2), (2, 1)):
        under = lowered(twin, ceiling_db(twin, levels, band))
        off = closer[band] + under - np.maximum(closer[other], 0.0)
        for one in stretches(twin, off, SLACK):
            inside = twin.part(one.where)
            loss_db = 2.0 * float(closer[band][inside].mean())
            if one.by < LEAST or one.stands_out < STANDS_OUT or loss_db < LEAST_DB:
                continue
            yield found(
                "Master",
                one.where,
                weight=told(heard, one, STANDS_OUT),
                band=BAND_NAMES[band],
                loss_db=loss_db,
                spread_db=float(spread[band][inside].mean()),
                low_hz=EDGES_HZ[band],
                high_hz=EDGES_HZ[band + 1],
                bars=heard.song.bars(one.where),
            )
