"""Drum replacement: a kit's sound under or instead of a stroke, as the edit says.

An edit's settings: ``piece``, ``kit``, ``sample``, ``at_s`` (the stroke's moment), ``gain_db``,
``offset_ms`` (from the moment to the sample's first frame), ``polarity`` (1 or -1),
``blend_percent`` (0: only the recording, 100: only the sample), ``under_ms`` (how long the stroke
is turned down), ``single`` (nothing else is struck with it).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.console.edits import AtHand
from tonmeister.listening.drums.own import onto, own_part
from tonmeister.listening.drums.shots import sound_name
from tonmeister.model import Edit
from tonmeister.signal import Samples, gain

FADE_S = 0.02


def play(sound: Samples, rate_hz: int, edits: Sequence[Edit], at_hand: AtHand) -> Samples:
    """Play the strokes' edits; each takes its own part from the sound as it comes in.

    A stroke whose sample is not at hand stays as it was recorded.
    """
    out = sound.copy()
    for edit in edits:
        shot = at_hand.sounds.get(name_of(edit))
        if shot is None or not shot.size:
            continue
        blend = number(edit, "blend_percent", 100.0) / 100.0 * edit.amount_percent / 100.0
        at_s = number(edit, "at_s", edit.start_s)
        first, own = own_part(
            sound, rate_hz, at_s, str(edit.settings.get("piece", "")),
            number(edit, "under_ms", 200.0), single=bool(edit.settings.get("single", True)),
        )  # fmt: skip
        start = round((at_s + number(edit, "offset_ms", 0.0) / 1000) * rate_hz)
        placed = _shaped(onto(shot, own), round(edit.end_s * rate_hz) - start, rate_hz)
        level = blend * gain(number(edit, "gain_db", 0.0)) * number(edit, "polarity", 1.0)
        out[:, first : first + own.shape[1]] -= blend * own
        skip = max(0, -start)
        count = min(placed.shape[1], out.shape[1] - start)
        if count > skip:
            out[:, start + skip : start + count] += level * placed[:, skip:count]
    return out


def name_of(edit: Edit) -> str:
    """Return the name of the sound that an edit plays."""
    said = edit.settings
    return sound_name(str(said.get("kit")), str(said.get("sample")), number(edit, "tune_cents"))


def number(edit: Edit, name: str, otherwise: float = 0.0) -> float:
    """Return a setting that is a number."""
    value = edit.settings.get(name, otherwise)
    return float(value) if isinstance(value, int | float) else otherwise


def _shaped(shot: Samples, frames: int, rate_hz: int) -> Samples:
    """Return the sample, cut to so many frames with a short fade at its end."""
    count = max(0, min(shot.shape[1], frames))
    out = shot[:, :count].copy()
    fade = min(count, round(FADE_S * rate_hz))
    if fade:
        out[:, count - fade :] *= np.linspace(1.0, 0.0, fade)
    return out
