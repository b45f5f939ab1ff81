"""The playing strips of a song side by side, and what several checks want to know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.corpus import Group, corpus
from tonmeister.knowledge.placement import placement, placements
from tonmeister.listening.bands import (
    BANDS,
    FLOOR_DB,
    both,
    db,
    db1,
    k_weight,
    stretches,
)
from tonmeister.listening.check import shared
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.listening.masking import excitation
from tonmeister.model import Span

SILENT_LUFS = -70.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All playing strips, one row each, cut or filled to the length of the song.

    ``power`` [strip, 30, T] and ``k_power`` [strip, T] are as they stand in the mix: after the
    fader where there is a print, else after ``gains_db``, a plain balance by role. ``raw_k`` is
    before that. ``active`` [strip, T].
    """

    names: tuple[str, ...]
    roles: tuple[str, ...]
    power: NDArray[np.float32]
    k_power: NDArray[np.float32]
    raw_k: NDArray[np.float32]
    active: NDArray[np.bool_]
    gains_db: NDArray[np.float64]

    def index(self, *roles: str) -> list[int]:
        """Return the rows of the strips that play one of these roles."""
        return [i for i, role in enumerate(self.roles) if role in roles]


def active_lufs(features: TrackFeatures) -> float:
    """Return how loud a strip is while it plays."""
    if not features.active.any():
        return FLOOR_DB
    return db1(features.k_power[features.active].mean()) - 0.691


def playing(heard: Heard) -> dict[str, TrackFeatures]:
    """Return the strips that play a role and sound at all; buses and returns play none."""
    known = placements()
    return {
        name: features
        for name, features in heard.strips.items()
        if heard.roles.get(name, "") in known and active_lufs(features) > SILENT_LUFS
    }


@shared
def parts(heard: Heard) -> Parts:
    """Lay the playing strips side by side."""
    strips = playing(heard)
    count, total = len(strips), heard.mix.k_power.shape[0]
    power = np.zeros((count, BANDS, total), np.float32)
    k_power = np.zeros((count, total), np.float32)
    active = np.zeros((count, total), np.bool_)
    for row, features in enumerate(strips.values()):
        upto = min(total, features.k_power.shape[0])
        power[row, :, :upto] = both(features)[:, :upto]
        k_power[row, :upto] = features.k_power[:upto]
        active[row, :upto] = features.active[:upto]
    gains_db = np.zeros(count)
    if not heard.rendered:
        wanted = role_levels_lu(heard, tuple(strips))
        gains_db = np.array([wanted[n] - active_lufs(f) - 20.0 for n, f in strips.items()])
        gains_db += _lead_in_place(heard, tuple(strips), k_power, active, gains_db)
    gain = (10.0 ** (gains_db / 10.0)).astype(np.float32)
    power *= gain[:, None, None]
    return Parts(
        names=tuple(strips),
        roles=tuple(heard.roles[name] for name in strips),
        power=power,
        k_power=k_power * gain[:, None],
        raw_k=k_power,
        active=active,
        gains_db=gains_db,
    )


def _lead_in_place(
    heard: Heard,
    names: tuple[str, ...],
    k_power: NDArray[np.float32],
    active: NDArray[np.bool_],
    gains_db: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return how to move the lead vocals so that they lie over the band as the genre keeps them."""
    moves = np.zeros(len(names))
    leads = [i for i, name in enumerate(names) if heard.roles[name] == "lead vocal"]
    expected = heard.genre.expected.get("vocal.above_band_lu")
    if not leads or len(leads) == len(names) or expected is None:
        return moves
    placed = k_power * (10.0 ** (gains_db / 10.0))[:, None]
    vocal = placed[leads].sum(axis=0)
    on = np.asarray(active[leads].any(axis=0))
    band = float(placed.sum(axis=0)[on].mean()) - float(vocal[on].mean())
    if band > 1e-12:
        moves[leads] = expected.middle - (db1(vocal[on].mean()) - db1(band))
    return moves


def role_levels_lu(heard: Heard, names: tuple[str, ...]) -> Mapping[str, float]:
    """Return where the genre keeps each strip while it plays, relative to the whole mix.

    The level of its group in this genre plus its place in the group (``balance.toml``); strips
    of one role share the role's place. A group the genre does not name lies at -6 LU.
    """
    roles = [heard.roles[name] for name in names]
    levels = {}
    for name, role in zip(names, roles, strict=True):
        place = placement(role)
        key = f"balance.{place.group.lower().replace(' ', '_')}_lu"
        if place.group == "Lead Vocals":
            above = heard.genre.expected.get("vocal.above_band_lu")
            ratio = 10.0 ** ((above.middle if above else 0.0) / 10.0)
            group_lu = db1(ratio / (1.0 + ratio))
        else:
            expected = heard.genre.expected.get(key)
            group_lu = expected.middle if expected else -6.0
        levels[name] = group_lu + place.within_lu - db1(roles.count(role))
    return levels


@shared
def phrases(heard: Heard) -> tuple[Span, ...]:
    """Return the lines of the lead vocal: from the song map, else where it sounds."""
    if heard.song.phrases:
        return heard.song.phrases
    all_parts = parts(heard)
    leads = all_parts.index("lead vocal")
    if not leads:
        return ()
    return stretches(np.asarray(all_parts.active[leads].any(axis=0)), join_s=0.6, least_s=0.6)


def shares(heard: Heard, weights: NDArray[np.float32], where: slice) -> dict[str, float]:
    """Return which strip has what part of the K-weighted power in some bands and a stretch."""
    all_parts = parts(heard)
    if not all_parts.names:
        return {}
    each = all_parts.power[:, :, where].mean(axis=2) @ (weights * k_weight())
    whole = float(each.sum())
    if whole <= 0.0:
        return {}
    order = np.argsort(-each)
    return {all_parts.names[i]: float(each[i]) / whole for i in order}


def in_bands_db(power: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the level in some third octaves over time, [T], from power [30, T]."""
    return db(weights @ power)


@shared
def excitations(heard: Heard) -> NDArray[np.float32]:
    """Return the spread power of each part every 0.2 s, [strip, 30, T / 2]."""
    return excitation(parts(heard).power)


@shared
def mix_power(heard: Heard) -> NDArray[np.float32]:
    """Return mid and side power of the mix, [2, 30, T]; before a print, of the plain balance.

    The balance is by role and all in the middle: raw tracks as they came say nothing of a mix.
    """
    if heard.rendered or not parts(heard).names:
        return heard.mix.power
    whole = parts(heard).power.sum(axis=0) / 2.0
    return np.stack([whole, np.zeros_like(whole)])


@shared
def mix_k_power(heard: Heard) -> NDArray[np.float32]:
    """Return K-weighted power of the mix, [T]; before a print, of the plain balance."""
    if heard.rendered or not parts(heard).names:
        return heard.mix.k_power
    return np.asarray(parts(heard).k_power.sum(axis=0))


def genre_group(heard: Heard) -> Group:
    """Return the released songs of the loudness that the master is meant to have."""
    expected = heard.genre.expected.get("print.integrated_lufs")
    return corpus().group_at(expected.middle if expected is not None else -9.0)
