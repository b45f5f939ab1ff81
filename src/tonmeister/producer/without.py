"""What the rendered mix would be without one filter: the honest measure of what it does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tonmeister.listening.check import listen
from tonmeister.listening.features import BANDS_HZ, TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.listening.masking import excitation, loss_db
from tonmeister.model import Decision, Finding
from tonmeister.producer.bands import Bands, bell_db, highpass_db, k_power, shelf_db

SIZES = (
    "loss_db", "rumble_db", "over_db", "beyond_db", "under_lu", "over_lu", "off_db", "spread_db",
)  # fmt: skip
"""The fact that says how bad a finding is: the first of these that it has."""

COVERING = ("masking/pair", "vocal/masked", "low/kick_bass")
"""Checks whose place in spectrum and song shifts with every move: measured where they were."""


def response_db(move: Decision) -> Bands:
    """Return what a move does to each band, if it is a filter; else nothing."""
    part = 0.0 if move.bypass else move.amount_percent / 100.0
    if part == 0.0 or move.effect not in ("bell", "low_shelf", "high_shelf", "highpass"):
        return np.zeros(30)
    frequency_hz = float(move.settings["frequency_hz"])
    if move.effect == "highpass":
        return highpass_db(10.0 * (frequency_hz / 10.0) ** part, float(move.settings["slope_db"]))
    gain_db = float(move.settings["gain_db"]) * part
    if move.effect == "bell":
        return bell_db(frequency_hz, gain_db, float(move.settings["width_q"]))
    return shelf_db(frequency_hz, gain_db, high=move.effect == "high_shelf")


def what(finding: Finding) -> tuple[str, str, str]:
    """Return what makes two findings the same thing heard twice."""
    return finding.check, finding.strip, str(finding.facts.get("by", finding.facts.get("kind", "")))


def size_name(finding: Finding) -> str:
    """Return the name of the fact that says how bad it is, or ``""``."""
    return next((name for name in SIZES if name in finding.facts), "")


def size(finding: Finding) -> float:
    """Return how bad a finding is; more is worse."""
    name = size_name(finding)
    value = float(finding.facts[name])
    return value if name == "rumble_db" else abs(value)


def gained_db(after: Heard, strip: str, move: Decision, cause: Finding) -> float | None:
    """Return by how much a filter makes the finding it answers smaller, in the print.

    The print is heard again as it would be without the filter. ``None`` where it cannot be
    told: the finding is not heard either way. Infinite where only the filter keeps it from
    being heard.
    """
    without = _filtered(after, strip, -response_db(move))
    if cause.check in COVERING:
        return covered_db(without, cause) - covered_db(after, cause)
    if cause.strip == strip:
        after, without = _only(after, strip), _only(without, strip)
    sizes = []
    for heard in (after, without):
        again = [f for f in listen(heard, [cause.check]) if what(f) == what(cause)]
        sizes.append(max((size(f) for f in again), default=None))
    with_it, without_it = sizes
    if without_it is None:
        return None
    return float("inf") if with_it is None else without_it - with_it


def covered_db(heard: Heard, cause: Finding) -> float:
    """Return what a strip loses to those that were heard to cover it, in that band.

    The mean over the band while both play; the measure is that of ``listening/masking.py``.
    """
    own = heard.strips[cause.strip]
    covering = [heard.strips[n] for n in (cause.share or {}) if n in heard.strips]
    if not covering:
        return 0.0
    steps = min(s.power.shape[2] for s in (own, *covering))
    inside = (float(cause.facts["low_hz"]) / 1.02 <= BANDS_HZ) & (
        float(cause.facts["high_hz"]) * 1.02 >= BANDS_HZ
    )
    under = excitation(own.power.sum(axis=0)[:, :steps])[inside]
    over = excitation(np.sum([s.power.sum(axis=0)[:, :steps] for s in covering], axis=0))[inside]
    plays = own.active[:steps] & np.any([s.active[:steps] for s in covering], axis=0)
    plays = plays[0 : 2 * under.shape[1] : 2]
    if not plays.any() or not inside.any():
        return 0.0
    tiny = np.float32(1e-12)
    apart = 10.0 * np.log10((over + tiny) / (under + tiny))
    return float(loss_db(apart)[:, plays].mean())


def _only(heard: Heard, strip: str) -> Heard:
    return replace(heard, strips={strip: heard.strips[strip]})


def _filtered(heard: Heard, strip: str, curve_db: Bands) -> Heard:
    """Return the print with one strip, and so the mix, filtered by a curve."""
    old = heard.strips[strip]
    new = _shaped(old, curve_db)
    power = heard.mix.power.copy()
    k = heard.mix.k_power.copy()
    steps = min(power.shape[2], new.power.shape[2])
    power[:, :, :steps] += new.power[:, :, :steps] - old.power[:, :, :steps]
    k[:steps] += new.k_power[:steps] - old.k_power[:steps]
    mix = replace(heard.mix, power=np.maximum(power, 0.0), k_power=np.maximum(k, 0.0))
    return replace(heard, strips={**heard.strips, strip: new}, mix=mix)


def _shaped(sound: TrackFeatures, curve_db: Bands) -> TrackFeatures:
    gain = (10.0 ** (curve_db / 10.0)).astype(np.float32)
    weight = k_power().astype(np.float32)
    both = sound.power.sum(axis=0)
    before = weight @ both
    change = np.where(before > 0.0, (weight * gain) @ both / np.maximum(before, 1e-20), 1.0)
    return replace(
        sound, power=sound.power * gain[None, :, None],
        k_power=(sound.k_power * change).astype(np.float32),
    )  # fmt: skip
