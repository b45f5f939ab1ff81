"""The lead vocal against everything else, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge import Expected
from tonmeister.listening.bands import db1
from tonmeister.listening.check import found, shared
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import parts, phrases
from tonmeister.model import Finding, Span, Weight

SLACK_LU = 0.5
FAR_LU = 3.0
NEAR_LU = 1.8
LEAST_STEPS = 5
STRAYS_LU = 4.0
"""How far a stretch may lie from the other lines of the same song."""
THIN_LU = 8.0
"""A band this far under its usual level leaves the voice alone on purpose."""
LONGEST_S, LEAST_RUN_S = 4.0, 1.5

ANY_RANGE = Expected(
    low=-3.0,
    high=3.5,
    grade="guess",
    source="the styles of Gerdes & Siedenburg, JASA-EL 3, 043201 (2023), from metal to country; "
    "the width is ours",
)
"""Where the lead vocal lies over the band in any style; for songs whose style nobody named."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the vocal: how loud it is, and how far over the band while it sounds."""

    where: Span
    loudness_lufs: float
    above_band_lu: float


@shared
def lines(heard: Heard) -> tuple[Line, ...]:
    """Measure each line where the vocal sounds: K-weighted vocal over K-weighted rest.

    The rest is the sum of all other strips, backing vocals too (the lead-to-accompaniment ratio
    of Gerdes & Siedenburg, JASA Express Letters 3, 043201, 2023). Lines without accompaniment
    are left out. Before a print: the raw tracks as they came.
    """
    return _measured(heard, phrases(heard))


@shared
def bits(heard: Heard) -> tuple[Line, ...]:
    """Measure the same in shorter stretches: lines over four seconds are cut at bar lines."""
    return _measured(heard, tuple(bit for where in phrases(heard) for bit in _cut(heard, where)))


def _cut(heard: Heard, where: Span) -> Iterator[Span]:
    """Cut a long line at bar lines, or every two seconds where there are none."""
    length_s = where.end_s - where.start_s
    if length_s <= LONGEST_S + 1e-6:
        yield where
        return
    tempo = heard.song.tempo
    bar_lines = [tempo.beats_s[i] for i in tempo.downbeats] if tempo is not None else []
    if len(bar_lines) < 2 or np.median(np.diff(bar_lines)) > LONGEST_S:
        count = round(length_s / 2.0)
        bar_lines = [where.start_s + length_s * i / count for i in range(1, count)]
    cuts = [where.start_s]
    for at_s in bar_lines:
        if cuts[-1] + 0.8 <= at_s <= where.end_s - 0.8:
            cuts.append(at_s)
    cuts.append(where.end_s)
    for start_s, end_s in pairwise(cuts):
        yield Span(start_s, end_s)


def _measured(heard: Heard, spans: tuple[Span, ...]) -> tuple[Line, ...]:
    all_parts = parts(heard)
    leads = all_parts.index("lead vocal")
    if not leads:
        return ()
    vocal = all_parts.raw_k[leads].sum(axis=0)
    band = np.maximum(all_parts.raw_k.sum(axis=0) - vocal, 0.0)
    sounding = np.asarray(all_parts.active[leads].any(axis=0))
    out = []
    for where in spans:
        part = slice(round(where.start_s / HOP_S), round(where.end_s / HOP_S))
        on = sounding[part]
        if on.sum() < LEAST_STEPS:
            continue
        sung, rest = float(vocal[part][on].mean()), float(band[part][on].mean())
        if rest < 1e-8:
            continue
        out.append(Line(where, db1(sung) - 0.691, db1(sung) - db1(rest)))
    return tuple(out)


def lead_name(heard: Heard) -> str:
    """Return the strip that a finding about the lead vocal belongs to: the loudest of them."""
    all_parts = parts(heard)
    leads = all_parts.index("lead vocal")
    return all_parts.names[max(leads, key=lambda row: float(all_parts.raw_k[row].sum()))]


def above_band(heard: Heard) -> Expected:
    """Return where the genre keeps the vocal over the band; of any genre where none is named."""
    return heard.genre.expected.get("vocal.above_band_lu") or ANY_RANGE


def out_of_place(heard: Heard, *, under: bool) -> Iterator[Finding]:
    """Find stretches that lie under (or over) where the genre, or the song itself, keeps the vocal.

    Absolutely: beyond the genre's range. Within the song: four LU from the other lines, if that
    leads away from the range and not towards it.
    """
    named = "vocal.above_band_lu" in heard.genre.expected
    expected = above_band(heard)
    sung = bits(heard)
    if not sung:
        return
    above = np.array([line.above_band_lu for line in sung])
    voice = np.array([line.loudness_lufs for line in sung])
    usual = float(np.median(above))
    if under:
        own = min(usual - STRAYS_LU, expected.high)
        edge = max(expected.low, own) if len(sung) >= 3 else expected.low
        off = edge - above
    else:
        own = max(usual + STRAYS_LU, expected.low)
        edge = min(expected.high, own) if len(sung) >= 3 else expected.high
        band = voice - above
        off = np.where(band > np.median(band) - THIN_LU, above - edge, above - edge - THIN_LU)
    wrong = _joined(off > SLACK_LU, off > -SLACK_LU)
    for first, last in runs(wrong):
        run = sung[first:last]
        if sum(line.where.end_s - line.where.start_s for line in run) < LEAST_RUN_S:
            continue
        mean = float(above[first:last].mean())
        by = float(off[first:last].mean())
        where = Span(run[0].where.start_s, run[-1].where.end_s)
        others = np.delete(above, np.arange(first, last))
        told = found(
            lead_name(heard),
            where,
            weight=_weight(heard, by, named),
            confidence=0.9 if heard.song.phrases else 0.6,
            above_band_lu=mean,
            usual_low_lu=edge if under else expected.low,
            usual_high_lu=expected.high if under else edge,
            other_lines_lu=float(np.median(others)) if others.size else mean,
            lines_count=len(run),
            all_lines_count=len(sung),
            bars=heard.song.bars(where),
            source=expected.source,
        )
        yield replace(told, facts={**told.facts, "under_lu" if under else "over_lu": round(by, 3)})


def _weight(heard: Heard, by_lu: float, named: bool) -> Weight:
    """Say how much it matters: where nobody named the style, only what is far outside."""
    far = FAR_LU if named else 2.0 * FAR_LU
    if heard.rendered and by_lu > far:
        return "fault"
    return "note" if named or by_lu > NEAR_LU else "info"


def _joined(wrong: NDArray[np.bool_], nearly: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Close gaps of one line that is nearly as wrong as its neighbours."""
    out = wrong.copy()
    out[1:-1] |= wrong[:-2] & wrong[2:] & nearly[1:-1]
    return out


def runs(wrong: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where something holds without a break: first and one past the last, each time."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], wrong, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
