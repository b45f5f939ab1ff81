"""One of the things compared: what is measured about it once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.analyse import features_of
from tonmeister.listening.bands import both, db
from tonmeister.listening.clarity import clarity
from tonmeister.listening.comparing.crest import crest_by_band_db
from tonmeister.listening.corpus import nine_bands
from tonmeister.listening.features import TrackFeatures
from tonmeister.signal import Source

Real = NDArray[np.float64]
On = NDArray[np.bool_]
NO_SIDE_DB = -40.0
"""A side this far under the middle is as good as none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A mix under comparison. ``crest_db`` [4, n]: see ``crest_by_band_db``; ``clear_percent``:
    see ``listening.clarity``, not a number where it cannot be told.
    """

    name: str
    features: TrackFeatures
    crest_db: Real
    clear_percent: float = float("nan")

    @property
    def loudness_lufs(self) -> float:
        """How loud the whole is, before anything is matched."""
        return float(self.features.facts["loudness_lufs"])

    @property
    def peak_to_loudness_db(self) -> float:
        """How far the highest peak lies over the loudness."""
        return float(self.features.facts["true_peak_dbtp"]) - self.loudness_lufs

    def level_lu(self, on: On) -> float:
        """Return how loud a part is against the whole."""
        return _db(self.features.k_power[on].mean()) - 0.691 - self.loudness_lufs

    def tone_db(self, on: On) -> Real:
        """Return the third octaves of a part, against the loudness of that part."""
        power = both(self.features)[:, on].mean(axis=1, dtype=np.float64)
        return db(power) - _db(self.features.k_power[on].mean())

    def nine_db(self, on: On) -> Real:
        """Return the nine bands of the corpus in a part, against the loudness of that part."""
        power = nine_bands().astype(np.float64) @ both(self.features)[:, on].mean(axis=1)
        return db(power) - _db(self.features.k_power[on].mean())

    def width_db(self, on: On) -> Real:
        """Return how far the side lies over the middle in the nine bands of a part."""
        power = self.features.power[:, :, on].mean(axis=2, dtype=np.float64)
        mid, apart = power @ nine_bands().T.astype(np.float64)
        return np.clip(db(apart) - db(mid), NO_SIDE_DB, -NO_SIDE_DB)


def side(
    name: str, sound: Source, features: TrackFeatures | None = None, *, fine: bool = True
) -> Side:
    """Measure one mix, for comparison with others. Not ``fine``: strokes and clarity left out."""
    clear = clarity(sound) if fine else None
    return Side(
        name=name,
        features=features if features is not None else features_of(sound, light=True),
        crest_db=crest_by_band_db(sound) if fine else np.zeros((4, 0)),
        clear_percent=float("nan") if clear is None else clear.percent,
    )


def _db(power: float | np.floating) -> float:
    return float(db(float(power)))
