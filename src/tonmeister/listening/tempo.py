"""The pulse of the song: what beats, and the beats that explain it best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def best_reading(beats: Real, heard: Pulse, harmony: Real) -> tuple[Real, Sequence[float]]:
    """Choose among the beats found, their half, double and off-beats; give the other tempi.

    A reading gains by drums on its beats and not between them, by harmony that changes on them,
    and by a usual tempo. It loses where as much happens between its beats as on them: then it
    counts only every other beat.
    """
    between = _between(beats)
    readings = [
        beats,
        between,
        np.sort(np.concatenate([beats, between])),
        beats[::2],
        beats[1::2],
    ]
    scored: list[tuple[float, float, Real]] = []
    for reading in readings:
        if len(reading) < 6:
            continue
        bpm = 60.0 * FPS / float(np.median(np.diff(reading)))
        if not SLOWEST_BPM <= bpm <= FASTEST_BPM:
            continue
        scored.append((_score(reading, bpm, heard, harmony), bpm, reading))
    if not scored:
        return beats, ()
    scored.sort(key=lambda item: -item[0])
    _, bpm, chosen = scored[0]
    others = [bpm * ratio for ratio in (0.5, 2.0) if 40.0 <= bpm * ratio <= 260.0]
    return chosen, others


def _score(reading: Real, bpm: float, heard: Pulse, harmony: Real) -> float:
    off = _between(reading)
    usual = -0.5 * (np.log2(bpm / 108.0) / 0.55) ** 2
    low, middle, high = (
        float(near(row, reading).mean() - near(row, off).mean())
        for row in (heard.low, heard.middle, heard.high)
    )
    between = float(near(heard.act, off).mean() / (near(heard.act, reading).mean() + 1e-6))
    skipped = 4.0 * max(0.0, between - 0.65)
    on_beat = near(harmony, reading, 6)
    bars = max(
        (on_beat[place::meter].mean() - on_beat.mean()) * np.sqrt(1 - 1 / meter)
        for meter in (2, 3, 4)
        for place in range(meter)
    )
    changes = on_beat.mean() - near(harmony, off, 6).mean()
    return float(usual + 1.5 * low + middle + 0.8 * high + 2.0 * bars + 1.5 * changes - skipped)


def _between(beats: Real) -> Real:
    return (beats[:-1] + beats[1:]) / 2.0
