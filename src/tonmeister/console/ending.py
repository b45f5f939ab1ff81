"""Where a render ends: the song, and what still sounds after it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tonmeister.console.kernels import follow
from tonmeister.console.routing import Channel, Plan
from tonmeister.signal import Samples, gain

LONGEST_TAIL_S = 12.0
QUIET_DBFS = -90.0
PATIENCE_S = 3.0  # so long it must be quiet before it counts as over (a slow echo may return)
_TAIL_MARGIN = 1.5  # effects give the time to -60 dB; this is the time to -90 dB


def tail_frames(channel: Channel, rate_hz: int) -> int:
    """Return how long a strip's inserts still sound after its input, 12 s at most."""
    tail_s = sum(insert.effect.tail_s() for insert in channel.moves.inserts) * _TAIL_MARGIN
    return math.ceil(min(tail_s, LONGEST_TAIL_S) * rate_hz)


def longest_tail_frames(plan: Plan) -> int:
    """Return the longest tail on any way through the console, 12 s at most."""
    along: dict[str, int] = {}
    for name, channel in plan.channels.items():
        before = max((along[feed.strip] for feed in channel.feeds), default=0)
        along[name] = before + tail_frames(channel, plan.rate_hz)
    return min(max(along.values()), math.ceil(LONGEST_TAIL_S * plan.rate_hz))


def sounding_frames(plan: Plan, track_frames: Mapping[str, int]) -> dict[str, int]:
    """Return the frame at which each track strip has died away: its print's length."""
    return {
        name: max(0, track_frames.get(name, 0) + channel.moves.shift_frames)
        + tail_frames(channel, plan.rate_hz)
        for name, channel in plan.channels.items()
        if track_frames.get(name, 0) > 0
    }


class Ending:
    """Listens to the master and says how much of it belongs to the record.

    The whole song does, and of what follows all up to the last frame above -90 dBFS. It is over
    at ``limit``, or earlier once it has been quiet for three seconds.
    """

    def __init__(self, song_frames: int, limit: int, rate_hz: int) -> None:
        self.limit = limit
        self._sure = song_frames
        self._heard = 0
        self._patience = math.ceil(PATIENCE_S * rate_hz)
        self._threshold = gain(QUIET_DBFS)

    @property
    def sure(self) -> int:
        """How many of the frames heard so far belong to the record for certain."""
        return min(self._heard, self._sure, self.limit)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will belong to the record."""
        return self._heard >= min(self.limit, self._sure + self._patience + 1)

    def hear(self, block: Samples) -> None:
        """Take the master's next frames."""
        start, self._heard = self._heard, self._heard + block.shape[1]
        if self._heard > self._sure:
            self._sure = follow(
                block[0], block[1], start, self._threshold, self._sure, self._patience
            )
