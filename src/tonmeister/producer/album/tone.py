"""A shared tone: a song that lies off the album's mean moves part of the way towards it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ
from tonmeister.model import Decision
from tonmeister.producer.album.choice import Choice, choose
from tonmeister.producer.album.nouns import SongHeard

RULE = "album/shared_tone"
MOST_DB = 2.0
LEAST_DB = 0.4
LEAST_SONGS = 3
_LEAST_SPREAD_DB = 1.0
_FIRST, _LAST = 2, 28  # 40 Hz to 16 kHz: outside, spectra say more of the file than of its tone
_LOW_SHELF_BAND, _HIGH_SHELF_BAND = 5, 26  # 80 Hz and 10 kHz
_MOST_MOVES = 4

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Region:
    """A run of bands in which a song lies off to one side."""

    first: int
    last: int
    off_db: float
    gain_db: float

    @property
    def low_hz(self) -> float:
        """Its lower edge."""
        return float(BANDS_HZ[self.first] * 2 ** (-1 / 6))

    @property
    def high_hz(self) -> float:
        """Its upper edge."""
        return float(BANDS_HZ[self.last] * 2 ** (1 / 6))


def off_db(song: SongHeard, others: Sequence[SongHeard]) -> tuple[Real, Real]:
    """Return how far a song lies off the mean of the others, band by band, and their spread.

    Both are smoothed over an octave, so that the key of a song does not count as its tone.
    """
    tones = np.array([_smooth(np.asarray(other.tone_db)) for other in others])
    off = _smooth(np.asarray(song.tone_db)) - tones.mean(axis=0)
    spread = np.maximum(tones.std(axis=0), _LEAST_SPREAD_DB)
    return off - off[_FIRST : _LAST + 1].mean(), spread


def regions(song: SongHeard, others: Sequence[SongHeard], percent: float) -> tuple[Region, ...]:
    """Return where a song is to be moved, the largest moves only, from low to high."""
    if len(others) < LEAST_SONGS - 1:
        return ()
    off, spread = off_db(song, others)
    wanted = np.clip(-off * percent / 100.0, -MOST_DB, MOST_DB)
    found = []
    for first, last in _runs(off, spread):
        gain_db = float(wanted[first : last + 1].mean())
        if abs(gain_db) >= LEAST_DB:
            mean_db = float(off[first : last + 1].mean())
            found.append(Region(first, last, round(mean_db, 2), round(gain_db, 1)))
    largest = sorted(found, key=lambda region: -abs(region.gain_db))[:_MOST_MOVES]
    return tuple(sorted(largest, key=lambda region: region.first))


def moves(song: SongHeard, wanted: Sequence[Region]) -> tuple[tuple[Decision, ...], list[Choice]]:
    """Return the equaliser that makes the moves, each with its reason."""
    made, told = [], []
    for number, region in enumerate(wanted, 1):
        choice = choose(
            "album/tone",
            song.title,
            low_hz=region.low_hz,
            high_hz=region.high_hz,
            off_db=region.off_db,
            gain_db=region.gain_db,
        )
        effect, settings = _effect(region)
        made.append(
            Decision(
                id=f"Master/master/shared/{number}",
                stage="master",
                effect=effect,
                settings=settings,
                rule=RULE,
                because=(),
                reason=choice.reason,
                predicted={"off_db": round(region.off_db + region.gain_db, 2)},
            )
        )
        told.append(choice)
    return tuple(made), told


def measured_off_db(region: Region, tone_db: Real, others: Sequence[SongHeard]) -> float:
    """Return how far a tone lies off the others' mean in a region."""
    tones = np.array([_smooth(np.asarray(other.tone_db)) for other in others])
    off = _smooth(tone_db) - tones.mean(axis=0)
    off -= off[_FIRST : _LAST + 1].mean()
    return round(float(off[region.first : region.last + 1].mean()), 2)


def _effect(region: Region) -> tuple[str, dict[str, float | str | bool]]:
    if region.first <= _LOW_SHELF_BAND:
        return "low_shelf", {
            "frequency_hz": round(region.high_hz), "gain_db": region.gain_db, "width_q": 0.6
        }  # fmt: skip
    if region.last >= _HIGH_SHELF_BAND:
        return "high_shelf", {
            "frequency_hz": round(region.low_hz), "gain_db": region.gain_db, "width_q": 0.6
        }  # fmt: skip
    octaves = max(1.0, (region.last - region.first + 1) / 3.0)
    width_q = round(1.0 / (2.0 * math.sinh(math.log(2.0) / 2.0 * octaves)), 2)
    centre_hz = round(math.sqrt(region.low_hz * region.high_hz))
    return "bell", {"frequency_hz": centre_hz, "gain_db": region.gain_db, "width_q": width_q}


def _runs(off: Real, spread: Real) -> Iterator[tuple[int, int]]:
    """Yield runs of at least two bands that lie off to one side by more than the spread."""
    side = np.where(np.abs(off) > spread, np.sign(off), 0.0)
    first = _FIRST
    while first <= _LAST:
        last = first
        while last < _LAST and side[last + 1] == side[first]:
            last += 1
        if side[first] and last > first:
            yield first, last
        first = last + 1


def _smooth(tone_db: Real) -> Real:
    padded = np.concatenate([tone_db[:1], tone_db, tone_db[-1:]])
    return np.asarray((padded[:-2] + padded[1:-1] + padded[2:]) / 3.0)
