"""Where the timelines of a DAWproject lie in the song, through all their nesting."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.model.daw import DawTempo


class SongLine(Timeline):
    """A song's tempo map that also tells its pace."""

    def __init__(self, tempos: Sequence[DawTempo], rate_hz: int) -> None:
        super().__init__(tempos, rate_hz)
        self.tempos = tuple(tempos)

    def pace(self, at_s: float) -> float:
        """Return the quarter notes a second at a moment."""
        n = bisect_right(self.tempos, at_s + 1e-9, key=lambda tempo: tempo.at_s)
        return self.tempos[max(0, n - 1)].quarter_bpm / 60.0


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A timeline's own time: at the song's second ``at_s`` it reads ``zero``, in ``unit``.

    Only what lies from ``from_s`` to ``to_s`` of the song is heard of it.
    """

    line: SongLine
    unit: str = "beats"
    at_s: float = 0.0
    zero: float = 0.0
    from_s: float = 0.0
    to_s: float = float("inf")

    def seconds(self, local: float) -> float:
        """Return a place of this timeline in seconds of the song."""
        if self.unit == "seconds":
            return self.at_s + local - self.zero
        return self.line.seconds(self.quarters(local))

    def quarters(self, local: float) -> float:
        """Return a place of this timeline in quarter notes of the song."""
        if self.unit == "seconds":
            return self.line.quarters(self.seconds(local))
        return self.line.quarters(self.at_s) + local - self.zero

    def local(self, at_s: float) -> float:
        """Return a second of the song in this timeline's own time."""
        if self.unit == "seconds":
            return self.zero + at_s - self.at_s
        return self.zero + self.line.quarters(at_s) - self.line.quarters(self.at_s)

    def within(self, unit: str | None) -> Scope:
        """Return it as a nested timeline in another unit sees it: their zeros are together."""
        if unit == self.unit or unit not in ("beats", "seconds"):
            return self
        pace = self.line.pace(self.at_s)
        zero = self.zero * pace if self.unit == "seconds" else self.zero / pace
        return replace(self, unit=unit, zero=zero)
