"""What a record is compared by: the spectrum of its middle and sides, its swing, its loudness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import TrackFeatures
from tonmeister.producer.bands import Bands, db
from tonmeister.producer.reference.dynamics import spreads_db

HEARD_DB = 60.0
"""What lies this far under the strongest band is not compared: nobody hears it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Long-term mean power of middle and sides in third octaves ``[30]``, in dB.

    ``spread_db`` [3]: how far the loud and the soft moments of lows, middle and highs lie apart.
    A goal may lack what is not to be matched: ``spread_db`` is NaN there.
    """

    name: str
    mid_db: Bands
    side_db: Bands
    spread_db: NDArray[np.float64]
    loudness_lufs: float

    @property
    def is_mono(self) -> bool:
        """Whether the sides are as good as silent."""
        return bool(self.side_db.max() < self.mid_db.max() - HEARD_DB)


def profile_of(features: TrackFeatures, name: str) -> Profile:
    """Return the profile of a finished sound."""
    power = features.power.astype(np.float64).mean(axis=2)
    return Profile(
        name=name,
        mid_db=db(power[0]),
        side_db=db(power[1]),
        spread_db=spreads_db(features),
        loudness_lufs=features.facts["loudness_lufs"],
    )


def heard(level_db: Bands) -> NDArray[np.bool_]:
    """Return which bands count: those less than ``HEARD_DB`` under the strongest."""
    return np.asarray(level_db > level_db.max() - HEARD_DB)


def error_db(a_db: Bands, b_db: Bands) -> float:
    """Return how far two spectra lie apart in shape: rms over the bands both have, level out."""
    both = heard(a_db) & heard(b_db)
    if not both.any():
        return 0.0
    off = (a_db - b_db)[both]
    return float(np.sqrt(np.mean((off - off.mean()) ** 2)))


def blend(profiles: Sequence[Profile], weights: Sequence[float]) -> Profile:
    """Return the weighted mean of several records, in dB, each band from those that have it.

    Levels are taken out first; the sides are kept in their distance to the middle. Records in
    mono have no say in the sides.
    """
    share = np.array(weights, dtype=np.float64) / sum(weights)
    mids = [p.mid_db - p.mid_db[heard(p.mid_db)].mean() for p in profiles]
    mid_db = _mean(mids, [heard(p.mid_db) for p in profiles], share)
    stereo = [i for i, p in enumerate(profiles) if not p.is_mono] or list(range(len(profiles)))
    apart = [profiles[i].side_db - profiles[i].mid_db for i in stereo]
    there = [heard(profiles[i].side_db) & heard(profiles[i].mid_db) for i in stereo]
    return Profile(
        name=" and ".join(p.name for p in profiles),
        mid_db=mid_db,
        side_db=mid_db + _mean(apart, there, share[stereo]),
        spread_db=np.average([p.spread_db for p in profiles], axis=0, weights=share),
        loudness_lufs=float(np.average([p.loudness_lufs for p in profiles], weights=share)),
    )


def _mean(rows: Sequence[Bands], there: Sequence[NDArray[np.bool_]], share: Bands) -> Bands:
    """Return the weighted mean band by band; where none has a band, of what there is."""
    weight = np.array(there, dtype=np.float64) * share[:, None]
    weight[:, weight.sum(axis=0) == 0.0] = share[:, None]
    return np.asarray((np.array(rows) * weight).sum(axis=0) / weight.sum(axis=0))


def towards(mix: Profile, goal: Profile, tone: float, width: float, loudness: float) -> Profile:
    """Return the point that lies at these parts (0 to 1) of the way from a mix to a goal."""
    level_db = float(_level_between(mix.mid_db, goal.mid_db))
    mid_db = mix.mid_db + tone * (goal.mid_db - level_db - mix.mid_db)
    apart = mix.side_db - mix.mid_db
    apart = apart + width * (goal.side_db - goal.mid_db - apart)
    lufs = mix.loudness_lufs + loudness * (goal.loudness_lufs - mix.loudness_lufs)
    return replace(goal, mid_db=mid_db, side_db=mid_db + apart, loudness_lufs=lufs)


def _level_between(mix_db: Bands, goal_db: Bands) -> float:
    """Return how much louder the goal's spectrum lies over the bands both have."""
    both = heard(mix_db) & heard(goal_db)
    return float((goal_db - mix_db)[both].mean()) if both.any() else 0.0
