"""Where no reference was given: what released records keep to, approached gently."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge import Genre
from tonmeister.knowledge.corpus import Group
from tonmeister.producer.bands import Bands, k_power, tone_db, tone_range_db
from tonmeister.producer.buses import NOTHING_THERE_DB, outside
from tonmeister.producer.reference.profile import Profile
from tonmeister.producer.target_band import in_thirds

MOST_DB = 3.0
"""How far a band is moved for no better reason than that most records differ from it."""


def records(mix: Profile, genre: Genre, group: Group) -> Profile:
    """Return the nearest point at which tone and width lie where released records keep them.

    Tone: within the quartiles of the genre, or of the loudness ``group`` where the genre is not
    known. Width: within 5 to 95 % of the group. What was never recorded is not asked for, and
    dynamics are left as they are (NaN).
    """
    power = 2.0 * (10.0 ** (mix.mid_db / 10.0) + 10.0 ** (mix.side_db / 10.0))
    known = "tone.below_148_hz_db" in genre.expected
    limits = tone_range_db(genre) if known else _rows(group.level_db, 1, 3)
    off = outside(tone_db(power), limits)
    off[off < -NOTHING_THERE_DB] = 0.0
    mid_db = mix.mid_db - in_thirds(np.clip(off, -MOST_DB, MOST_DB))
    apart = mix.side_db - mix.mid_db
    if not mix.is_mono:
        wide = outside(_width_db(mix), _rows(group.side_mid_db, 0, 4))
        wide[np.abs(wide) > NOTHING_THERE_DB] = 0.0
        apart = apart - in_thirds(np.clip(wide, -MOST_DB, MOST_DB))
    return replace(
        mix,
        name=f"what {genre.title.lower()} records keep to"
        if known
        else f"what {group.songs_count} released records keep to",
        mid_db=mid_db,
        side_db=mid_db + apart,
        spread_db=np.full(3, np.nan),
    )


def _rows(table: tuple[tuple[float, ...], ...], low: int, high: int) -> NDArray[np.float64]:
    return np.array([[row[low] for row in table], [row[high] for row in table]])


def _width_db(mix: Profile) -> NDArray[np.float64]:
    """Return how far the sides lie over the middle in the nine bands."""
    mid, side = (10.0 ** (level / 10.0) * k_power() for level in (mix.mid_db, mix.side_db))
    both = [tone_db(power / k_power()) + _whole_db(power) for power in (mid, side)]
    return np.asarray(both[1] - both[0])


def _whole_db(power: Bands) -> float:
    return float(10.0 * np.log10(max(float(power.sum()), 1e-20)))
