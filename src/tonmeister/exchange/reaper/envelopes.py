"""Rides as REAPER's envelopes: points of seconds, value and shape.

A knob under an envelope that we write is neutral (fader 0 dB, pan in the middle), so that it says
the whole in REAPER's mode Trim/Read, where the knob counts too, as in all others.
"""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.exchange.reaper.chunks import Chunk
from tonmeister.exchange.reaper.names import guid
from tonmeister.model.daw import FramePoint


def add_envelope(
    home: Chunk, name: str, points: Sequence[FramePoint], rate_hz: int, whose: str
) -> None:
    """Write points (frames, value as REAPER holds it) as an envelope that plays."""
    if not points:
        return
    envelope = home.add(name)
    envelope.say("EGUID", guid("envelope", name, whose))
    envelope.say("ACT", 1, -1)
    envelope.say("VIS", 1, 1, 1)
    envelope.say("LANEHEIGHT", 0, 0)
    envelope.say("ARM", 0)
    envelope.say("DEFSHAPE", 0, -1, -1)
    ahead = [(0, points[0][1])] if points[0][0] > 0 else []
    for at, value in [*ahead, *points]:
        envelope.say("PT", at / rate_hz, float(value), 0)
