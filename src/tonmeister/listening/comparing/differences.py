"""What differs between two mixes once they are equally loud, sorted by how well one hears it.

Every value is B minus A. ``steps_score`` counts in just noticeable steps: 1 is what a listener
who switches may hear, 3 is plain to everybody. No score says which mix is better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.comparing.crest import EDGES_HZ
from tonmeister.listening.comparing.hearing import LEAST, heard_db, least_tone_db
from tonmeister.listening.comparing.parts import Part
from tonmeister.listening.comparing.sides import NO_SIDE_DB, Side
from tonmeister.listening.features import BANDS_HZ
from tonmeister.model import Span

Real = NDArray[np.float64]
BROAD_BANDS, BROAD = 6, 0.7
"""A run of so many third octaves is heard from this part of the usual step on."""
SIDE_HEARD_DB = -26.0
FAINT_DB = -26.0
"""A band this far under the loudness is no part's character."""
TOP_HZ = 20000.0
BULK = slice(3, 28)
"""Third octaves from 50 Hz to 12.5 kHz."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference, B minus A. ``kind`` names what was measured, with its unit; ``part`` where
    (``"the whole"``, a section's name), ``low_hz`` to ``high_hz`` in which range and ``peak_hz``
    where it is plainest (0: no range). ``a`` and ``b`` are the two measured values, at the plainest
    place; for a section, ``beyond`` is what it differs by over and above the whole, and
    ``also_count`` how many other sections do the same less plainly.
    """

    kind: str
    part: str
    where: Span | None
    value: float
    a: float
    b: float
    steps_score: float
    low_hz: float = 0.0
    high_hz: float = 0.0
    peak_hz: float = 0.0
    mean: float = 0.0
    beyond: float = 0.0
    also_count: int = 0


def differences(
    a: Side, b: Side, parts: Sequence[Part], *, one_song: bool = True
) -> tuple[Difference, ...]:
    """Return what differs by a step one may hear or more, the plainest first.

    Clarity is compared between mixes of one song only. The difference in loudness is the one
    before matching; all others hold at equal loudness.
    """
    whole, *others = parts
    found = [*_numbers(a, b, whole), *_tone(a, b, whole), *_width(a, b, whole), *_crest(a, b)]
    if one_song and np.isfinite(a.clear_percent + b.clear_percent):
        found.append(_single("clarity_percent", whole, a.clear_percent, b.clear_percent))
    beyond = [d for part in others for d in _beyond(a, b, part, whole)]
    heard = [one for one in found if one.steps_score >= 1.0] + _once(beyond)
    return tuple(sorted(heard, key=lambda one: (-round(one.steps_score, 6), one.kind, one.part)))


def _once(found: Sequence[Difference]) -> list[Difference]:
    """Tell what several sections do alike once, of the section that does it most."""
    alike: dict[tuple[str, float, bool], list[Difference]] = {}
    for d in found:
        if d.steps_score >= 1.0:
            alike.setdefault((d.kind, d.low_hz, d.beyond > 0.0), []).append(d)
    best = [max(group, key=lambda d: round(d.steps_score, 6)) for group in alike.values()]
    return [
        replace(d, also_count=len(group) - 1) for d, group in zip(best, alike.values(), strict=True)
    ]


def _numbers(a: Side, b: Side, whole: Part) -> Iterator[Difference]:
    fact_a, fact_b = a.features.facts, b.features.facts
    pairs = {
        "loudness_lu": (a.loudness_lufs, b.loudness_lufs),
        "peak_to_loudness_db": (a.peak_to_loudness_db, b.peak_to_loudness_db),
        "range_lu": (fact_a["lra_lu"], fact_b["lra_lu"]),
        "balance_db": (fact_a.get("balance_db", 0.0), fact_b.get("balance_db", 0.0)),
    }
    for kind, (one, other) in pairs.items():
        yield _single(kind, whole, float(one), float(other))


def _single(kind: str, part: Part, a: float, b: float, beyond: float | None = None) -> Difference:
    value = b - a
    steps = abs(value if beyond is None else beyond) / LEAST[kind]
    return Difference(
        kind=kind, part=part.name, where=part.where, value=value, a=a, b=b, steps_score=steps,
        beyond=0.0 if beyond is None else beyond,
    )  # fmt: skip


def tones_db(a: Side, b: Side, part: Part) -> tuple[Real, Real]:
    """Return both spectra in third octaves, brought to each other where most of them agree.

    Equal loudness alone would say that a mix with more bass has less of everything else.
    """
    tone_a, tone_b = a.tone_db(part.on_a), b.tone_db(part.on_b)
    half = 0.5 * float(np.median((tone_b - tone_a)[BULK]))
    return tone_a + half, tone_b - half


def _tone(a: Side, b: Side, part: Part) -> Iterator[Difference]:
    """Find runs of third octaves that reach the ear stronger or weaker."""
    tone_a, tone_b = tones_db(a, b, part)
    apart = heard_db(tone_b) - heard_db(tone_a)
    least = least_tone_db()
    for run in _runs(apart, 0.6 * least):
        steps = np.abs(apart[run]) / least[run]
        score = float(steps.max())
        if run.stop - run.start >= BROAD_BANDS:
            score = max(score, float(steps.mean()) / BROAD)
        raw = (tone_b - tone_a)[run]
        at = run.start + int((np.abs(raw) / least[run] * np.sqrt(steps)).round(9).argmax())
        yield Difference(
            kind="tone_db", part=part.name, where=part.where, value=float(tone_b[at] - tone_a[at]),
            a=float(tone_a[at]), b=float(tone_b[at]), steps_score=score,
            low_hz=float(BANDS_HZ[run.start]), high_hz=float(BANDS_HZ[run.stop - 1]),
            peak_hz=float(BANDS_HZ[at]), mean=float(raw.mean()),
        )  # fmt: skip


def _width(a: Side, b: Side, part: Part) -> Iterator[Difference]:
    """Find runs of the nine bands that are wider or narrower."""
    wide_a, wide_b = a.width_db(part.on_a), b.width_db(part.on_b)
    wide_a, wide_b = np.maximum(wide_a, NO_SIDE_DB), np.maximum(wide_b, NO_SIDE_DB)
    level = np.maximum(a.nine_db(part.on_a), b.nine_db(part.on_b))
    audible = (np.maximum(wide_a, wide_b) > SIDE_HEARD_DB) & (level > FAINT_DB)
    apart = np.where(audible, wide_b - wide_a, 0.0)
    edges = _edges()
    for run in _runs(apart, np.full(9, LEAST["width_db"])):
        at = run.start + int(np.abs(apart[run]).argmax())
        yield Difference(
            kind="width_db", part=part.name, where=part.where, value=float(apart[at]),
            a=float(wide_a[at]), b=float(wide_b[at]),
            steps_score=float(np.abs(apart[run]).mean() / LEAST["width_db"]),
            low_hz=edges[run.start], high_hz=edges[run.stop],
            peak_hz=float(np.sqrt(max(edges[at], 20.0) * edges[at + 1])),
            mean=float(apart[run].mean()),
        )  # fmt: skip


def _crest(a: Side, b: Side) -> Iterator[Difference]:
    """Find bands whose strokes rise higher or less over the body."""
    mid_a, mid_b = usual_crest_db(a), usual_crest_db(b)
    apart = np.nan_to_num(mid_b - mid_a)
    for run in _runs(apart, np.full(4, LEAST["crest_db"])):
        at = run.start + int(np.abs(apart[run]).argmax())
        yield Difference(
            kind="crest_db", part="the whole", where=None, value=float(apart[at]),
            a=float(mid_a[at]), b=float(mid_b[at]),
            steps_score=float(np.abs(apart[at]) / LEAST["crest_db"]),
            low_hz=EDGES_HZ[run.start], high_hz=EDGES_HZ[run.stop],
            mean=float(apart[run].mean()),
        )  # fmt: skip


def usual_crest_db(one: Side) -> Real:
    """Return the usual crest in each of the four bands; NaN where there is nothing."""
    return np.array([np.median(row[~np.isnan(row)]) if (~np.isnan(row)).any() else np.nan
                     for row in one.crest_db])  # fmt: skip


def _beyond(a: Side, b: Side, part: Part, whole: Part) -> Iterator[Difference]:
    """Find what a section differs by over and above the whole."""
    level_a, level_b = a.level_lu(part.on_a), b.level_lu(part.on_b)
    yield _single("level_lu", part, level_a, level_b, level_b - level_a)
    edges = _edges()
    faint = np.maximum(a.nine_db(part.on_a), b.nine_db(part.on_b)) <= FAINT_DB
    for kind, measure in (("section_tone_db", Side.nine_db), ("section_width_db", Side.width_db)):
        now_a, now_b = measure(a, part.on_a), measure(b, part.on_b)
        usual = measure(b, whole.on_b) - measure(a, whole.on_a)
        beyond = now_b - now_a - usual
        beyond = np.where(faint, 0.0, beyond)
        if kind == "section_width_db":
            beyond = np.where(np.maximum(now_a, now_b) > SIDE_HEARD_DB, beyond, 0.0)
        at = int(np.abs(beyond).argmax())
        yield Difference(
            kind=kind, part=part.name, where=part.where, value=float(now_b[at] - now_a[at]),
            a=float(now_a[at]), b=float(now_b[at]), beyond=float(beyond[at]),
            steps_score=float(abs(beyond[at]) / LEAST[kind]),
            low_hz=edges[at], high_hz=edges[at + 1],
        )  # fmt: skip


def _edges() -> tuple[float, ...]:
    edges = corpus().edges_hz
    return (*edges[:-1], min(edges[-1], TOP_HZ))


def _runs(apart: Real, least: Real) -> Iterator[slice]:
    """Return the runs of neighbours that differ by at least a step in one direction."""
    sign = np.where(np.abs(apart) >= least, np.sign(apart), 0.0)
    start = 0
    for i in range(1, sign.size + 1):
        if i == sign.size or sign[i] != sign[start]:
            if sign[start] != 0.0:
                yield slice(start, i)
            start = i
