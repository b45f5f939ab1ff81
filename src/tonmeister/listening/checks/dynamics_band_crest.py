"""Hear a band that was pressed flat, and say how high the peaks of each stand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.dynamics_fine import BAND_NAMES, HIGH_HZ, LOW_HZ, Fine, fine
from tonmeister.listening.dynamics_fronts import fronts_db
from tonmeister.listening.dynamics_local import spread_db, stretches, twins
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

SLACK_DB = 1.0
LEAST_DB = 1.5
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
    hears="peaks over level below 200 Hz, up to 2 kHz and above; each against like moments",
    matters="a multiband compressor that presses one band makes it a wall behind the music",
    by_ear="cymbals and breath stand at one level, as if painted on",
    source="like moments of one song compared; 1.5 dB: measured on 17 clean recordings",
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
    off = [np.clip(-twin.off(one), -MOST_ONE_DB, MOST_ONE_DB) for one in spread]
    fronts = np.clip(-twin.off(fronts_db(twin, levels, 2)), -MOST_ONE_DB, MOST_ONE_DB)
    off[2] = (off[2] + fronts) / 2.0
    for band in (1, 2):
        others = np.maximum(np.maximum.reduce([off[b] for b in range(3) if b != band]), 0.0)
        for one in stretches(twin, off[band] - others / 2.0, SLACK_DB):
            if one.by < LEAST_DB:
                continue
            yield found(
                "Master",
                one.where,
                band=BAND_NAMES[band],
                loss_db=2.0 * one.by,
                spread_db=float(spread[band][twin.part(one.where)].mean()),
                low_hz=EDGES_HZ[band],
                high_hz=EDGES_HZ[band + 1],
                bars=heard.song.bars(one.where),
            )
