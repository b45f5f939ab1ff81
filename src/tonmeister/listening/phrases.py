"""Where the lead sings."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.facts_levels import level_db
from tonmeister.listening.features import HOP_S, TrackFeatures
from tonmeister.listening.tempo import VOICES
from tonmeister.model import Span

BREATH_RANGE_DB = 27.0
"""Breath, bleed and room lie further than this under the loud notes."""
JOINED_S = 0.35
SHORTEST_S = 0.5


def singing(features: TrackFeatures) -> NDArray[np.bool_]:
    """Say at which steps of 0.1 s a voice sings, breath and bleed left out."""
    db = level_db(features.k_power)
    if not features.active.any():
        return features.active
    loud_db = float(np.percentile(db[features.active], 90))
    return np.asarray(features.active & (db > loud_db - BREATH_RANGE_DB))


def sung_by(
    tracks: Mapping[str, TrackFeatures], roles: Mapping[str, str], who: Collection[str]
) -> NDArray[np.bool_]:
    """Say at which steps one of the tracks with these roles sings."""
    voices = [f for name, f in tracks.items() if roles.get(name) in who]
    sings = np.zeros(max((len(f.active) for f in voices), default=0), np.bool_)
    for features in voices:
        now = singing(features)
        sings[: len(now)] |= now
    return sings


def phrases(tracks: Mapping[str, TrackFeatures], roles: Mapping[str, str]) -> tuple[Span, ...]:
    """Return the phrases of the lead vocal.

    Several lead vocal tracks (doubles, one for each part) count as one.
    """
    return spans(sung_by(tracks, roles, ("lead vocal",)))


def song_is_sung(
    tracks: Mapping[str, TrackFeatures], roles: Mapping[str, str]
) -> NDArray[np.bool_]:
    """Say when there is singing in the song: by the lead, or by all where the lead is rare."""
    lead = sung_by(tracks, roles, ("lead vocal",))
    everyone = sung_by(tracks, roles, VOICES)
    return lead if lead.sum() >= 0.4 * everyone.sum() else everyone


def spans(sings: NDArray[np.bool_]) -> tuple[Span, ...]:
    """Join what sings over short gaps and leave out what is too short to be a phrase."""
    changes = np.flatnonzero(np.diff(np.concatenate([[0], sings.astype(np.int8), [0]])))
    found: list[list[float]] = []
    for start, stop in changes.reshape(-1, 2):
        if found and start * HOP_S - found[-1][1] < JOINED_S:
            found[-1][1] = stop * HOP_S
        else:
            found.append([start * HOP_S, stop * HOP_S])
    return tuple(
        Span(round(float(start), 2), round(float(stop), 2))
        for start, stop in found
        if stop - start >= SHORTEST_S - 1e-6
    )
