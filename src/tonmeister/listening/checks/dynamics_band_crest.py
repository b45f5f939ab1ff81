"""Hear a band that was pressed flat, and say how high the peaks of each stand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.dynamics_bands import EDGES_HZ, bands, in_db
from tonmeister.listening.dynamics_fine import Fine, fine
from tonmeister.listening.dynamics_flattened import halved, tops_db
from tonmeister.listening.dynamics_local import stretches, told, twins
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

SLACK, LEAST, STANDS_OUT = 0.35, 0.7, 2.0
MOST = 2.0
PEAK_PERCENT = 99.5
MID, HIGH = slice(2, 6), slice(6, 10)
"""400 Hz to 2.5 kHz, and above, of the ten bands."""


def song_crest_db(levels: Fine, band: int) -> float:
    """Return how far the loudest 10 ms of a song stand over its mean power in a band."""
    power = levels.power[:, band].mean(axis=0, dtype=np.float64)
    peak = float(np.percentile(levels.peak[band], PEAK_PERCENT)) if levels.steps else 0.0
    return 10.0 * float(np.log10((peak**2 + 1e-12) / (float(power.mean()) + 1e-12)))


@check(
    "dynamics/band_crest",
    title="Crest by band",
    hears="peaks over level below 120 Hz, to 2 kHz and above; how far a band's tops stand out",
    matters="a multiband compressor that presses one band makes it a wall behind the music",
    by_ear="cymbals and breath stand at one level, as if painted on",
    source="like moments of one song compared; 2 spreads: measured on 17 clean recordings",
    fix="take that band of the multiband compressor or the de-esser back, or lengthen its attack",
    when="file",
)
def band_crest(heard: Heard) -> Iterator[Finding]:
    """Tell the crest of three bands, and find stretches in which one band alone is flat."""
    twin, levels, ten = twins(heard), fine(heard), bands(heard)
    if twin is None or levels is None or ten is None:
        return
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight="info",
        low_crest_db=song_crest_db(levels, 0),
        mid_crest_db=song_crest_db(levels, 1),
        high_crest_db=song_crest_db(levels, 2),
    )
    parts = {"mid": MID, "high": HIGH}
    tops = {name: tops_db(twin, in_db(ten[part].sum(axis=0))) for name, part in parts.items()}
    less = {name: np.clip(halved(twin, one), -MOST, MOST) for name, one in tops.items()}
    for band, other in (("mid", "high"), ("high", "mid")):
        for one in stretches(twin, less[band] - np.maximum(less[other], 0.0), SLACK):
            if one.by < LEAST or one.stands_out < STANDS_OUT:
                continue
            inside = twin.part(one.where)
            usual_db = tops[band][inside] * 2.0 ** less[band][inside]
            yield found(
                "Master",
                one.where,
                weight=told(heard, one, STANDS_OUT),
                band=band,
                loss_db=float((usual_db - tops[band][inside]).mean()),
                spread_db=float(tops[band][inside].mean()),
                low_hz=EDGES_HZ[parts[band].start],
                high_hz=EDGES_HZ[parts[band].stop],
                bars=heard.song.bars(one.where),
            )
