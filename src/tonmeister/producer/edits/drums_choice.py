"""Which of a kit's sounds takes a stroke: the likest drum, the fitting layer, whose turn it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.drums.frames import HOP_S, band_powers
from tonmeister.listening.drums.shots import Shot, sound_name
from tonmeister.model import Hit
from tonmeister.signal import Samples

HEARD_S = 0.15
_FLOOR_DB = -40.0
_OCTAVE_DB = 8.0
"""Half as long counts as much as so many dB of difference in every band."""
_NEAR = 0.15
_EACH = ("hats", "toms", "cymbals")
"""Of these a kit has several (open and closed, high and low): each stroke finds its own."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What a stroke sounds like: its bands in dB under the strongest, and how long it lasts."""

    bands_db: NDArray[np.float64]
    lasts_s: float

    def off_db(self, other: Looks) -> float:
        """Return how far another sound is from this one."""
        apart = float(np.sqrt(np.mean((self.bands_db - other.bands_db) ** 2)))
        return apart + _OCTAVE_DB * abs(float(np.log2(self.lasts_s / other.lasts_s)))


def looks(sound: Samples, rate_hz: int) -> Looks:
    """Return what a stroke sounds like, from samples [channels, n] that begin with it."""
    powers = band_powers(sound, rate_hz)
    early = powers[: round(HEARD_S / HOP_S)].mean(axis=0)
    bands_db = 10.0 * np.log10(early / max(float(early.max()), 1e-30) + 1e-30)
    whole = powers.sum(axis=1)
    top = int(whole.argmax())
    loud = np.flatnonzero(whole[top:] > 0.01 * whole[top])
    lasts_s = (int(loud[-1]) + 1) * HOP_S if len(loud) else HOP_S
    return Looks(np.maximum(bands_db, _FLOOR_DB), max(lasts_s, 2 * HOP_S))


@dataclass
class Chooser:
    """Chooses from a kit, stroke after stroke. ``sounds`` are named by ``sound_name``."""

    kit: str
    shots: Sequence[Shot]
    sounds: Mapping[str, Samples]
    rate_hz: int
    _last: dict[str, str] = field(default_factory=dict)
    _looks: dict[str, Looks] = field(default_factory=dict)

    def group(self, piece: str, like: Looks) -> str:
        """Return the drum of the kit that sounds most like this; ``""`` if it has no such piece."""
        found: dict[str, list[float]] = defaultdict(list)
        for shot in self.shots:
            if shot.piece == piece and self._name(shot) in self.sounds:
                found[shot.group].append(like.off_db(self._look(shot)))
        return min(found, key=lambda g: (min(found[g]), g), default="")

    def shot(self, piece: str, group: str, velocity: float) -> Shot:
        """Return the sound for a stroke: its layer's next, never the last one again if another
        fits.
        """
        mine = [s for s in self.shots if (s.piece, s.group) == (piece, group)
                and self._name(s) in self.sounds]  # fmt: skip
        ranked = sorted(mine, key=lambda s: (_off(s, velocity), s.turn, s.name))
        fits = [s for s in ranked if _off(s, velocity) == _off(ranked[0], velocity)]
        last = self._last.get(group)
        if len(fits) == 1:
            fits += [s for s in ranked[1:] if _off(s, velocity) <= _NEAR][:1] or ranked[1:2]
        names = [s.name for s in fits]
        if len(fits) > 2 and last in names:
            chosen = fits[(names.index(last) + 1) % len(fits)]
        else:
            chosen = next((s for s in fits if s.name != last), fits[0])
        self._last[group] = chosen.name
        return chosen

    def sound(self, shot: Shot) -> Samples:
        """Return a shot's samples."""
        return self.sounds[self._name(shot)]

    def _name(self, shot: Shot) -> str:
        return sound_name(self.kit, shot.name, shot.tune_cents)

    def _look(self, shot: Shot) -> Looks:
        name = self._name(shot)
        if name not in self._looks:
            self._looks[name] = looks(self.sounds[name], self.rate_hz)
        return self._looks[name]


def groups_for(
    chooser: Chooser, sound: Samples, rate_hz: int, hits: Sequence[Hit]
) -> dict[Hit, str]:
    """Return, for each stroke, the drum of the kit that takes it.

    Kick and snare are one drum through the song: the one that is nearest to the median of the
    song's own strokes. Hats, toms and cymbals are chosen stroke by stroke.
    """
    heard = {hit: looks(_piece_of(sound, rate_hz, hits, i), rate_hz) for i, hit in enumerate(hits)}
    out: dict[Hit, str] = {}
    for piece in dict.fromkeys(hit.piece for hit in hits):
        mine = [hit for hit in hits if hit.piece == piece]
        if piece in _EACH:
            out |= {hit: chooser.group(piece, heard[hit]) for hit in mine}
            continue
        usual = Looks(
            np.median([heard[hit].bands_db for hit in mine], axis=0),
            float(np.median([heard[hit].lasts_s for hit in mine])),
        )
        out |= dict.fromkeys(mine, chooser.group(piece, usual))
    return out


def _piece_of(sound: Samples, rate_hz: int, hits: Sequence[Hit], i: int) -> Samples:
    """Return the sound from a stroke to the next one."""
    at_s = hits[i].at_s
    until_s = min((h.at_s for h in hits if h.at_s > at_s + 0.04), default=at_s + 1.0)
    first = round(at_s * rate_hz)
    last = round(min(until_s, at_s + 1.0) * rate_hz)
    return sound[:, first : max(last, first + 64)]


def _off(shot: Shot, velocity: float) -> float:
    """Return how far a velocity lies outside of a shot's layer."""
    return max(shot.low - velocity, velocity - shot.high, 0.0)
