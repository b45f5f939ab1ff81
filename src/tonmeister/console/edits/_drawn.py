"""Gain drawn over stretches: what breaths, pauses and gates have in common."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.model import Edit
from tonmeister.signal import Samples
from tonmeister.signal.restore.turned_down import turn_down


def play_drawn(sound: Samples, rate_hz: int, edits: Sequence[Edit]) -> Samples:
    """Draw each edit's gain: its curve ``gain_db`` if it has one, else one stretch turned down."""
    out = sound.copy()
    for edit in edits:
        share = edit.amount_percent / 100.0
        turn_down(out, rate_hz, edit.curves.get("gain_db") or _stretch(edit), share)
    return out


def _stretch(edit: Edit) -> list[tuple[float, float]]:
    gain_db = float(edit.settings["gain_db"])
    down_s, up_s = (float(edit.settings[name]) / 1000.0 for name in ("down_ms", "up_ms"))
    fit = min(1.0, (edit.end_s - edit.start_s) / max(down_s + up_s, 1e-6))
    return [
        (edit.start_s, 0.0),
        (edit.start_s + fit * down_s, gain_db),
        (edit.end_s - fit * up_s, gain_db),
        (edit.end_s, 0.0),
    ]
