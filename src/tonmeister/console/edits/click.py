"""Clicks filled in from the sound around them."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.console.edits import AtHand
from tonmeister.model import Edit
from tonmeister.signal import Samples
from tonmeister.signal.restore.clicks import Frames, mended

TURN = 20


def play(sound: Samples, rate_hz: int, edits: Sequence[Edit], at_hand: AtHand) -> Samples:
    """Fill in the damaged frames of all clicks, each channel by itself."""
    out = sound.copy()
    spans: dict[int, list[Frames]] = {channel: [] for channel in range(len(sound))}
    for edit in edits:
        for channel, frames in damaged(edit, rate_hz):
            if channel in spans and frames[1] <= sound.shape[1]:
                spans[channel].append(frames)
    for channel, mine in spans.items():
        if mine:
            out[channel] = mended(sound[channel], rate_hz, mine)
    for edit in edits:
        if edit.amount_percent < 100.0:
            for channel, (first, last) in damaged(edit, rate_hz):
                was, now = sound[channel, first:last], out[channel, first:last]
                out[channel, first:last] = was + (edit.amount_percent / 100.0) * (now - was)
    return out


def damaged(edit: Edit, rate_hz: int) -> list[tuple[int, Frames]]:
    """Read what an edit says is damaged: ``frames`` is "0+3 120+2" from the edit's start on; a
    letter before it says in which channel ("L0+3", "R120+2"; none: the only one).
    """
    start = round(edit.start_s * rate_hz)
    found = []
    for word in str(edit.settings["frames"]).split():
        channel = 1 if word.startswith("R") else 0
        at, length = word.lstrip("LR").split("+")
        found.append((channel, (start + int(at), start + int(at) + int(length))))
    return found
