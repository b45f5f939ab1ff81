"""Pauses faded down to what is left of the room."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.console.edits import AtHand
from tonmeister.console.edits._drawn import play_drawn
from tonmeister.model import Edit
from tonmeister.signal import Samples

TURN = 60


def play(sound: Samples, rate_hz: int, edits: Sequence[Edit], at_hand: AtHand) -> Samples:
    """Turn each stretch to ``gain_db``, with ``down_ms`` to get there and ``up_ms`` back."""
    return play_drawn(sound, rate_hz, edits)
