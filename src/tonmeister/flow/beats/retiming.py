"""A sample at another tempo: drums are moved stroke by stroke, what rings fills the gaps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tonmeister.listening.chopping import Cut
from tonmeister.signal import Samples
from tonmeister.signal.stretch import Joint, Piece, moved

ATTACK_S = 0.045
SHARE = 0.4
"""So much of a slice, at most, is moved as it is; the rest of it makes room."""


def retimed(
    sound: Samples, rate_hz: int, cuts: Sequence[Cut], ratio: float, *, rings: bool
) -> tuple[Samples, list[int]]:
    """Return the sample [channels, n] ``ratio`` times as long, and where its slices begin now.

    Attacks stay as they were recorded. ``rings``: joins are sought where the wave is alike, as
    tones need; for drums one crossfade between two strokes does.
    """
    frames = sound.shape[1]
    whole = round(frames * ratio)
    padded = np.concatenate([sound, np.zeros((len(sound), frames + abs(whole - frames)))], axis=1)
    starts = [c.frame for c in cuts]
    goals = [round(start * ratio) for start in starts]
    pieces = []
    for (start, after), goal in zip(pairwise([*starts, frames]), goals, strict=True):
        long = min(round(ATTACK_S * rate_hz), round(SHARE * (after - start)))
        tail = padded.shape[1] if after == frames else after
        pieces.append(Piece(start, start + long, goal - start, 0, tail - start - long))
    joint: Joint = "seek" if rings else "plain"
    return np.ascontiguousarray(moved(padded, rate_hz, pieces, joint)[:, :whole]), goals
