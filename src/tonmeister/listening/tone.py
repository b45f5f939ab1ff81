"""Groups of bands against each other, as the ear names them: mud, boom, box, harsh, air."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.corpus import Index, corpus
from tonmeister.listening.bands import whole
from tonmeister.listening.check import found, shared
from tonmeister.listening.corpus import from_power_db, nine_bands
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import mix_power, parts, shares
from tonmeister.model import Finding, Section, Span

GENRE_KEYS = {
    "mud": "tone.muddy_db", "boom": "tone.boomy_db", "box": "tone.boxy_db",
    "harsh": "tone.harsh_db", "bright": "tone.sibilant_db", "air": "tone.airy_db",
}  # fmt: skip
SECTION_LEAST_S = 6.0
FULL_PART = 0.6
NOTE_DB = 0.5
SECTION_SLACK_DB = 1.0
"""One section alone must stray this much further than the whole song to be worth a word."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A section (or the whole song) and its nine levels relative to their sum."""

    name: str
    where: Span
    level_db: NDArray[np.float64]


@shared
def levels(heard: Heard) -> tuple[Stretch, ...]:
    """Measure the whole song first, then each section that is long enough to have a tone."""
    power = mix_power(heard)
    out = []
    spans = [("", whole(heard.song.length_s))]
    spans += [(s.name, s.where) for s in full_sections(heard)]
    for name, span in spans:
        first, last = round(span.start_s / HOP_S), round(span.end_s / HOP_S)
        piece = power[:, :, first:last]
        short = name and span.end_s - span.start_s < SECTION_LEAST_S
        if short or piece.shape[2] == 0 or float(piece.mean()) < 1e-10:
            continue
        out.append(Stretch(name, span, from_power_db(piece)[0]))
    return tuple(out)


def full_sections(heard: Heard) -> list[Section]:
    """Return the sections in which about as many parts play as anywhere: a lone kick has no mix."""
    all_parts = parts(heard)
    if not all_parts.names:
        return list(heard.song.sections)
    playing = []
    for section in heard.song.sections:
        part = slice(round(section.where.start_s / HOP_S), round(section.where.end_s / HOP_S))
        active = all_parts.active[:, part]
        playing.append(int((active.mean(axis=1) > 0.3).sum()) if active.shape[1] else 0)
    most = max(playing, default=0)
    return [s for s, n in zip(heard.song.sections, playing, strict=True) if n > FULL_PART * most]


def index_db(index: Index, level_db: NDArray[np.float64]) -> float:
    """Return one group of bands over the other."""
    power = 10.0 ** (level_db / 10.0)
    over = 10.0 * np.log10(power[list(index.bands)].sum())
    if index.against_as == "mean":
        return float(over - level_db[list(index.against)].mean())
    return float(over - 10.0 * np.log10(power[list(index.against)].sum()))


def strays(heard: Heard, name: str, *, too_much: bool) -> Iterator[Finding]:
    """Find where an index lies above (or below) what released records of the kind keep to.

    The whole song is one finding; where it is in order, each section that strays is one.
    """
    index = corpus().indices[name]
    usual = heard.genre.expected.get(GENRE_KEYS[name])
    low, high = (
        (usual.low, usual.high)
        if usual is not None
        else (index.percentiles_db[0], index.percentiles_db[4])
    )
    source = usual.source if usual is not None else corpus().source
    heavy = index.bands if too_much else index.against
    edges = corpus().edges_hz
    for stretch in levels(heard):
        value = index_db(index, stretch.level_db)
        beyond = value - high if too_much else low - value
        if beyond <= (SECTION_SLACK_DB if stretch.name else 0.0):
            continue
        first, last = (round(t / HOP_S) for t in (stretch.where.start_s, stretch.where.end_s))
        weights = nine_bands()[list(heavy)].sum(axis=0)
        share = shares(heard, weights, slice(first, last))
        yield found(
            "Master",
            stretch.where,
            weight="note" if heard.rendered and beyond > NOTE_DB else "info",
            confidence=(0.9 if heard.rendered else 0.5),
            share=share,
            index_db=value,
            beyond_db=beyond,
            usual_low_db=low,
            usual_high_db=high,
            low_hz=max(edges[min(heavy)], 20.0),
            high_hz=min(edges[max(heavy) + 1], 20000.0),
            most=next(iter(share), ""),
            most_percent=100.0 * next(iter(share.values()), 0.0),
            section=stretch.name or "the whole song",
            bars=heard.song.bars(stretch.where),
            source=source,
        )
        if not stretch.name:
            return
