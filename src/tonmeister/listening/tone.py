"""Groups of bands against each other, as the ear names them: mud, boom, box, harsh, air."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.corpus import Group, Index, Percentiles, corpus
from tonmeister.listening.bands import whole
from tonmeister.listening.check import found, shared
from tonmeister.listening.corpus import from_power_db, nine_bands
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import mix_power, parts, shares
from tonmeister.listening.tone_local import own_group, percentile
from tonmeister.model import Finding, Section, Span

GENRE_KEYS = {
    "mud": "tone.muddy_db", "boom": "tone.boomy_db", "box": "tone.boxy_db",
    "harsh": "tone.harsh_db", "bright": "tone.sibilant_db", "air": "tone.airy_db",
}  # fmt: skip
SECTION_LEAST_S = 6.0
FULL_PART = 0.6
NOTE_DB, FILE_NOTE_DB = 0.5, 3.0
NOTHING_THERE_DB = -28.0
"""Less air than this is no tone: a codec or a converter took the top away."""
SHAPE_LEAST_DB = 2.0
"""So far must a region stand out of a smooth line through the others: a tilt is no fault."""
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


def usual(index: Index, group: Group) -> Percentiles:
    """Return the percentiles of an index in songs of a loudness.

    They are known for the loud songs. For the others the middle moves as the medians of the bands
    do, and the spread grows as the spreads of the bands do.
    """
    loud = corpus().groups["loud"]
    if group.name == loud.name:
        return index.percentiles_db
    bands = [*index.bands, *index.against]
    middles = [
        index_db(index, np.array([row[2] for row in songs.level_db])) for songs in (group, loud)
    ]
    widths = [
        np.mean([songs.level_db[b][4] - songs.level_db[b][0] for b in bands])
        for songs in (group, loud)
    ]
    middle = index.percentiles_db[2] + middles[0] - middles[1]
    wider = max(float(widths[0] / widths[1]), 1.0)
    low, mid_low, _, mid_high, high = (
        middle + wider * (p - index.percentiles_db[2]) for p in index.percentiles_db
    )
    return low, mid_low, middle, mid_high, high


def shape_db(bands: tuple[int, ...], level_db: NDArray[np.float64], group: Group) -> float:
    """Return how far bands stand over a smooth line (tilt and bend) through all the others.

    Everything is counted against the middle song of the group.
    """
    off = level_db - np.array([row[2] for row in group.level_db])
    at = np.linspace(-1.0, 1.0, len(off))
    others = np.array([b not in bands for b in range(len(off))])
    line = np.polynomial.Polynomial.fit(at[others], off[others], 2)
    return float(np.mean((off - line(at))[list(bands)]))


def strays(heard: Heard, name: str, *, too_much: bool) -> Iterator[Finding]:
    """Find where an index lies above (or below) what released records of the kind keep to.

    The whole song is one finding; where it is in order, each section that strays is one.
    Where nobody said which genre it is, records of about this loudness are the measure, and
    only a region that stands out of a smooth line is worth a note: a dark record is no fault.
    """
    index = corpus().indices[name]
    expected = heard.genre.expected.get(GENRE_KEYS[name])
    group = own_group(heard) if heard.sound is not None else corpus().groups["loud"]
    table = usual(index, group) if expected is None else index.percentiles_db
    low, high = (expected.low, expected.high) if expected is not None else (table[0], table[4])
    source = expected.source if expected is not None else corpus().source
    heavy = index.bands if too_much else index.against
    edges = corpus().edges_hz
    alone = heard.sound is not None and expected is None
    for stretch in levels(heard):
        value = index_db(index, stretch.level_db)
        beyond = value - high if too_much else low - value
        if beyond <= (SECTION_SLACK_DB if stretch.name else 0.0):
            continue
        first, last = (round(t / HOP_S) for t in (stretch.where.start_s, stretch.where.end_s))
        weights = nine_bands()[list(heavy)].sum(axis=0)
        share = shares(heard, weights, slice(first, last))
        region = index.bands
        out = shape_db(region, stretch.level_db, group) * (1.0 if too_much else -1.0)
        plain = alone and (bool(stretch.name) or out < SHAPE_LEAST_DB or beyond < FILE_NOTE_DB)
        plain |= alone and name == "air" and value < NOTHING_THERE_DB
        worth = heard.rendered and beyond > NOTE_DB and not plain
        told = index.bands if alone else heavy
        most = next(iter(share), "")
        who = {"most": most, "most_percent": 100.0 * share[most]} if most else {}
        yield found(
            "Master",
            stretch.where,
            weight="note" if worth else "info",
            confidence=(0.9 if heard.rendered else 0.5),
            share=share or None,
            index_db=value,
            beyond_db=beyond,
            usual_low_db=low,
            usual_high_db=high,
            shape_db=out,
            percentile_percent=percentile(value, table),
            songs_count=group.songs_count,
            low_hz=max(edges[min(told)], 20.0),
            high_hz=min(edges[max(told) + 1], 20000.0),
            against=f"{heard.genre.title.lower()} keeps",
            section=stretch.name or "the whole song",
            bars=heard.song.bars(stretch.where),
            source=source,
            **who,  # type: ignore[arg-type]
        )
        if not stretch.name:
            return
