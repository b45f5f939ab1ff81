"""A song's pitched tracks, in the groups that a chord is heard from: harmony, bass and lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.chords.spectrum import Pitches, pitches, summed
from tonmeister.listening.chords.strengths import BASS, TREBLE, by_class, notes
from tonmeister.listening.features import HOP_S, TrackFeatures
from tonmeister.listening.tempo import DRUMS, OUTSIDE
from tonmeister.signal import Source

Real = NDArray[np.float64]

UNPITCHED = DRUMS | OUTSIDE | {"click", "effects"}
LEADS = {"lead vocal", "lead instrument", "lead guitar"}
LEAD_WEIGHT = 0.3
"""A melody has notes that are not in the chord."""


@dataclass(frozen=True, slots=True)
class SoundingParts:
    """What sounds at which pitch in each group. ``bass`` and ``lead`` are None where the song
    has no such track of its own.
    """

    harmony: Pitches
    bass: Pitches | None
    lead: Pitches | None

    def classes(self, edges_s: Real) -> tuple[Real, Real]:
        """Return how strongly each pitch class sounds above and in the bass, [stretches, 12]."""
        found = notes(self.harmony, edges_s)
        treble = by_class(found, TREBLE)
        if self.lead is not None:
            treble = treble + LEAD_WEIGHT * by_class(notes(self.lead, edges_s), TREBLE)
        low = found if self.bass is None else notes(self.bass, edges_s)
        return treble, by_class(low, BASS)

    def tones(self, steps: int) -> Real:
        """Return the pitch classes every 0.1 s without overtones: 12 rows above, 12 in the bass."""
        treble, bass = self.classes(np.arange(steps + 1, dtype=np.float64) * HOP_S)
        return np.concatenate([treble, bass], axis=1).T


def sounding_parts(
    sources: Mapping[str, Source],
    tracks: Mapping[str, TrackFeatures],
    roles: Mapping[str, str],
) -> SoundingParts | None:
    """Hear the pitched tracks of a song, each made equally loud. None where none sounds."""
    groups: dict[str, list[str]] = {"harmony": [], "bass": [], "lead": []}
    for name, features in tracks.items():
        role = roles.get(name, "other")
        if role not in UNPITCHED and features.active.any():
            groups["bass" if role == "bass" else "lead" if role in LEADS else "harmony"].append(
                name
            )
    if not groups["harmony"]:
        groups["harmony"], groups["lead"] = groups["lead"], []
    if not groups["harmony"]:
        groups["harmony"], groups["bass"] = groups["bass"], []
    if not groups["harmony"]:
        return None

    def hear(group: str, off_cents: float | None) -> Pitches | None:
        names = groups[group]
        if not names:
            return None
        gains = [_gain(tracks[name]) for name in names]
        return pitches(summed([sources[name] for name in names], gains), off_cents)

    harmony = hear("harmony", None)
    assert harmony is not None
    tuned = harmony.off_cents
    return SoundingParts(harmony, hear("bass", tuned), hear("lead", tuned))


def _gain(features: TrackFeatures) -> float:
    """Return what makes a track as loud as the others while it plays."""
    return float(1.0 / np.sqrt(features.k_power[features.active].mean() + 1e-12))
