"""The work W1, and the same work done the slow, plain way by scipy in float64.

16 stereo tracks, each through 6 filter bands and a compressor, panned and summed; 4 bands and
a limiter on the master.
"""

from __future__ import annotations

import math

import numpy as np

from tonmeister.effects import recall
from tonmeister.model import Decision, RecallSheet, Setting, Strip, Target
from tonmeister.signal import Samples

RATE_HZ = 48_000
TRACKS = 16
COMPRESSOR = {
    "threshold_db": -24.0, "ratio": 4.0, "knee_db": 6.0, "attack_ms": 5.0, "release_ms": 100.0,
    "makeup_db": 4.0,
}  # fmt: skip


def bands(t: int) -> list[tuple[str, dict[str, float]]]:
    """Return the six bands of a track."""
    return [
        ("highpass", {"frequency_hz": 40.0 + 10 * t, "slope_db": 12.0}),
        ("low_shelf", {"frequency_hz": 120.0 + 5 * t, "gain_db": -2.1 + 0.2 * t, "width_q": 0.7}),
        ("bell", {"frequency_hz": 300.0 + 20 * t, "gain_db": -3.0, "width_q": 1.2}),
        ("bell", {"frequency_hz": 1000.0 + 50 * t, "gain_db": 2.0, "width_q": 1.0}),
        ("bell", {"frequency_hz": 3500.0 + 60 * t, "gain_db": 1.5, "width_q": 1.4}),
        ("high_shelf", {"frequency_hz": 9000.0 + 100 * t, "gain_db": 2.0, "width_q": 0.7}),
    ]


MASTER_BANDS: list[tuple[str, dict[str, float]]] = [
    ("highpass", {"frequency_hz": 25.0, "slope_db": 12.0}),
    ("low_shelf", {"frequency_hz": 100.0, "gain_db": 1.0, "width_q": 0.7}),
    ("bell", {"frequency_hz": 350.0, "gain_db": -1.5, "width_q": 0.9}),
    ("high_shelf", {"frequency_hz": 11000.0, "gain_db": 1.5, "width_q": 0.7}),
]
LIMITER: dict[str, Setting] = {
    "gain_db": 0.0, "ceiling_dbtp": -1.0, "release_ms": 80.0, "lookahead_ms": 5.0,
}  # fmt: skip


def pan_of(t: int) -> float:
    """Return where a track stands."""
    return -60.0 + 8.0 * t


def sides(t: int, fader_db: float = -10.0) -> tuple[float, float]:
    """Return what fader and pan of a track do to left and right: a balance, unity in the centre."""
    far = math.cos(abs(pan_of(t)) / 100.0 * math.pi / 2)
    gain = 10.0 ** (fader_db / 20.0)
    return (gain, gain * far) if pan_of(t) < 0 else (gain * far, gain)


def biquads(chain: list[tuple[str, dict[str, float]]]) -> list[list[float]]:
    """Return a chain of bands as b0, b1, b2, a1, a2 of each filter."""
    return [
        [float(c) for c in section]
        for name, settings in chain
        for section in recall(name, settings).biquads(RATE_HZ)  # type: ignore[attr-defined]
    ]


def _move(effect: str, settings: dict[str, Setting] | dict[str, float]) -> Decision:
    return Decision(
        id=effect, stage="eq", effect=effect, settings=dict(settings), rule="bench/w1",
        because=(), reason="",
    )  # fmt: skip


def work(*, limiter: bool = True, first_fader_db: float = -10.0) -> RecallSheet:
    """Return W1 as a recall sheet."""
    strips = [
        Strip(
            name=f"track {t}",
            kind="track",
            track=f"track {t}",
            output="Master",
            decisions=(
                *(_move(*band) for band in bands(t)),
                _move("compressor", COMPRESSOR),
                _move("fader", {"gain_db": first_fader_db if t == 0 else -10.0}),
                _move("pan", {"position_percent": pan_of(t)}),
            ),
        )
        for t in range(TRACKS)
    ]
    end = [_move(*band) for band in MASTER_BANDS]
    if limiter:
        end.append(_move("limiter", LIMITER))
    master = Strip(name="Master", kind="master", decisions=tuple(end))
    return RecallSheet(
        song="W1",
        rate_hz=RATE_HZ,
        length_s=0.0,
        genre="rock",
        target=Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0),
        strips=(*strips, master),
    )


def music(t: int, frames: int) -> np.ndarray:
    """Return something like music: decaying bursts of tone and noise, float32 ``[2, n]``."""
    x = np.random.default_rng(100 + t).standard_normal((2, frames)).astype(np.float32) * 0.05
    at_s = np.arange(frames) / RATE_HZ
    burst = int(RATE_HZ * (0.25 + 0.03 * t))
    decay = np.exp(-np.arange(burst) / (RATE_HZ * (0.05 + 0.01 * t)))
    envelope = np.resize(decay, frames) * (np.sin(2 * np.pi * at_s / (7 + t)) > -0.6)
    x += 0.5 * np.sin(2 * np.pi * 60 * 2 ** (t / 3) * at_s)
    return (x * envelope * 0.8).astype(np.float32)


def _filtered(x: Samples, chain: list[tuple[str, dict[str, float]]]) -> Samples:
    from scipy.signal import sosfilt  # slow to import, and only the reference needs it

    for b0, b1, b2, a1, a2 in biquads(chain):
        x = sosfilt([[b0, b1, b2, 1.0, a1, a2]], x, axis=1)
    return x


def _compressed(x: Samples) -> Samples:
    """Turn down sample by sample in plain Python: feed-forward, linked, soft knee."""
    c = COMPRESSOR
    attack = 1.0 - math.exp(-1000.0 / (c["attack_ms"] * RATE_HZ))
    release = 1.0 - math.exp(-1000.0 / (c["release_ms"] * RATE_HZ))
    slope, knee = 1.0 / c["ratio"] - 1.0, c["knee_db"]
    stands, gains = 0.0, np.empty(x.shape[1])
    for i, level in enumerate(np.abs(x).max(axis=0).tolist()):
        over = 20.0 * math.log10(max(level, 1e-6)) - c["threshold_db"]
        if 2 * over < -knee:
            wanted = 0.0
        elif 2 * over <= knee:
            wanted = slope * (over + knee / 2) ** 2 / (2 * knee)
        else:
            wanted = slope * over
        stands += (attack if wanted < stands else release) * (wanted - stands)
        gains[i] = 10.0 ** ((stands + c["makeup_db"]) / 20.0)
    return x * gains


def reference(tracks: list[np.ndarray]) -> Samples:
    """Return W1 up to the limiter, in float64 throughout (no rounding to prints)."""
    mix = np.zeros_like(tracks[0], dtype=np.float64)
    for t, raw in enumerate(tracks):
        x = _compressed(_filtered(raw.astype(np.float64), bands(t)))
        mix += x * np.array(sides(t))[:, None]
    return _filtered(mix, MASTER_BANDS)
