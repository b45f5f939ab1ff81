"""Everything in a phrase that a performer could mend, and how much it weighs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.model import Finding, Phrase, PhraseScore, Remark, Span
from tonmeister.producer.takes.direct_notes import NoteFacts, Notes, name_of, word_of
from tonmeister.producer.takes.direct_wants import Wants

PITCH_CENTS = 25.0
"""What listeners let pass, whatever the melody: half of a quarter tone (Larrouy-Maestri 2018)."""
OTHER_CENTS = 150.0
"""From here on it is another note, not one that is out of tune; no note weighs more."""
TIMING_MS = 30.0
LOOSE_MS = 40.0
SAG_CENTS, SLIDE_CENTS = 30.0, 60.0
LONGEST_S, BEAT_S = 2.0, 0.3
"""A held note counts for two seconds at most; a moment's timing weighs like 0.3 s of pitch."""
WORTH = 0.15
"""Under this nothing is said: 40 cents for a quarter of a second."""
POP, EXTRA = 0.3, 0.3
"""A pop, and a second of sound that no note explains: the aligning may be wrong there."""
MOST_NOTES_COUNT = 12
"""A long phrase as a whole weighs like twelve notes at most."""
ENOUGH_NOTES = 4

Bars = Callable[[Span], str]


@dataclass(frozen=True, slots=True)
class Point:
    """A remark and its weight: by how many tolerances it is out, times how long (seconds)."""

    remark: Remark
    weight_score: float


def points(known: Notes, score: PhraseScore, wants: Wants, bars: Bars | None) -> list[Point]:
    """Return all that is over its threshold in a phrase of a take, heaviest first.

    A line that is out as a whole is said as one point, not note by note. What the ear is less
    sure of weighs less.
    """
    notes = known.of(score.take, score.phrase)
    at = _Place(known, score, known.phrase(score.phrase), bars)
    found = [*_pitch(at, notes, wants), *_timing(at, notes, wants), *_moments(at, notes)]
    sure = min(1.0, max(score.confidence, 0.0))
    weighed = [*_left_out(at, notes), *(Point(p.remark, p.weight_score * sure) for p in found)]
    return sorted(
        (p for p in weighed if p.weight_score >= WORTH),
        key=lambda p: (-p.weight_score, p.remark.where.start_s, p.remark.what),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    known: Notes
    score: PhraseScore
    phrase: Phrase
    bars: Bars | None

    def point(
        self, what: str, weight: float, facts: dict[str, float | str], note: NoteFacts | None = None
    ) -> Point:
        phrase = self.phrase
        where = phrase.where if note is None else Span(note.start_s, note.end_s)
        word = phrase.words if note is None else word_of(phrase, note.note)
        if note is not None:
            facts = {**facts, "order_count": float(note.note - phrase.notes[0] + 1)}
            if not np.isnan(note.pitch) and self.known.aligned.part.kind != "drums":
                facts["tone"] = name_of(note.pitch)
        moment = where if note is None else Span(note.start_s, note.start_s)
        said = phrase.bars if self.bars is None else self.bars(moment)
        remark = Remark(
            take=self.score.take, phrase=phrase.number, what=what, facts=facts, where=where,
            bars=said or phrase.bars, word=word,
        )  # fmt: skip
        return Point(remark, weight)


def _left_out(at: _Place, notes: Sequence[NoteFacts]) -> Iterator[Point]:
    gone = [note for note in notes if note.missing]
    deed = "sung" if at.known.aligned.part.kind == "voice" else "played"
    if notes and len(gone) == len(notes):
        yield at.point("left out", 4.0, {"notes_count": float(len(gone)), "deed": deed})
        return
    for note in gone:
        length_s = min(note.length_s, LONGEST_S)
        yield at.point("missing", 1.0 + length_s, {"length_s": note.length_s, "deed": deed}, note)


def _pitch(at: _Place, notes: Sequence[NoteFacts], wants: Wants) -> Iterator[Point]:
    if at.known.aligned.part.kind != "voice":
        return
    known = [note for note in notes if not np.isnan(note.off_cents)]
    middle = _middle([n.off_cents for n in known], [n.length_s for n in known])
    whole = len(known) >= ENOUGH_NOTES and abs(middle) > PITCH_CENTS
    if whole:
        same = [n for n in known if n.off_cents * middle > 0]
        facts: dict[str, float | str] = {"off_cents": middle, "notes_count": float(len(known))}
        yield at.point(_flat(middle), sum(_out(n) for n in same[:MOST_NOTES_COUNT]), facts)
    for note in known:
        if abs(note.off_cents) > OTHER_CENTS:
            sung = name_of(note.pitch + note.off_cents / 100.0)
            facts = {"off_cents": note.off_cents, "length_s": note.length_s, "sung": sung}
            yield at.point("other", _out(note), facts, note)
        elif abs(note.off_cents) > PITCH_CENTS and not (whole and note.off_cents * middle > 0):
            facts = {"off_cents": note.off_cents, "length_s": note.length_s}
            yield at.point(_flat(note.off_cents), _out(note), facts, note)
        if note.sag_cents > SAG_CENTS:
            out = (note.sag_cents - SAG_CENTS) / PITCH_CENTS
            facts = {"sag_cents": note.sag_cents, "length_s": note.length_s}
            yield at.point("sag", out * min(note.length_s, LONGEST_S) + WORTH, facts, note)
        if wants.scoops and note.slide_cents > SLIDE_CENTS:
            out = (note.slide_cents - SLIDE_CENTS) / PITCH_CENTS
            facts = {"slide_cents": note.slide_cents}
            yield at.point("scoop", WORTH + 0.25 * out * BEAT_S, facts, note)


def _flat(cents: float) -> str:
    return "flat" if cents < 0 else "sharp"


def _out(note: NoteFacts) -> float:
    over = max(0.0, min(abs(note.off_cents), OTHER_CENTS) - PITCH_CENTS) / PITCH_CENTS
    return over * min(note.length_s, LONGEST_S)


def _timing(at: _Place, notes: Sequence[NoteFacts], wants: Wants) -> Iterator[Point]:
    known = [note for note in notes if not np.isnan(note.off_ms)]
    if not known or not at.known.has_clock(at.score.take):
        return
    whole = len(known) >= ENOUGH_NOTES
    middle = _common([n.off_ms for n in known]) if whole else 0.0
    weight = BEAT_S / 2.0 * min(len(known), MOST_NOTES_COUNT)
    facts: dict[str, float | str] = {"notes_count": float(len(known))}
    if abs(middle) > TIMING_MS and (middle < 0 or wants.laid_back):
        over = (abs(middle) - TIMING_MS) / TIMING_MS
        what = "ahead" if middle < 0 else "behind"
        yield at.point(what, WORTH + over * weight, {**facts, "off_ms": middle})
    away = np.array([n.off_ms for n in known]) - middle
    loose = _spread(away) if whole else 0.0
    if loose > LOOSE_MS:
        over = (loose - LOOSE_MS) / TIMING_MS
        yield at.point("loose", WORTH + over * weight, {**facts, "loose_ms": loose})
        return
    for note, off_ms in zip(known, away, strict=True):
        over = (abs(off_ms) - TIMING_MS - loose) / TIMING_MS
        if over > 0.0:
            what = "early" if off_ms < 0 else "late"
            yield at.point(what, over * BEAT_S, {"off_ms": float(off_ms)}, note)


def _moments(at: _Place, notes: Sequence[NoteFacts]) -> Iterator[Point]:
    """Tell what the performer can do about single sounds: pops, and what belongs to no note."""
    for heard in at.score.findings:
        what = heard.check.rpartition("/")[2]
        near = min(notes, key=lambda n: abs(n.start_s - heard.where.start_s), default=None)
        if what == "plosive" and near is not None:
            yield at.point("plosive", POP, {"over_db": _fact(heard, "over_db")}, near)
        if what == "extra":
            extra_s = _fact(heard, "extra_s")
            yield at.point("extra", EXTRA * min(extra_s, LONGEST_S), {"extra_s": extra_s})


def _fact(heard: Finding, name: str) -> float:
    return float(heard.facts[name])


def _common(off_ms: Sequence[float]) -> float:
    """Return how far a line as a whole is early or late: 0 unless three notes in four agree."""
    middle = float(np.median(off_ms))
    with_it = [off for off in off_ms if off * np.sign(middle) > TIMING_MS / 2.0]
    return middle if len(with_it) >= 0.75 * len(off_ms) else 0.0


def _spread(away: NDArray[np.float64]) -> float:
    """Return the standard deviation without the note that is farthest out."""
    return float(np.sqrt(np.mean(np.sort(away**2)[:-1])))


def _middle(values: Sequence[float], weights: Sequence[float]) -> float:
    """Return the median of values that weigh differently."""
    if not values:
        return 0.0
    order = np.argsort(values)
    total = np.cumsum(np.asarray(weights)[order])
    return float(np.asarray(values)[order][np.searchsorted(total, total[-1] / 2.0)])
