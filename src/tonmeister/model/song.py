"""What a song is made of in time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from tonmeister.model.finding import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One stretch with a role: ``verse``, ``chorus``, ``bridge``, or a letter where unsure."""

    name: str
    where: Span
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TempoMap:
    """Beats to seconds and back. ``beats_s`` are the times of the beats, ``downbeats`` the
    indices of those that start a bar. ``alternatives_bpm`` are other readings (half, double).
    """

    tempo_bpm: float
    meter: int
    beats_s: tuple[float, ...]
    downbeats: tuple[int, ...]
    confidence: float
    alternatives_bpm: tuple[float, ...] = ()

    def bar_at(self, at_s: float) -> int:
        """Return the number of the bar (from 1) that sounds at a time; 0 before the first."""
        starts = [self.beats_s[i] for i in self.downbeats]
        return bisect_right(starts, at_s + 1e-6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Tonic and mode (``"C"``, ``"minor"``), the runner-up and how far it lies behind (0 to 1)."""

    tonic: str
    mode: str
    confidence: float
    runner_up: str = ""

    def __str__(self) -> str:
        return f"{self.tonic} {self.mode}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SongMap:
    """The song in time: tempo, key, sections in order, and the phrases of the lead vocal."""

    length_s: float
    tempo: TempoMap | None
    key: Key | None
    sections: tuple[Section, ...]
    phrases: tuple[Span, ...]

    def bars(self, where: Span) -> str:
        """Say a stretch in bars, ``"bars 17-32"``, or in minutes where there is no tempo."""
        if self.tempo is None or len(self.tempo.downbeats) < 2:
            return str(where)
        first = max(1, self.tempo.bar_at(where.start_s))
        last = max(first, self.tempo.bar_at(max(where.start_s, where.end_s - 0.05)))
        return f"bar {first}" if first == last else f"bars {first}-{last}"
