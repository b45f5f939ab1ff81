"""A stroke's own part of a recording: what is turned down when another sound takes its place.

All of the stroke's first moments, and after them only the bands in which the drum itself rings:
so cymbals that ring on over a kick, and what leaks in from others, stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.signal import Samples

LEAD_MS = 1.5
"""So long before its moment a stroke's part begins to open."""
PIECE_HZ = {
    "kick": (0.0, 220.0), "snare": (110.0, 6000.0), "hats": (3500.0, 24000.0),
    "toms": (50.0, 700.0), "cymbals": (2200.0, 24000.0),
}  # fmt: skip
ATTACK_MS = {"kick": 14.0, "snare": 18.0, "hats": 8.0, "toms": 14.0, "cymbals": 12.0}
RINGS_MS = {"kick": 260.0, "snare": 240.0, "hats": 140.0, "toms": 450.0, "cymbals": 1200.0}
_ALL_HZ = (0.0, 24000.0)
_SHARED_S = 0.030
_PAD_S = 0.030


def alone(at_s: float, piece: str, strokes: Sequence[tuple[float, str]]) -> bool:
    """Whether no other piece among these strokes (time, piece) is struck at the same moment."""
    return not any(p != piece and abs(t - at_s) < _SHARED_S for t, p in strokes)


def own_part(
    sound: Samples, rate_hz: int, at_s: float, piece: str, under_ms: float, *, single: bool
) -> tuple[int, Samples]:
    """Return (first frame, samples [channels, n]): what of the sound is this stroke.

    From ``LEAD_MS`` before ``at_s``, for ``under_ms``. ``single``: nothing else is struck with
    it, so its first moments are all its own. The bands are cut out without phase.
    """
    lead = round(LEAD_MS / 1000 * rate_hz)
    first = max(0, round(at_s * rate_hz) - lead)
    length = max(8, round(under_ms / 1000 * rate_hz) + lead)
    last = min(sound.shape[1], first + length)
    if last <= first:
        return first, np.zeros((len(sound), 0))
    pad = round(_PAD_S * rate_hz)
    a, b = max(0, first - pad), min(sound.shape[1], last + pad)
    banded = in_band(sound[:, a:b], rate_hz, *PIECE_HZ.get(piece, _ALL_HZ))[:, first - a : last - a]
    count = last - first
    whole = np.minimum(1.0, (np.arange(count) + 1.0) / max(lead, 1))
    out = min(round(0.3 * count), count)
    fall = 0.5 + 0.5 * np.cos(np.pi * np.arange(out) / max(out, 1))
    whole[count - out :] *= fall
    if not single:
        return first, np.asarray(banded * whole)
    attack = round(ATTACK_MS.get(piece, 12.0) / 1000 * rate_hz) + lead
    early = np.clip(2.0 - (np.arange(count) + 1.0) / attack, 0.0, 1.0)
    early = 0.5 - 0.5 * np.cos(np.pi * early)
    part = sound[:, first:last] * early + banded * (1.0 - early)
    return first, np.asarray(part * whole)


def in_band(sound: Samples, rate_hz: int, low_hz: float, high_hz: float) -> Samples:
    """Return samples [channels, n] between two frequencies, slopes half an octave wide."""
    n = sound.shape[1]
    size = 1 << max(4, (n - 1).bit_length())
    hz = np.fft.rfftfreq(size, 1.0 / rate_hz)
    octave = np.log2(np.maximum(hz, 1e-3))
    mask = np.ones(len(hz))
    if low_hz > 0.0:
        up = np.clip((octave - np.log2(low_hz)) * 2.0 + 0.5, 0.0, 1.0)
        mask *= 0.5 - 0.5 * np.cos(np.pi * up)
    if high_hz < 0.5 * rate_hz:
        down = np.clip((np.log2(high_hz) - octave) * 2.0 + 0.5, 0.0, 1.0)
        mask *= 0.5 - 0.5 * np.cos(np.pi * down)
    return np.asarray(np.fft.irfft(np.fft.rfft(sound, size, axis=1) * mask, size, axis=1)[:, :n])


def onto(shot: Samples, own: Samples) -> Samples:
    """Return a kit's sound on the channels of a recording, leaning as the stroke itself does."""
    channels = len(own)
    if channels == 1:
        return np.asarray(shot.mean(axis=0, keepdims=True))
    if len(shot) == channels:
        return shot
    power = np.sum(own**2, axis=1)
    mean = float(power.mean())
    lean = np.sqrt(power / mean) if mean > 0.0 else np.ones(channels)
    return np.asarray(lean[:, None] * shot[:1])
