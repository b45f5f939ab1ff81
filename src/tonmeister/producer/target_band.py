"""The spectrum a record of this kind keeps to, as a band with a middle."""

from __future__ import annotations

import numpy as np

from tonmeister.knowledge import Genre
from tonmeister.listening.features import BANDS_HZ, TrackFeatures
from tonmeister.producer.bands import TONE_EDGES_HZ, Bands, power_db, spread_tone, tone_range_db
from tonmeister.producer.buses import wanted_spectrum

REFERENCE_DB = 2.0  # how near to a reference counts as there


def target_band_db(genre: Genre, reference: TrackFeatures | None) -> tuple[Bands, Bands, Bands]:
    """Return low, middle and high edge of the band, third octaves ``[30]``, dB of the whole.

    From the genre: the quartiles of released records. From a reference: 2 dB either way.
    """
    if reference is not None:
        middle = _of_the_whole(wanted_spectrum(genre, reference))
        return middle - REFERENCE_DB, middle, middle + REFERENCE_DB
    low, high = tone_range_db(genre)
    middle = spread_tone((low + high) / 2.0)
    whole = power_db(float((10.0 ** (middle / 10.0)).sum()))
    half = in_thirds((high - low) / 2.0)
    return middle - whole - half, middle - whole, middle - whole + half


def in_thirds(nine: Bands) -> Bands:
    """Draw one value for each of the nine tone bands smoothly over the third octaves."""
    edges = np.array((22.0, *TONE_EDGES_HZ, 22000.0))
    centres = np.log(np.sqrt(edges[:-1] * edges[1:]))
    return np.asarray(np.interp(np.log(BANDS_HZ), centres, nine))


def _of_the_whole(shape_db: Bands) -> Bands:
    return shape_db - power_db(float((10.0 ** (shape_db / 10.0)).sum()))
