"""Who covers whom: in which bands, when, and by how much.

The ear smears each sound upward in frequency, so a strong low sound hides what lies above it.
Each strip's third-octave power is spread over the neighbouring bands (10 dB an octave upward, 27
downward; slopes for loud sounds after Zwicker & Fastl, "Psychoacoustics", 1999). How far a strip
sinks under another is then ``loss = 3 ln(1 + exp((other - own - 3) / 3))`` in dB: nothing while it
lies 10 dB over, about 1 dB at equal level, and one more dB for every dB once it is under. That is
a cheap stand-in for the partial loudness of Moore, Glasberg & Baer (JAES 45(4), 1997) read as "how
much louder it would have to be played to come out as if it were alone".

Limits: no time masking, no head and ears (two sounds on opposite sides mask less than said
here), no tones against noise, and a listener who knows the part hears more of it (Ma, Reiss &
Black, AES 53, 2014, found that the full model overrates masking in multitracks, too). So compare
figures with each other, and with themselves before and after a move.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.placement import placement
from tonmeister.listening.bands import (
    BANDS,
    SIXTH,
    Floats,
    both,
    k_weight,
    prominent,
    smooth,
    stretches,
)  # fmt: skip
from tonmeister.listening.features import BANDS_HZ, HOP_S, TrackFeatures
from tonmeister.model import Span

UPWARD_DB, DOWNWARD_DB = 10.0 / 3.0, 9.0
SOFT_DB = 3.0
STEP_S = 2 * HOP_S
"""Masking is looked at every 0.2 s."""

LOW, HIGH = 3, 28
"""Bands looked at: 50 Hz to 12.5 kHz."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """``under`` loses ``loss_db`` to ``over`` between two frequencies, in ``spans``.

    ``loss_db`` is the mean over the moments in the spans in which ``under`` is really there,
    ``masked_percent`` how many of these moments lie in the spans, ``weight_percent`` how
    much of its K-weighted power lies in the range.
    """

    under: str
    over: str
    low_hz: float
    high_hz: float
    loss_db: float
    masked_percent: float
    weight_percent: float
    spans: tuple[Span, ...]


@cache
def spread() -> NDArray[np.float32]:
    """Return how much of each band (column) reaches each band (row), as power."""
    distance = np.subtract.outer(np.arange(BANDS), np.arange(BANDS))
    fall_db = np.where(distance >= 0, distance * UPWARD_DB, -distance * DOWNWARD_DB)
    return np.asarray(10.0 ** (-fall_db / 10.0), np.float32)


def loss_db(over_under_db: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return how many dB are lost when the other lies so many dB over."""
    x = (np.asarray(over_under_db, np.float32) - SOFT_DB) / SOFT_DB
    return np.asarray(SOFT_DB * np.log1p(np.exp(np.minimum(x, 30.0))), np.float32)


def excitation(power: Floats) -> NDArray[np.float32]:
    """Return spread power every 0.2 s, [..., 30, T / 2], from power every 0.1 s."""
    even = power.shape[-1] // 2 * 2
    halved = 0.5 * (power[..., 0:even:2] + power[..., 1:even:2])
    return np.asarray(np.matmul(spread(), halved.astype(np.float32)), np.float32)


def masking(
    strips: Mapping[str, TrackFeatures],
    roles: Mapping[str, str],
    priorities: Mapping[str, float] | None = None,
    *,
    gains_db: Mapping[str, float] | None = None,
    least_loss_db: float = 3.0,
) -> tuple[Masked, ...]:
    """Find who covers whom, the worst first.

    ``priorities`` by strip (1 must be heard, 0 may vanish; by role where left out): a strip is
    only asked about strips that are not more important than itself. ``gains_db`` are faders to
    be imagined before listening.
    """
    names = tuple(strips)
    if len(names) < 2:
        return ()
    total = max(features.k_power.shape[0] for features in strips.values())
    power = np.zeros((len(names), BANDS, total), np.float32)
    active = np.zeros((len(names), total), np.bool_)
    for row, (name, features) in enumerate(strips.items()):
        gain = 10.0 ** ((gains_db or {}).get(name, 0.0) / 10.0)
        power[row, :, : features.k_power.shape[0]] = both(features) * np.float32(gain)
        active[row, : features.k_power.shape[0]] = features.active
    order = priorities or {n: placement(roles.get(n, "other")).priority_score for n in names}
    priority = np.array([order.get(name, 0.0) for name in names])
    return masked_pairs(names, power, active, priority, least_loss_db=least_loss_db)


def masked_pairs(
    names: tuple[str, ...],
    power: NDArray[np.float32],
    active: NDArray[np.bool_],
    priority: NDArray[np.float64],
    *,
    least_loss_db: float = 3.0,
    excited: NDArray[np.float32] | None = None,
) -> tuple[Masked, ...]:
    """Find who covers whom among rows of power [strip, 30, T]; see ``masking``.

    ``excited``: the excitation of these rows, where it is there already.
    """
    if power.shape[-1] < 2:
        return ()
    excited = (excitation(power) if excited is None else excited)[:, LOW:HIGH]
    level = 10.0 * np.log10(excited + np.float32(1e-12))
    even = power.shape[-1] // 2 * 2
    k_power = np.matmul(k_weight(), power)
    there = np.stack([prominent(k, on) for k, on in zip(k_power, active, strict=True)])
    plays = there[:, 0:even:2] | there[:, 1:even:2]
    pairs: list[Masked] = []
    for under in range(len(names)):
        on = np.flatnonzero(plays[under])
        if on.size == 0:
            continue
        own = excited[under][:, on] * k_weight()[LOW:HIGH, None]
        weight = own.sum(axis=1)
        weight /= max(float(weight.sum()), 1e-12)
        for over in range(len(names)):
            if over == under or priority[over] > priority[under] or not plays[over].any():
                continue
            lost = loss_db(level[over][:, on] - level[under][:, on])
            lost *= plays[over][on]
            pair = _worst_range(lost, own, weight, least_loss_db)
            if pair is None:
                continue
            first, last = pair
            found = _told(
                names[under], names[over], first, last, lost, own, on, plays.shape[1],
                least_loss_db,
            )  # fmt: skip
            if found is not None:
                pairs.append(found)
    return tuple(sorted(pairs, key=lambda p: -p.loss_db * p.masked_percent * p.weight_percent))


def _worst_range(
    lost: NDArray[np.float32],
    own: NDArray[np.float32],
    weight: NDArray[np.float32],
    least_loss_db: float,
) -> tuple[int, int] | None:
    """Return the run of bands in which the most is lost of what matters, or None."""
    covered = (lost > least_loss_db).mean(axis=1)
    mean = lost.mean(axis=1)
    bad = ((mean >= 0.7 * least_loss_db) | (covered >= 0.2)) & (weight >= 0.004)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], bad, [False])).astype(np.int8)))
    best, most = None, 0.0
    for first, last in edges.reshape(-1, 2):
        worth = float((mean[first:last] * weight[first:last]).sum())
        if worth > most and float(weight[first:last].sum()) >= 0.04:
            best, most = (int(first), int(last)), worth
    return best


def _told(
    under: str,
    over: str,
    first: int,
    last: int,
    lost: NDArray[np.float32],
    own: NDArray[np.float32],
    on: NDArray[np.intp],
    total: int,
    least_loss_db: float,
) -> Masked | None:
    """Say when and how much, or None where it is never long enough to matter."""
    own_range = own[first:last]
    over_time = np.zeros(total)
    over_time[on] = (lost[first:last] * own_range).sum(axis=0) / np.maximum(
        own_range.sum(axis=0), 1e-20
    )
    playing = np.zeros(total)
    playing[on] = 1.0
    held = smooth(over_time, 10) / np.maximum(smooth(playing, 10), 1e-9)
    inside = (held > least_loss_db) & (playing > 0)
    spans = stretches(inside, join_s=2.0, least_s=1.0, hop_s=STEP_S)
    if not spans:
        return None
    chosen = np.zeros(total, np.bool_)
    for span in spans:
        chosen[round(span.start_s / STEP_S) : round(span.end_s / STEP_S)] = True
    chosen &= playing > 0
    at = chosen[on]
    mean = float(over_time[on][at].mean())
    if mean < least_loss_db * 0.7:
        return None
    return Masked(
        under=under,
        over=over,
        low_hz=float(BANDS_HZ[LOW + first] / SIXTH),
        high_hz=float(BANDS_HZ[LOW + last - 1] * SIXTH),
        loss_db=mean,
        masked_percent=100.0 * float(chosen.sum()) / on.size,
        weight_percent=100.0 * float(own_range.sum() / max(float(own.sum()), 1e-20)),
        spans=spans,
    )
