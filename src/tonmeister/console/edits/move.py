"""Playing moves: strokes and notes put into another place in time.

``start_s`` to ``end_s`` is moved whole by ``move_ms`` (later is positive); up to ``lead_ms``
before and ``tail_ms`` after it are stretched to make room. ``joint`` says how: ``plain`` (one
crossfade at the same place whatever sounds, so that the microphones of a kit stay together) or
``seek`` (where the wave is alike). Moves are whole samples. A stroke goes no further than its
neighbours leave room.
"""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.console.edits import AtHand
from tonmeister.model import Edit
from tonmeister.signal import Samples
from tonmeister.signal.stretch import Joint, Piece, moved

KIND = "move"


def play(sound: Samples, rate_hz: int, edits: Sequence[Edit], at_hand: AtHand) -> Samples:
    """Move what the edits move; the rest stays as it is, sample by sample."""
    joint: Joint = "seek" if any(e.settings.get("joint") == "seek" for e in edits) else "plain"
    return moved(sound, rate_hz, [_piece(edit, rate_hz) for edit in edits], joint)


def _piece(edit: Edit, rate_hz: int) -> Piece:
    start = round(edit.start_s * rate_hz)
    part = edit.amount_percent / 100.0
    return Piece(
        start=start,
        end=max(start, round(edit.end_s * rate_hz)),
        shift=round(_number(edit, "move_ms") * part / 1000.0 * rate_hz),
        lead=max(0, round(_number(edit, "lead_ms") / 1000.0 * rate_hz)),
        tail=max(0, round(_number(edit, "tail_ms") / 1000.0 * rate_hz)),
    )


def _number(edit: Edit, name: str) -> float:
    value = edit.settings.get(name, 0.0)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{edit.id}: {name} is {value!r}, but takes a number")
    return float(value)
