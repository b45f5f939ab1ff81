"""How a song goes, bar by bar: how loud, how busy, how bright, how many play, how tense."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ, HOP_S, ONSET_HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.keys import harmony
from tonmeister.listening.parts import parts
from tonmeister.model import KeyAt, SongMap
from tonmeister.music.pitch_classes import TONICS
from tonmeister.music.spelling import spell_tonic
from tonmeister.music.spiral import tension

Real = NDArray[np.float64]

UNIT_S = 2.0
"""What takes the place of a bar where no beat is heard."""
SMOOTH_S = 3.0
QUIET_LU = -60.0
ENERGY = {"loudness": 0.4, "density": 0.2, "brightness": 0.2, "playing": 0.2}
"""What energy is made of; weights are the house's (practice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """One value a bar. ``edges_s`` [B + 1]; ``loudness_lu`` against the whole song; ``density_hz``
    beginnings a second; ``brightness_octaves`` the centre of the spectrum over 1 kHz;
    ``playing`` [B, parts] what part of the bar each plays; ``names`` the parts;
    ``energy_score`` and ``tension_score`` from 0 to 1 within this song; ``reach``, ``motion`` and
    ``strain`` are the spiral array's, in its own measure. ``in_bars`` is false where no beat was
    heard: then a bar is two seconds.
    """

    edges_s: Real
    loudness_lu: Real
    density_hz: Real
    brightness_octaves: Real
    playing: Real
    names: tuple[str, ...]
    energy_score: Real
    tension_score: Real
    spiral: Real
    in_bars: bool

    @property
    def bars(self) -> int:
        return len(self.edges_s) - 1

    def bar_of(self, at_s: float) -> int:
        """Return the bar (from 0) that sounds at a time."""
        found = int(np.searchsorted(self.edges_s, at_s + 1e-6, side="right")) - 1
        return min(max(found, 0), self.bars - 1)


def curves_of(heard: Heard) -> Curves:
    """Draw the curves of a song from what was heard of its tracks and their sum."""
    edges_s, in_bars = bar_edges(heard.song)
    k_power, power = _balanced(heard)
    loud = _mean(k_power[None], edges_s, HOP_S)[0]
    whole = float(np.mean(loud[loud > 0.0])) if (loud > 0.0).any() else 1.0
    loudness_lu = np.maximum(10.0 * np.log10(np.maximum(loud / whole, 1e-9)), QUIET_LU)
    density = _density(heard, edges_s)
    brightness = _brightness(power, edges_s)
    names, playing = _playing(heard, edges_s)
    energy = _energy(loudness_lu, density, brightness, playing, edges_s)
    spiral = _tension(heard, edges_s)
    return Curves(
        edges_s=edges_s, loudness_lu=loudness_lu, density_hz=density,
        brightness_octaves=brightness, playing=playing, names=names, energy_score=energy,
        tension_score=_unit(sum((_z(row) for row in spiral), np.zeros(len(energy)))),
        spiral=spiral, in_bars=in_bars,
    )  # fmt: skip


def bar_edges(song: SongMap) -> tuple[Real, bool]:
    """Return where bars begin and the last ends, and whether they are bars."""
    tempo = song.tempo
    if tempo is None or len(tempo.downbeats) < 3:
        count = max(1, round(song.length_s / UNIT_S))
        return np.linspace(0.0, song.length_s, count + 1), False
    starts = [tempo.beats_s[i] for i in tempo.downbeats if tempo.beats_s[i] < song.length_s - 0.2]
    bar_s = float(np.median(np.diff(starts)))
    end_s = min(song.length_s, starts[-1] + bar_s)
    head = [0.0] if starts[0] > 0.5 * bar_s else []
    tail = [song.length_s] if song.length_s - end_s > 0.5 * bar_s else []
    return np.array([*head, *starts, end_s, *tail]), True


def key_of_song(song: SongMap) -> KeyAt | None:
    """Return the song's key as a chart has it."""
    if song.key is None:
        return None
    pitch_class = TONICS[song.key.mode].index(song.key.tonic)
    tonic = spell_tonic(pitch_class, song.key.mode)
    return KeyAt(at_quarters=Fraction(0), tonic_fifths=tonic, mode=song.key.mode)


def _balanced(heard: Heard) -> tuple[Real, Real]:
    """Return the song's K-weighted power [T] and band power [30, T], raw tracks put in balance."""
    if len(heard.strips) < 2 or heard.rendered:
        mix = heard.outcome
        return (
            np.asarray(mix.k_power, dtype=np.float64),
            np.asarray(mix.power, dtype=np.float64).sum(axis=0),
        )
    lanes = parts(heard)
    return lanes.k_power.sum(axis=0, dtype=np.float64), lanes.power.sum(axis=0, dtype=np.float64)


def _mean(rows: Real, edges_s: Real, hop_s: float) -> Real:
    """Return the mean of each row [K, T] between the edges, [K, B]."""
    sums = np.concatenate([np.zeros((rows.shape[0], 1)), np.cumsum(rows, axis=1)], axis=1)
    at = np.clip(np.round(edges_s / hop_s).astype(int), 0, rows.shape[1])
    count = np.maximum(np.diff(at), 1)
    return np.asarray((sums[:, at[1:]] - sums[:, at[:-1]]) / count, dtype=np.float64)


def _density(heard: Heard, edges_s: Real) -> Real:
    curve = np.asarray(heard.outcome.onset, dtype=np.float64).sum(axis=0)
    if curve.size < 3 or not curve.any():  # a plain sum is only heard lightly
        curve = _all_begin(heard)
    if curve.size < 3 or not curve.any():
        return np.zeros(len(edges_s) - 1)
    rises = (curve[1:-1] >= curve[:-2]) & (curve[1:-1] > curve[2:])
    strong = curve[1:-1] > 0.2 * np.percentile(curve, 99)
    at_s = (np.flatnonzero(rises & strong) + 1) * ONSET_HOP_S
    counts, _ = np.histogram(at_s, edges_s)
    return np.asarray(counts / np.maximum(np.diff(edges_s), 1e-3), dtype=np.float64)


def _all_begin(heard: Heard) -> Real:
    """Return the onset curves of all parts together, each made equally strong."""
    steps = max((f.onset.shape[1] for f in heard.strips.values()), default=0)
    total = np.zeros(steps)
    for features in heard.strips.values():
        curve = np.asarray(features.onset, dtype=np.float64).sum(axis=0)
        strong = float(np.percentile(curve, 99)) if curve.size else 0.0
        if strong > 0.0:
            total[: curve.size] += np.minimum(curve / strong, 1.0)
    return total


def _brightness(power: Real, edges_s: Real) -> Real:
    level = np.sqrt(np.maximum(_mean(power, edges_s, HOP_S), 0.0))
    total = np.maximum(level.sum(axis=0), 1e-12)
    return np.asarray(np.log2(BANDS_HZ / 1000.0) @ level / total, dtype=np.float64)


def _playing(heard: Heard, edges_s: Real) -> tuple[tuple[str, ...], Real]:
    active = parts(heard)
    if active.active.shape[0] == 0:
        return (), np.zeros((len(edges_s) - 1, 0))
    share = _mean(active.active.astype(np.float64), edges_s, HOP_S)
    return tuple(active.names), share.T


def _energy(
    loudness_lu: Real, density: Real, brightness: Real, playing: Real, edges_s: Real
) -> Real:
    columns = {
        "loudness": np.maximum(loudness_lu, -24.0),
        "density": density,
        "brightness": brightness,
        "playing": playing.sum(axis=1) if playing.size else np.zeros(len(loudness_lu)),
    }
    total = sum((ENERGY[n] * _z(c) for n, c in columns.items()), np.zeros(len(loudness_lu)))
    width = max(1, round(SMOOTH_S / max(float(np.median(np.diff(edges_s))), 0.1)))
    if width > 1 and len(total) > width:
        total = np.convolve(np.pad(total, width // 2, mode="edge"), np.ones(width) / width, "same")[
            width // 2 : width // 2 + len(loudness_lu)
        ]
    return _unit(total)


def _tension(heard: Heard, edges_s: Real) -> Real:
    tracks = heard.strips or {"mix": heard.mix}
    roles = heard.roles or {"mix": "other"}
    key = key_of_song(heard.song)
    chroma = harmony(tracks, roles)
    if key is None or chroma.shape[1] == 0:
        return np.zeros((3, len(edges_s) - 1))
    return tension(_mean(chroma, edges_s, HOP_S), key)


def _z(row: Real) -> Real:
    spread = float(row.std())
    return np.zeros(len(row)) if spread < 1e-9 else (row - row.mean()) / spread


def _unit(row: Real) -> Real:
    low, high = (float(v) for v in np.percentile(row, (3, 97))) if len(row) else (0.0, 0.0)
    if high - low < 1e-9:
        return np.full(len(row), 0.5)
    return np.clip((row - low) / (high - low), 0.0, 1.0)
