"""The microphones compared: whose stroke is it, and who only leaks.

All close microphones are laid on top of each other and taken apart together: each drum has one
template over the bands of all microphones, so what it leaks into its neighbours is learned from
the song and explained by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.listening.drums.events import Struck
from tonmeister.listening.drums.frames import BANDS, Grid
from tonmeister.listening.drums.strokes import Steps
from tonmeister.listening.drums.templates import anywhere, known_by, played

CLOSE = ("kick", "snare", "toms")
"""Pieces that have microphones of their own."""
METAL = 2
_TEMPLATE = {"kick": 0, "snare": 1, "hats": METAL, "toms": 3, "cymbals": METAL}
_LEAK = 0.2
_ROUNDS = 8
_PRIOR = 6.0
_NEAR = 6


@dataclass(frozen=True, slots=True)
class Close:
    """A close microphone: whose it is, and the strokes as it heard them."""

    piece: str
    heard: Struck


def together(found: Sequence[Steps]) -> Steps:
    """Return the strokes that any microphone heard; what lies within 30 ms is one."""
    groups: list[list[int]] = []
    for step in sorted({int(step) for each in found for step in each}):
        if groups and step - groups[-1][0] <= _NEAR and step - groups[-1][-1] < _NEAR - 1:
            groups[-1].append(step)
        else:
            groups.append([step])
    return np.array([int(np.median(group)) for group in groups], np.int64)


def compared(mics: Mapping[str, Close]) -> dict[str, tuple[Grid, Grid]]:
    """Return, by microphone, its own strokes' (level in dB, share of what it hears) [strokes]."""
    names = list(mics)
    seen = np.concatenate([_seen(mics[name].heard) for name in names], axis=1)
    if not len(seen):
        return {name: (np.zeros(0), np.zeros(0)) for name in names}
    anyone = anywhere()
    first = np.array(
        [np.concatenate([anyone[_TEMPLATE[mics[k].piece]] * (1.0 if k == m else _LEAK)
                         for m in names]) for k in names]
        + [np.concatenate([0.4 * anyone[METAL]] * len(names))]
    )  # fmt: skip
    templates = first
    for _ in range(_ROUNDS):
        how = played(seen, templates, 40)
        counted = templates * (how.T @ (seen / (how @ templates + 1e-9)))
        templates = (counted + _PRIOR * first) / (how.sum(axis=0)[:, None] + _PRIOR)
        for i in range(len(names)):
            own = templates[i, 2 * BANDS * i : 2 * BANDS * i + BANDS]
            templates[i] /= max(float(np.percentile(own, 90)), 1e-3)
    how = played(seen, templates, 100)
    whole = how @ templates
    out = {}
    for i, name in enumerate(names):
        bands = known_by(_TEMPLATE[mics[name].piece])
        part = slice(2 * BANDS * i + bands.start, 2 * BANDS * i + bands.stop)
        own = (how[:, i : i + 1] * templates[i])[:, part].sum(axis=1)
        share = own / (whole[:, part].sum(axis=1) + 1e-9)
        sure = own[share > 0.6]
        loud = float(np.percentile(sure if len(sure) >= 3 else own, 90))
        out[name] = (20.0 * np.log10(own / max(loud, 1e-9) + 0.01), share)
    return out


def louder_here(mics: Mapping[str, Close], name: str) -> Grid:
    """Return how much louder each stroke is here than anywhere else [strokes, bands], in 20 dB.

    Each microphone is measured against its own loud strokes; from -1 to 1, and 1 where there is
    no other microphone.
    """
    own = _against_usual(mics[name].heard)
    others = [_against_usual(mic.heard) for other, mic in mics.items() if other != name]
    if not others:
        return np.ones_like(own)
    return np.asarray(np.clip(own - np.max(others, axis=0), -1.0, 1.0))


def _against_usual(heard: Struck) -> Grid:
    return np.asarray(np.log10(heard.early / heard.usual + 1e-4) / 2.0)


def _seen(heard: Struck) -> Grid:
    both = np.concatenate([heard.early, heard.late], axis=1)
    usual = np.concatenate([heard.usual, heard.usual])
    return np.asarray(np.minimum(np.sqrt(both / usual), 2.0))
