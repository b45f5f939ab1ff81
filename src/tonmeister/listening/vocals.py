"""The lead vocal against everything else, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import db1
from tonmeister.listening.check import found, shared
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import parts, phrases
from tonmeister.model import Finding, Span

SLACK_LU = 0.5
FAR_LU = 3.0
LEAST_STEPS = 5


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
    all_parts = parts(heard)
    leads = all_parts.index("lead vocal")
    if not leads:
        return ()
    vocal = all_parts.raw_k[leads].sum(axis=0)
    band = all_parts.raw_k.sum(axis=0) - vocal
    sounding = np.asarray(all_parts.active[leads].any(axis=0))
    out = []
    for where in phrases(heard):
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


def out_of_place(heard: Heard, *, under: bool) -> Iterator[Finding]:
    """Find runs of lines that lie under (or over) where the genre keeps the vocal."""
    expected = heard.genre.expected.get("vocal.above_band_lu")
    sung = lines(heard)
    if expected is None or not sung:
        return
    off = np.array(
        [
            expected.low - line.above_band_lu if under else line.above_band_lu - expected.high
            for line in sung
        ]
    )
    wrong = off > SLACK_LU
    for first, last in _runs(wrong):
        run = sung[first:last]
        mean = float(np.mean([line.above_band_lu for line in run]))
        by = float(np.mean(off[first:last]))
        where = Span(run[0].where.start_s, run[-1].where.end_s)
        told = found(
            lead_name(heard),
            where,
            weight="fault" if heard.rendered and by > FAR_LU else "note",
            confidence=0.9 if heard.song.phrases else 0.6,
            above_band_lu=mean,
            usual_low_lu=expected.low,
            usual_high_lu=expected.high,
            lines_count=len(run),
            all_lines_count=len(sung),
            bars=heard.song.bars(where),
            source=expected.source,
        )
        yield replace(told, facts={**told.facts, "under_lu" if under else "over_lu": round(by, 3)})


def _runs(wrong: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], wrong, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
