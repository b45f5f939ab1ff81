"""The pulse of the song: what beats, and the beats that explain it best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import ONSET_HOP_S, TrackFeatures
from tonmeister.signal.kernels import kernel

Real = NDArray[np.float64]

FPS = round(1.0 / ONSET_HOP_S)
DRUMS = {
    "kick", "snare", "hi-hat", "tom", "overheads", "drum room", "percussion", "drums",
}  # fmt: skip
VOICES = {"lead vocal", "backing vocal", "choir"}
OUTSIDE = {"guide", "rough mix"}
"""What is no part of the band; a click is listened to, and before all else."""

SLOWEST_BPM, FASTEST_BPM = 55.0, 215.0
USUAL_BPM, USUAL_OCTAVES = 110.0, 0.7
STEADINESS = 100.0
BEAT_PART = 16
"""The sixteenth of a beat in which its sound is expected."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Onset strength of all tracks together, every 10 ms, about 0 to 1.

    ``low``, ``middle`` and ``high`` lean on the drums (or the click) where there are some,
    ``act`` is where beats are sought.
    """

    low: Real
    middle: Real
    high: Real
    act: Real

    @property
    def frames(self) -> int:
        return len(self.act)


def pulse(tracks: Mapping[str, TrackFeatures], roles: Mapping[str, str]) -> Pulse | None:
    """Add the onset curves up, drums before all else. None where nothing begins anywhere."""
    used = {name: f for name, f in tracks.items() if roles.get(name, "other") not in OUTSIDE}
    frames = max((f.onset.shape[1] for f in used.values()), default=0)
    rows = np.zeros((3, frames))
    for name, features in used.items():
        curve = features.onset
        loud = float(np.percentile(curve.sum(axis=0), 99.0)) if curve.size else 0.0
        if loud <= 0.0:
            loud = float(curve.sum(axis=0).max(initial=0.0))
        if loud > 0.0:
            rows[:, : curve.shape[1]] += _weight(roles.get(name, "other")) * np.minimum(
                curve / loud, 1.0
            )
    if frames < 4 * FPS or not rows.any():
        return None
    for row in rows:
        row /= np.percentile(row, 98) + 1e-6
    act = rows[0] + rows[1] + 0.5 * rows[2]
    act = np.maximum(act - _smooth(act, FPS), 0.0)
    around = _highest(act, 4 * FPS)
    act = np.clip(act / (0.5 * around + 0.5 * np.percentile(act, 99.5) + 1e-6), 0.0, 1.0)
    low, middle, high = np.minimum(rows, 3.0)
    return Pulse(low, middle, high, act)


def _weight(role: str) -> float:
    if role == "click":
        return 4.0
    if role in DRUMS:
        return 1.0
    return 0.1 if role in VOICES else 0.3


def _smooth(curve: Real, width: int) -> Real:
    sums = np.cumsum(np.concatenate([np.zeros(1), np.pad(curve, width // 2, mode="edge")]))
    return np.asarray(((sums[width:] - sums[:-width]) / width)[: len(curve)])


def _highest(curve: Real, width: int) -> Real:
    from scipy.ndimage import maximum_filter1d

    return np.asarray(maximum_filter1d(curve, width))


@kernel
def _decode(on, off, taus, reach, change, prior, beat_part, back):  # type: ignore[no-untyped-def]
    """Walk all tempi at once through the song; return the best end state.

    A ring for each tempo holds the score of each place in the beat; a frame later every place
    has moved on by one, and only a finished beat may change the tempo. ``back`` [frames, tempi]
    keeps the tempo each beat came from.
    """
    count = taus.shape[0]
    widest = taus[count - 1]
    for k in range(count):
        widest = max(widest, taus[k])
    ring = np.zeros((count, widest))
    head = np.zeros(count, np.int64)
    ends = np.empty(count)
    for t in range(on.shape[0]):
        for k in range(count):
            head[k] -= 1
            if head[k] < 0:
                head[k] += taus[k]
            ends[k] = ring[k, head[k]]
        extra = on[t] - off[t]
        for k in range(count):
            best = -1e300
            origin = k
            for j in range(max(0, k - reach), min(count, k + reach + 1)):
                score = ends[j] + change[j, k]
                if score > best:
                    best = score
                    origin = j
            back[t, k] = origin
            ring[k, head[k]] = best + prior[k]
            for place in range(max(1, taus[k] // beat_part)):
                ring[k, (head[k] + place) % taus[k]] += extra
    best = -1e300
    where = 0
    tempo = 0
    for k in range(count):
        for place in range(taus[k]):
            score = ring[k, (head[k] + place) % taus[k]]
            if score > best:
                best = score
                tempo = k
                where = place
    return tempo, where


def follow(act: Real) -> NDArray[np.int64]:
    """Return the frames of the beats that explain the curve best.

    A hidden Markov model over tempo and place in the beat (Krebs, Böck & Widmer, ISMIR 2015).
    """
    taus = np.unique(
        np.round(60 * FPS / np.geomspace(SLOWEST_BPM, FASTEST_BPM, 72)).astype(np.int64)
    )
    ratio = taus[None, :] / taus[:, None]
    change = -STEADINESS * np.abs(ratio - 1.0)
    change -= np.log(np.exp(change).sum(axis=1, keepdims=True))
    prior = -0.5 * (np.log2(60 * FPS / taus / USUAL_BPM) / USUAL_OCTAVES) ** 2
    clipped = np.clip(act, 0.02, 0.98)
    on, off = np.log(clipped), np.log((1.0 - clipped) / (BEAT_PART - 1))
    back = np.zeros((len(act), len(taus)), np.int16)
    tempo, place = _decode(on, off, taus, 14, change, prior, BEAT_PART, back)
    beats = []
    t = len(act) - 1 - place
    while t >= 0:
        beats.append(t)
        tempo = int(back[t, tempo])
        t -= int(taus[tempo])
    return np.array(beats[::-1], np.int64)


def near(curve: Real, at: Real, width: int = 3) -> Real:
    """Return the highest value of a curve around each frame."""
    highest = _highest(curve, 2 * width + 1)
    return np.asarray(highest[np.clip(np.round(at).astype(int), 0, len(curve) - 1)])
