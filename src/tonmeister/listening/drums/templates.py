"""What each piece of this kit sounds like, found from the recording itself.

Non-negative matrix factorisation of the strokes (Lee and Seung, NIPS 2000, with the divergence of
Kullback and Leibler): templates begin as what kicks, snares, metal and toms are like anywhere and
are drawn towards this kit (semi-adaptive, as Dittmar and Gaertner, DAFx 2014, and Wu and Lerch,
ISMIR 2015, do frame by frame; here on strokes).
"""

from __future__ import annotations

import numpy as np

from tonmeister.listening.drums.events import Struck
from tonmeister.listening.drums.frames import BANDS, EDGES_HZ, Grid

_ROUNDS = 6
_STEPS = 60
_SPARSE = 0.3
_PRIOR_COUNT = 6.0
_PRIOR_SHARE = 0.05

# What a piece adds at once in dB, by frequency, against a loud stroke of the kit in each band;
# then how much less after 40 to 90 ms; and the bands by which one knows it.
_ANYWHERE: tuple[tuple[dict[float, float], float, slice], ...] = (
    ({40: 0, 120: -1, 190: -8, 400: -14, 2000: -16, 4000: -12, 14000: -16}, -6.0, slice(0, 4)),
    ({40: -24, 110: -14, 170: -4, 250: -1, 1500: -1, 5000: -3, 14000: -5}, -8.0, slice(4, 11)),
    ({40: -45, 300: -38, 1000: -25, 3000: -16, 6000: -9, 14000: -7}, -8.0, slice(11, BANDS)),
    ({40: -20, 70: -8, 100: -3, 300: -3, 600: -8, 2000: -14, 14000: -24}, -3.0, slice(2, 8)),
)
PARTS = len(_ANYWHERE)


def shares(events: Struck) -> tuple[Grid, Grid]:
    """Return (level against a loud one in dB, share of what is heard) [strokes, PARTS].

    For kick, snare, metal and toms, each in the bands by which one knows it.
    """
    count = len(events.at)
    if not count:
        return np.zeros((0, PARTS)), np.zeros((0, PARTS))
    both = np.concatenate([events.early, events.late], axis=1)
    usual = np.concatenate([events.usual, events.usual])
    seen = np.minimum(np.sqrt(both / usual), 2.0)
    templates = _drawn(seen)
    how = played(seen, templates, 100)
    whole = how @ templates
    level_db = np.zeros((count, PARTS))
    share = np.zeros((count, PARTS))
    for k, (_, _, bands) in enumerate(_ANYWHERE):
        own = (how[:, k : k + 1] * templates[k])[:, bands].sum(axis=1)
        share[:, k] = own / (whole[:, bands].sum(axis=1) + 1e-9)
        sure = own[share[:, k] > 0.6]
        loud = float(np.percentile(sure if len(sure) >= 3 else own, 90))
        level_db[:, k] = 20.0 * np.log10(own / max(loud, 1e-9) + 0.01)
    return level_db, share


def known_by(part: int) -> slice:
    """Return the bands by which one knows a template."""
    return _ANYWHERE[part][2]


def played(seen: Grid, templates: Grid, steps: int) -> Grid:
    """Return how strongly each template sounds in each stroke [strokes, templates]."""
    how = np.full((len(seen), len(templates)), 0.3)
    whole = templates.sum(axis=1) + _SPARSE
    for _ in range(steps):
        how = how * ((seen / (how @ templates + 1e-9)) @ templates.T) / whole
    return how


def anywhere() -> Grid:
    """Return what kicks, snares, metal and toms are like anywhere [PARTS, early and late]."""
    middles = np.log(np.sqrt(np.array(EDGES_HZ[1:]) * np.array(EDGES_HZ[:-1])))
    rows = []
    for curve, later_db, _ in _ANYWHERE:
        early_db = np.interp(middles, np.log(list(curve)), list(curve.values()))
        rows.append(10.0 ** (np.concatenate([early_db, early_db + later_db]) / 20.0))
    return np.array(rows)


def _drawn(seen: Grid) -> Grid:
    first = templates = anywhere()
    prior = max(_PRIOR_COUNT, _PRIOR_SHARE * len(seen))
    for _ in range(_ROUNDS):
        how = played(seen, templates, _STEPS)
        counted = templates * (how.T @ (seen / (how @ templates + 1e-9)))
        templates = (counted + prior * first) / (how.sum(axis=0)[:, None] + prior)
    return templates
