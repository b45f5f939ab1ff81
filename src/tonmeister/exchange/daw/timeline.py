"""Seconds, frames and quarter notes of a workstation's tempo map."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from tonmeister.model.daw import DawTempo


class Timeline:
    """A tempo map at work: each tempo holds until the next; quarter 0 is second 0."""

    def __init__(self, tempos: Sequence[DawTempo], rate_hz: int) -> None:
        if not tempos or tempos[0].at_s != 0.0:
            raise ValueError("a tempo map begins at 0 s")
        self.rate_hz = rate_hz
        self._at_s = [tempo.at_s for tempo in tempos]
        self._bpm = [tempo.quarter_bpm for tempo in tempos]
        self._at_quarters = [0.0]
        for n in range(1, len(tempos)):
            gone_s = self._at_s[n] - self._at_s[n - 1]
            self._at_quarters.append(self._at_quarters[-1] + gone_s * self._bpm[n - 1] / 60.0)

    def quarters(self, at_s: float) -> float:
        """Return a time in quarter notes."""
        n = max(0, bisect_right(self._at_s, at_s) - 1)
        return self._at_quarters[n] + (at_s - self._at_s[n]) * self._bpm[n] / 60.0

    def seconds(self, at_quarters: float) -> float:
        """Return a place in quarter notes in seconds."""
        n = max(0, bisect_right(self._at_quarters, at_quarters) - 1)
        return self._at_s[n] + (at_quarters - self._at_quarters[n]) * 60.0 / self._bpm[n]

    def quarters_at(self, at_frames: float) -> float:
        """Return a frame in quarter notes."""
        return self.quarters(at_frames / self.rate_hz)

    def frames_at(self, at_quarters: float) -> int:
        """Return the frame nearest to a place in quarter notes."""
        return round(self.seconds(at_quarters) * self.rate_hz)


def longest_tempo_bpm(tempos: Sequence[DawTempo], length_s: float) -> float:
    """Return the tempo that holds longest in a song: a lead-in has one of its own."""
    held: dict[float, float] = {}
    ends = [tempo.at_s for tempo in tempos[1:]] + [max(length_s, tempos[-1].at_s)]
    for tempo, end_s in zip(tempos, ends, strict=True):
        bpm = round(tempo.quarter_bpm, 3)
        held[bpm] = held.get(bpm, 0.0) + end_s - tempo.at_s
    return max(held, key=lambda bpm: held[bpm])
