"""What a strip sounds like where it sits in the mix, without rendering it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import HOP_S, TrackFeatures
from tonmeister.model import Decision, Point


def fader_curve_db(decisions: Sequence[Decision], steps: int) -> NDArray[np.float64]:
    """Return what all faders and rides of a strip add up to, in dB, every 0.1 s."""
    total = np.zeros(steps)
    for move in decisions:
        if move.effect != "fader" or move.bypass:
            continue
        part = move.amount_percent / 100.0
        points = move.curves.get("gain_db")
        total += part * (_drawn(points, steps) if points else float(move.settings["gain_db"]))
    return total


def _drawn(points: Sequence[Point], steps: int) -> NDArray[np.float64]:
    at_s, value = np.asarray(points, dtype=np.float64).T
    return np.asarray(np.interp((np.arange(steps) + 0.5) * HOP_S, at_s, value))


def position_percent(decisions: Sequence[Decision]) -> float:
    """Return where a strip is panned to, from -100 (left) to 100 (right)."""
    moves = [move for move in decisions if move.effect == "pan" and not move.bypass]
    return sum(
        float(move.settings["position_percent"]) * move.amount_percent / 100.0 for move in moves
    )


def placed(
    features: TrackFeatures, curve_db: NDArray[np.float64], position: float, *, mono: bool
) -> TrackFeatures:
    """Return the analysis of a strip after its fader and pan.

    ``curve_db`` [T] in dB; ``position`` -100 to 100. Mono strips: -3 dB centre, exact. Stereo
    strips: the balance turns one side down; mid and side are then exact only where left and
    right are alike or unrelated, which is close enough to compare levels by.
    """
    steps = features.k_power.shape[-1]
    curve = np.pad(curve_db, (0, max(0, steps - curve_db.size)), mode="edge")[:steps]
    power_gain = 10.0 ** (curve / 10.0)
    left, right = _sides(position, mono=mono)
    mid, side = ((left + right) / 2.0) ** 2, ((left - right) / 2.0) ** 2
    power = np.empty_like(features.power)
    power[0] = (mid * features.power[0] + side * features.power[1]) * power_gain
    power[1] = (mid * features.power[1] + side * features.power[0]) * power_gain
    sides = features.left_right * np.array([[left**2], [right**2]]) * power_gain
    whole = np.maximum(features.left_right.sum(axis=0), 1e-30)
    k_gain = (sides / power_gain).sum(axis=0) / whole * power_gain
    k_gain = np.where(features.left_right.sum(axis=0) > 0.0, k_gain, power_gain)
    level_db = float(np.median(curve[features.active])) if features.active.any() else 0.0
    level_db += 10.0 * float(np.log10(max((left**2 + right**2) / 2.0, 1e-12)))
    facts = dict(features.facts)
    for name in ("loudness_lufs", "active_lufs", "true_peak_dbtp", "sample_peak_dbfs"):
        if name in facts:
            facts[name] += level_db
    return replace(
        features,
        power=power.astype(np.float32),
        left_right=sides.astype(np.float32),
        k_power=(features.k_power * k_gain).astype(np.float32),
        peak=(features.peak * np.sqrt(power_gain) * max(left, right)).astype(np.float32),
        facts=facts,
    )


def _sides(position: float, *, mono: bool) -> tuple[float, float]:
    """Return the gains of left and right: the console's pan law."""
    part = max(-100.0, min(100.0, position)) / 100.0
    if mono:
        angle = (part + 1.0) * np.pi / 4.0
        return float(np.cos(angle)), float(np.sin(angle))
    far = float(np.cos(abs(part) * np.pi / 2.0))
    return (far, 1.0) if part > 0 else (1.0, far)
