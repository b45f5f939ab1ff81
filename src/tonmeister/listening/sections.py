"""The form of the song: where a part ends and another begins, and which come again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.facts_levels import level_db
from tonmeister.listening.features import HOP_S, TrackFeatures
from tonmeister.listening.section_lines import divide, unit
from tonmeister.listening.section_names import Part, name_parts
from tonmeister.listening.tempo import OUTSIDE
from tonmeister.model import Section, Span, TempoMap

Real = NDArray[np.float64]

UNIT_S = 2.0
"""What takes the place of a bar where there is no beat."""
SAME = 1.3
JOINED_BARS = 8
"""The same music twice in a row is one section up to this length."""


@dataclass(frozen=True, slots=True)
class BarByBar:
    """What each bar sounds like: ``colour`` [bars, 60], ``chords`` [bars, tones] (of two halves),
    ``playing`` [bars, tracks] from 0 to 1, ``level_db`` [bars], ``sung`` [bars] from 0 to 1.
    """

    edges_s: Real
    colour: Real
    chords: Real
    playing: Real
    level_db: Real
    sung: Real


def sections(
    tracks: Mapping[str, TrackFeatures],
    roles: Mapping[str, str],
    chroma: Real,
    sings: NDArray[np.bool_],
    tempo: TempoMap | None,
    length_s: float,
) -> tuple[Section, ...]:
    """Divide the song into its parts, on bar lines where there are bars.

    ``chroma`` [12, T], or more rows where the bass has its own.
    """
    band = {name: f for name, f in tracks.items() if roles.get(name, "other") not in OUTSIDE}
    band = {name: f for name, f in band.items() if roles.get(name) != "click"}
    steps = max((len(f.k_power) for f in band.values()), default=0)
    if steps == 0 or not any(f.active.any() for f in band.values()):
        return ()
    edges_s = _edges(tempo, length_s)
    bars = _bar_by_bar(band, chroma, sings, edges_s, steps)
    places = divide(bars.colour, bars.chords, bars.playing)
    labels = _alike(bars, places)
    parts = [
        Part(
            start=a,
            stop=b,
            group=group,
            level_db=float(10 * np.log10(np.mean(10 ** (bars.level_db[a:b] / 10)))),
            sung=float(bars.sung[a:b].mean()),
            tracks=float((bars.playing[a:b] > 0.3).sum(axis=1).mean()),
        )
        for a, b, group in zip(places[:-1], places[1:], labels, strict=True)
    ]
    found: list[Section] = []
    first = 0
    for part, (name, confidence) in zip(parts, name_parts(parts), strict=True):
        start_s, end_s = (round(float(edges_s[bar]), 4) for bar in (part.start, part.stop))
        short = part.stop - first <= JOINED_BARS
        if found and name == found[-1].name and (short or name in ("intro", "outro")):
            start_s = found.pop().where.start_s
        else:
            first = part.start
        found.append(
            Section(name=name, where=Span(start_s, end_s), confidence=round(confidence, 2))
        )
    return tuple(found)


def _edges(tempo: TempoMap | None, length_s: float) -> Real:
    """Return the bar lines in seconds, from 0 to the end of the song."""
    if tempo is None or len(tempo.downbeats) < 4:
        count = max(1, round(length_s / UNIT_S))
        return np.linspace(0.0, length_s, count + 1)
    lines = np.array([tempo.beats_s[i] for i in tempo.downbeats])
    bar_s = float(np.median(np.diff(lines)))
    before = lines[0] - bar_s * np.arange(int(lines[0] / bar_s), 0, -1)
    after = np.arange(lines[-1] + bar_s, length_s, bar_s)
    lines = np.concatenate([before, lines, after])
    lines = lines[(lines > 0.25 * bar_s) & (lines < length_s - 0.4 * bar_s)]
    return np.concatenate([[0.0], lines, [length_s]])


def _bar_by_bar(
    band: Mapping[str, TrackFeatures],
    chroma: Real,
    sings: NDArray[np.bool_],
    edges_s: Real,
    steps: int,
) -> BarByBar:
    power = np.zeros((30, steps))
    loud = np.zeros(steps)
    playing = []
    for features in band.values():
        own = features.power.sum(axis=0, dtype=np.float64)
        power[:, : own.shape[1]] += own
        loud[: len(features.k_power)] += features.k_power
        bars = _means(features.k_power[None, :].astype(np.float64), edges_s)[:, 0]
        top = float(bars.max(initial=0.0))
        heard = level_db(bars / top) if top > 0 else np.full(len(bars), -200.0)
        playing.append(np.clip((heard + 40.0) / 40.0, 0.0, 1.0))
    shape = level_db(power)
    shape = np.maximum(shape, shape.max() - 70.0) / 10.0
    mean = _means(shape, edges_s)
    spread = np.sqrt(np.maximum(_means(shape**2, edges_s) - mean**2, 0.0))
    middles = (edges_s[:-1] + edges_s[1:]) / 2.0
    first = unit(_means(np.sqrt(chroma), np.append(edges_s[:-1], middles[-1]), ends=middles))
    second = unit(_means(np.sqrt(chroma), np.append(middles, edges_s[-1]), ends=edges_s[1:]))
    sung = np.zeros(steps)
    sung[: min(steps, len(sings))] = sings[:steps]
    return BarByBar(
        edges_s=edges_s,
        colour=np.concatenate([mean, spread], axis=1),
        chords=np.concatenate([first, second], axis=1),
        playing=np.array(playing).T,
        level_db=level_db(_means(loud[None, :], edges_s)[:, 0]),
        sung=_means(sung[None, :], edges_s)[:, 0],
    )


def _means(rows: Real, edges_s: Real, ends: Real | None = None) -> Real:
    """Return the mean of [rows, T] over each bar as [bars, rows]."""
    frames = rows.shape[1]
    starts = np.clip(np.round(edges_s[:-1] / HOP_S).astype(int), 0, max(frames - 1, 0))
    stops_s = edges_s[1:] if ends is None else ends
    stops = np.clip(np.round(stops_s / HOP_S).astype(int), starts + 1, max(frames, 1))
    sums = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(rows, axis=1)], axis=1)
    stops = np.minimum(stops, frames)
    return np.asarray(((sums[:, stops] - sums[:, starts]) / np.maximum(stops - starts, 1)).T)


def _alike(bars: BarByBar, places: list[int]) -> list[int]:
    """Group the parts that are the same music; groups are numbered by their first part."""
    count = len(places) - 1
    spread = bars.colour.std(axis=0) + 0.05
    distance = np.zeros((count, count))
    for i in range(count):
        for j in range(i):
            a, b = slice(places[i], places[i + 1]), slice(places[j], places[j + 1])
            chords = _chord_likeness(bars.chords[a], bars.chords[b])
            colours = bars.colour[a].mean(axis=0) - bars.colour[b].mean(axis=0)
            players = bars.playing[a].mean(axis=0) - bars.playing[b].mean(axis=0)
            distance[i, j] = distance[j, i] = (
                1.2 * (1.0 - chords) / 0.25
                + 0.8 * np.mean(np.abs(colours) / spread)
                + 1.2 * np.abs(players).mean() / 0.25
            )
    groups = [[i] for i in range(count)]
    while len(groups) > 1:
        pairs = [
            (float(np.mean([distance[i, j] for i in a for j in b])), x, y)
            for x, a in enumerate(groups)
            for y, b in enumerate(groups[:x])
        ]
        nearest, x, y = min(pairs)
        if nearest > SAME:
            break
        groups[y] = sorted(groups[y] + groups.pop(x))
    groups.sort()
    labels = [0] * count
    for number, group in enumerate(groups):
        for i in group:
            labels[i] = number
    return labels


def _chord_likeness(a: Real, b: Real) -> float:
    """Return how alike two successions of chords are (0 to 1), the best way they overlap."""
    short = min(len(a), len(b))
    return max(
        float((a[i : i + short] * b[j : j + short]).sum(axis=1).mean()) / 2.0
        for i in range(len(a) - short + 1)
        for j in range(len(b) - short + 1)
    )
