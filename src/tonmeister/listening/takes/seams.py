"""Where a comp may change from one take to another: between phrases, and between words.

A cut lies at the quietest 30 ms that both takes share, before the breath: a breath belongs to
the phrase that it leads into. It never lies inside a sung note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.listening.takes.seams_levels import (
    FRAME_S,
    Levels,
    Measured,
    lead_in_s,
    levels_of,
    measured_of,
    place_s,
)

WINDOW_S = 0.03
AROUND_S = 0.05
NEAR_DB = 3.0
"""Places this close to the quietest one are as quiet to the ear; the middle of them is taken."""
FADE_MS, NOISY_FADE_MS, LONGEST_FADE_MS = 20.0, 40.0, 60.0
NOISY_DBFS, LOUD_DBFS = -50.0, -40.0


@dataclass(frozen=True, slots=True)
class Cut:
    """A place for a cut between two takes. ``free``: nothing is sung there in either of them;
    ``breath_kept``: both breathe in after it.
    """

    at_s: float
    level_dbfs: float
    length_ms: float
    free: bool
    breath_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """The room between reference notes ``note - 1`` and ``note``, where takes may change.

    ``phrase`` is that which ``note`` belongs to; ``inside``: so does the one before. For ``T``
    places (5 ms apart) ``level_dbfs`` [T] is each take's level over 30 ms, ``free`` [T] whether
    the take is between the two notes and sings nothing, ``open`` [T] whether they also lie before
    its breath.
    """

    phrase: int
    note: int
    inside: bool
    times_s: NDArray[np.float64]
    level_dbfs: Mapping[int, NDArray[np.float64]]
    free: Mapping[int, NDArray[np.bool_]]
    open: Mapping[int, NDArray[np.bool_]]

    def cut(self, left: int, right: int) -> Cut:
        """Return the best place to go from one take to another."""
        level = np.maximum(self.level_dbfs[left], self.level_dbfs[right])
        free = self.free[left] & self.free[right]
        kept = self.open[left] & self.open[right]
        allowed = kept if kept.any() else free
        if not allowed.any():
            allowed = np.ones(level.size, dtype=np.bool_)
        quietest = float(level[allowed].min())
        near = allowed & (level <= max(quietest, -90.0) + NEAR_DB)
        at, wide_s = _middle(near)
        here = float(level[at])
        return Cut(
            round(float(self.times_s[at]), 6),
            round(here, 2),
            _fade_ms(here, wide_s),
            bool(free[at]),
            bool(kept[at]),
        )

    def level_at(self, at_s: float, left: int, right: int) -> float:
        """Return how loud the louder of two takes is at a place (the nearest that is known)."""
        at = int(np.argmin(np.abs(self.times_s - at_s)))
        return float(max(self.level_dbfs[left][at], self.level_dbfs[right][at]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seams:
    """All places where takes of a part may change, and what makes a change heard.

    ``between``: by phrase number, the border before that phrase; ``inside``: borders within
    phrases by the number of the note after them. ``heard``: each take's loudness and tone in each
    phrase. ``reach_s``: from where to where each take goes, on the reference clock.
    """

    between: Mapping[int, Border]
    inside: Mapping[int, Border]
    heard: Mapping[int, Mapping[int, Measured]]
    reach_s: Mapping[int, tuple[float, float]]
    levels: Mapping[int, Levels]

    def level_dbfs(self, take: int, at_s: float) -> float:
        """Return a take's level over 30 ms at a moment of the reference clock."""
        return float(self.levels[take].at(np.array([at_s]), WINDOW_S)[0])

    def sung(self, take: int, at_s: float) -> bool:
        """Whether a take sings at a moment of the reference clock."""
        return bool(self.levels[take].sung(np.array([at_s]), WINDOW_S)[0])


def seams_of(aligned: AlignedTakes) -> Seams:
    """Hear where takes can be cut. Takes that lie on another clock (not ``rigid``) are left out."""
    numbers = [n for n in sorted(aligned.heard) if aligned.on_clock[n].rigid]
    levels = {n: levels_of(aligned.heard[n], place_s(aligned, n)) for n in numbers}
    between = {
        right.number: _border(aligned, levels, right.number, right.notes[0], False)
        for left, right in pairwise(aligned.phrases)
    }
    inside = {
        note: _border(aligned, levels, phrase.number, note, True)
        for phrase in aligned.phrases
        for note in range(phrase.notes[0] + 1, phrase.notes[1])
    }
    heard = {
        n: {p.number: measured_of(aligned.heard[n], p.where, levels[n]) for p in aligned.phrases}
        for n in numbers
    }
    reach = {n: (levels[n].place_s, levels[n].place_s + _length_s(aligned, n)) for n in numbers}
    return Seams(between=between, inside=inside, heard=heard, reach_s=reach, levels=levels)


def _border(
    aligned: AlignedTakes, levels: Mapping[int, Levels], phrase: int, note: int, inside: bool
) -> Border:
    """Return the room between two notes as each take leaves it."""
    rooms = {n: _room(aligned, levels[n], phrase, note) for n in levels}
    first = min((a for a, _ in rooms.values()), default=0.0) - AROUND_S
    last = max((b for _, b in rooms.values()), default=0.0) + AROUND_S
    steps = np.arange(np.floor(first / FRAME_S), np.ceil(last / FRAME_S) + 1.0)
    times_s = np.asarray(steps * FRAME_S)
    free, opened, level = {}, {}, {}
    for n, (end_s, onset_s) in rooms.items():
        level[n] = levels[n].at(times_s, WINDOW_S)
        near = (times_s >= end_s - AROUND_S) & (times_s <= onset_s + AROUND_S)
        free[n] = near & ~levels[n].sung(times_s, WINDOW_S)
        lead_s = onset_s if inside else lead_in_s(levels[n], end_s, onset_s)
        half = 0.5 * WINDOW_S
        opened[n] = free[n] & (times_s >= end_s) & (times_s <= max(lead_s - half, end_s))
    return Border(
        phrase=phrase, note=note, inside=inside, times_s=times_s, level_dbfs=level, free=free,
        open=opened,
    )  # fmt: skip


def _room(aligned: AlignedTakes, levels: Levels, phrase: int, note: int) -> tuple[float, float]:
    """Return when a take ends the note before a border and begins the one after it."""
    clock, take = aligned.on_clock[levels.take], levels.place_s
    meant = next(p for p in aligned.phrases if p.number == phrase)
    end_s = onset_s = meant.where.start_s
    if 0 < note <= len(aligned.notes):
        end_s = aligned.notes[note - 1].end_s
        if not np.isnan(clock.ends_s[note - 1]):
            end_s = float(clock.ends_s[note - 1]) + take
    elif phrase > 1:
        end_s = next(p for p in aligned.phrases if p.number == phrase - 1).where.end_s
    if note < len(aligned.notes):
        onset_s = aligned.notes[note].start_s
        if not np.isnan(clock.onsets_s[note]):
            onset_s = float(clock.onsets_s[note]) + take
    return min(end_s, onset_s), max(end_s, onset_s)


def _middle(near: NDArray[np.bool_]) -> tuple[int, float]:
    """Return the middle of the longest run of places, and how wide that run is in seconds."""
    edges = np.diff(np.concatenate([[0], near.astype(np.int8), [0]]))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    longest = int(np.argmax(ends - begins))
    a, b = int(begins[longest]), int(ends[longest])
    return (a + b - 1) // 2, (b - a) * FRAME_S


def _fade_ms(level_dbfs: float, wide_s: float) -> float:
    """Fade longer where there is noise to be heard, as far as there is room for it."""
    if level_dbfs < NOISY_DBFS:
        return FADE_MS
    wanted = LONGEST_FADE_MS if level_dbfs > LOUD_DBFS else NOISY_FADE_MS
    return float(np.clip(1000.0 * (wide_s + WINDOW_S) - FADE_MS, FADE_MS, wanted))


def _length_s(aligned: AlignedTakes, number: int) -> float:
    heard = aligned.heard[number]
    return float(heard.sound.shape[1] / heard.rate_hz)
