"""Whether strokes that should be alike are alike, and whether two land as one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import HeardTake
from tonmeister.listening.takes.criteria.declare import Mark, criterion, moment
from tonmeister.listening.takes.criteria.evidence import ENOUGH, Evidence, against_median
from tonmeister.model import Finding

Real = NDArray[np.float64]

BEFORE_S, AFTER_S, FINE_S = 0.02, 0.07, 0.001
FLAM_MS = (12.0, 55.0)
FLAM_RISE_DB, FLAM_UNDER_DB, RISE_STEPS = 6.0, 12.0, 6
SILENT_DB = -90.0


@criterion(
    "evenness",
    title="Evenness",
    hears="how hard each stroke or note is hit against the same one of the other takes (or, of "
    "fewer than three, against the take's others), and strokes of drums that land twice where the "
    "other takes have one",
    matters="accents are played; the rest should carry, not flicker",
    source="house measure; flams from 12 to 55 ms: practice",
    kinds=("drums", "bass", "guitar", "keys", "other"),
)
def evenness(known: Evidence) -> Iterator[Mark]:
    """Measure the spread of strength in each phrase, what is accented on purpose taken off."""
    shape = (len(known.numbers), len(known.aligned.notes))
    level, flam = np.full(shape, np.nan), np.full(shape, np.nan)
    for row, number in enumerate(known.numbers):
        for i, onset_s in enumerate(known.onsets_s[row]):
            if np.isfinite(onset_s):
                level[row, i], flam[row, i] = _stroke(known.aligned.heard[number], float(onset_s))
    few = len(known.numbers) < ENOUGH
    off = level - _usual(level) if few else _own_gain(against_median(level))
    flam = _single(flam) if known.kind == "drums" else np.full(shape, np.nan)
    for row, number, phrase in known.phrases():
        notes = slice(*phrase.notes)
        here = off[row, notes][np.isfinite(off[row, notes])]
        if not here.size:
            continue
        facts = {}
        if known.kind == "drums":
            facts["flams_count"] = float(np.isfinite(flam[row, notes]).sum())
        if here.size > 1:
            facts["uneven_db"] = float(np.std(here, ddof=1))
        strip = known.aligned.heard[number].take.name
        yield Mark(take=number, phrase=phrase.number, facts=facts,
                   findings=tuple(_moments(known, strip, phrase.notes, flam[row])))  # fmt: skip


def _usual(level: Real) -> Real:
    return np.array(
        [[np.median(r[np.isfinite(r)]) if np.isfinite(r).any() else np.nan] for r in level]
    )


def _own_gain(off: Real) -> Real:
    return np.asarray(off - _usual(off))


def _stroke(take: HeardTake, onset_s: float) -> tuple[float, float]:
    """Return how hard a stroke is (dB), and by how many ms a second one follows it (else nan)."""
    fine = max(1, round(FINE_S * take.rate_hz))
    first = max(0, round((onset_s - BEFORE_S) * take.rate_hz))
    x = take.sound[0, first : first + fine * round((BEFORE_S + AFTER_S) / FINE_S)]
    if x.size < 20 * fine:
        return np.nan, np.nan
    strength = float(10.0 * np.log10(np.mean(x**2) + 1e-12))
    if strength < SILENT_DB:
        return np.nan, np.nan
    return strength, _flam_ms(np.diff(x, n=2), fine)


def _flam_ms(edge: Real, fine: int) -> float:
    """Find a second rise of the treble soon after the first, near the strength of it."""
    power = (edge[: edge.size // fine * fine].reshape(-1, fine) ** 2).mean(axis=1)
    db = 10.0 * np.log10(np.convolve(power, np.ones(4) / 4.0, "same") + 1e-14)
    first = int(np.argmax(db > db.max() - FLAM_UNDER_DB))
    rise = db[RISE_STEPS:] - db[:-RISE_STEPS]
    for at in range(first + round(FLAM_MS[0]), min(first + round(FLAM_MS[1]), rise.size)):
        if rise[at] > FLAM_RISE_DB and db[at + RISE_STEPS] > db.max() - FLAM_UNDER_DB:
            return float(at - first)
    return float("nan")


def _single(flam: Real) -> Real:
    """Leave out what half of the takes do at the same stroke: it is meant, or the kit's sound."""
    shared = 2 * np.isfinite(flam).sum(axis=0) >= max(2, len(flam))
    return np.where(shared[None, :], np.nan, flam)


def _moments(known: Evidence, strip: str, notes: tuple[int, int], flam: Real) -> Iterator[Finding]:
    for i in range(*notes):
        if np.isfinite(flam[i]):
            where = known.aligned.notes[i].where
            yield moment("flam", strip, where.start_s, where.end_s, apart_ms=float(flam[i]))
