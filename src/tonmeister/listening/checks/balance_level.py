"""Hear how loud each strip is, and how much of the mix it is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import db1, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import parts, playing, role_levels_lu
from tonmeister.model import Finding


@check(
    "balance/level",
    title="Level in the mix",
    hears="the loudness of each strip while it plays, and its part of the power of the mix",
    matters="the balance is the mix; all else is seasoning",
    by_ear="listen softly, in mono, and see who is missing",
    fix="move its fader by what it is off, then listen softly in mono and trust that more than the "
    "figure",
    source="ITU-R BS.1770; where a role usually lies: balance.toml and the genre",
)
def level(heard: Heard) -> Iterator[Finding]:
    """Say for each strip where it lies and where the genre keeps its role, relative to the mix."""
    all_parts = parts(heard)
    strips = playing(heard)
    usual = role_levels_lu(heard, all_parts.names)
    total = all_parts.raw_k.sum(axis=0)
    sum_power = float(total.sum())
    for row, name in enumerate(all_parts.names):
        on = all_parts.active[row]
        if not on.any():
            continue
        own, around = float(all_parts.raw_k[row][on].mean()), float(total[on].mean())
        over_mix = db1(own) - db1(around)
        yield found(
            name,
            whole(heard.song.length_s),
            weight="info",
            active_lufs=db1(own) - 0.691,
            share_percent=100.0 * float(all_parts.raw_k[row].sum()) / max(sum_power, 1e-20),
            in_mix_lu=over_mix,
            usual_lu=usual[name],
            off_lu=over_mix - usual[name],
            peak_dbfs=20.0 * float(np.log10(max(float(strips[name].peak.max()), 1e-6))),
            activity_percent=100.0 * float(on.mean()),
            role=all_parts.roles[row],
        )
