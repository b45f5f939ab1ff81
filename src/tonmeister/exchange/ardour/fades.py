"""Fades as curves: how a clip comes in and goes out, in amplitude and in dB."""

from __future__ import annotations

import math

from tonmeister.exchange.daw.curves import level_of
from tonmeister.model.daw import DawClip, Fade, FramePoint

_FADE_PIECES = 600


def shape(fade: Fade) -> list[FramePoint]:
    """Return how a fade comes in, in amplitude: breakpoints from its first frame to its last."""
    last = fade.length_frames - 1
    if fade.shape == "linear":
        return [(0, 0.0), (last, 1.0)]
    pieces = min(last, _FADE_PIECES)
    frames = [last * k // pieces for k in range(pieces + 1)]
    return [(at, math.sin(0.5 * math.pi * at / last)) for at in frames]


def fade_in_db(fade: Fade) -> list[FramePoint]:
    """Return a fade as a curve in dB that straight pieces follow closely."""
    if fade.length_frames < 2:
        return [(0, 0.0)]
    last = fade.length_frames - 1
    if fade.shape == "equal_power":
        return [(at, level_of(gain)) for at, gain in shape(fade)]
    frames = sorted({*range(min(last, 200)), *(last * k // _FADE_PIECES for k in range(601))})
    return [(at, level_of(at / last)) for at in (*frames, last) if at <= last]


def fade_out_db(clip: DawClip) -> list[FramePoint]:
    """Return a clip's fade-out as a curve in dB over the whole clip."""
    end = clip.length_frames
    whole = end - clip.fade_out.length_frames
    last = [(end - 1 - at, level) for at, level in reversed(fade_in_db(clip.fade_out))]
    return [(whole - 1, 0.0), *last] if whole > 0 else last
