"""The pieces a comp is chosen by: phrases, and groups of words where a phrase is cut up."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.listening.takes.seams import Border, Seams
from tonmeister.listening.takes.seams_notes import note_scores
from tonmeister.model import Phrase, Region

SAME_PLACE_S = 0.002
UNDER_PHRASE_DB = 24.0
"""A seam between words lies this far under the phrase, or it would be heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A stretch that one take sings: reference notes ``notes``, ``share`` of its phrase.

    ``border`` is the room before it (``None`` before the first one, or where a person cut at a
    place of their own, ``edge_s``). ``held``: the region that a person holds here.
    """

    phrase: int
    notes: tuple[int, int]
    start_s: float
    end_s: float
    share: float = 1.0
    border: Border | None = None
    edge_s: float | None = None
    held: Region | None = None


def units_of(
    aligned: AlignedTakes, seams: Seams, by_words: Collection[int], held: Sequence[Region]
) -> list[Unit]:
    """Return the units of a part; the phrases in ``by_words`` are cut up where words part."""
    persons, ours = _edges(seams, held)
    own = {_place_of(aligned, edge_s): edge_s for edge_s in persons}
    units: list[Unit] = []
    for phrase in aligned.phrases:
        wanted = set(_word_seams(seams, phrase)) if phrase.number in by_words else set()
        first, last = phrase.notes
        inside = range(first + 1, last)
        wanted |= {note for note in ours if note in inside}
        wanted |= {note for note in inside if (phrase.number, note) in own}
        bounds = [first, *sorted(wanted), last] if last > first else [first, last]
        for a, b in itertools.pairwise(bounds):
            units.append(
                _unit(aligned, seams, phrase, (a, b), own.get((phrase.number, a)), not units)
            )
    return [_held(unit, aligned, held) for unit in units]


def unit_costs(
    aligned: AlignedTakes,
    units: Sequence[Unit],
    phrase_costs: NDArray[np.float64],
    takes: Sequence[int],
) -> NDArray[np.float64]:
    """Return what each unit costs in each take [units, takes], as a part of its phrase's cost.

    ``phrase_costs`` [phrases, takes]. Inside a phrase, a group of words costs more or less than
    the phrase by what its own notes are worth; over a phrase these parts add up to its cost.
    """
    place = {p.number: i for i, p in enumerate(aligned.phrases)}
    out = np.array([phrase_costs[place[u.phrase]] * u.share for u in units])
    if all(u.share == 1.0 for u in units):
        return out
    by_note = note_scores(aligned, takes)
    notes = np.array([by_note[n] for n in takes])
    lengths = np.array([max(n.end_s - n.start_s, 0.01) for n in aligned.notes])

    def mean(a: int, b: int) -> NDArray[np.float64]:
        return np.asarray((notes[:, a:b] * lengths[a:b]).sum(axis=1) / lengths[a:b].sum())

    whole = np.array([mean(*p.notes) for p in aligned.phrases if p.notes[1] > p.notes[0]])
    known = phrase_costs[[place[p.number] for p in aligned.phrases if p.notes[1] > p.notes[0]]]
    scale = _slope(whole.ravel(), known.ravel())
    for row, unit in zip(out, units, strict=True):
        if unit.share < 1.0:
            phrase = aligned.phrases[place[unit.phrase]]
            row += unit.share * scale * (mean(*unit.notes) - mean(*phrase.notes))
    return out


def _unit(
    aligned: AlignedTakes,
    seams: Seams,
    phrase: Phrase,
    notes: tuple[int, int],
    edge_s: float | None,
    very_first: bool,
) -> Unit:
    a, b = notes
    whole = notes == phrase.notes
    lengths = [max(n.end_s - n.start_s, 0.01) for n in aligned.notes[slice(*phrase.notes)]]
    mine = lengths[a - phrase.notes[0] : b - phrase.notes[0]]
    border = seams.between.get(phrase.number) if a == phrase.notes[0] else seams.inside.get(a)
    return Unit(
        phrase=phrase.number,
        notes=notes,
        start_s=phrase.where.start_s if whole or b <= a else aligned.notes[a].start_s,
        end_s=phrase.where.end_s if whole or b <= a else aligned.notes[b - 1].end_s,
        share=1.0 if whole else sum(mine) / sum(lengths),
        border=None if very_first or edge_s is not None else border,
        edge_s=edge_s,
    )


def _held(unit: Unit, aligned: AlignedTakes, held: Sequence[Region]) -> Unit:
    """Give a unit to the region that a person holds around its middle."""
    middle_s = 0.5 * (unit.start_s + unit.end_s)
    found = [r for r in held if r.start_s <= middle_s < r.end_s]
    if not found:
        return unit
    return replace(unit, held=found[0])


def _word_seams(seams: Seams, phrase: Phrase) -> Iterator[int]:
    """Return the notes of a phrase before which at least two takes leave room for a cut."""
    for note in range(phrase.notes[0] + 1, phrase.notes[1]):
        border = seams.inside[note]
        ready = [
            n
            for n, free in border.free.items()
            if (free & (border.level_dbfs[n] <= quiet_enough(seams, n, phrase.number))).any()
        ]
        if len(ready) > 1:
            yield note


def quiet_enough(seams: Seams, take: int, phrase: int) -> float:
    """Return the level that a take must fall under inside a phrase to be cut there."""
    return seams.heard[take][phrase].loudness_lufs - UNDER_PHRASE_DB


def _edges(seams: Seams, held: Iterable[Region]) -> tuple[list[float], set[int]]:
    """Return the edges of held regions that a person chose, and the notes before which lie those
    that are ours (there another take may want another place).
    """
    persons, ours = [], set()
    for edge_s in {e for r in held for e in (r.start_s, r.end_s)}:
        near = [
            b
            for b in (*seams.between.values(), *seams.inside.values())
            if b.times_s[0] <= edge_s <= b.times_s[-1] and _is_ours(b, edge_s)
        ]
        if near:
            ours |= {b.note for b in near if b.inside}
        else:
            persons.append(edge_s)
    return sorted(persons), ours


def _is_ours(border: Border, edge_s: float) -> bool:
    takes = list(border.free)
    return any(abs(border.cut(a, b).at_s - edge_s) < SAME_PLACE_S for a in takes for b in takes)


def _place_of(aligned: AlignedTakes, edge_s: float) -> tuple[int, int] | None:
    """Return the phrase and the note before which an edge lies; ``None`` after the last one."""
    for phrase in aligned.phrases:
        first, last = phrase.notes
        spans = [n.where for n in aligned.notes[first:last]] or [phrase.where]
        for i, where in enumerate(spans):
            if 0.5 * (where.start_s + where.end_s) >= edge_s:
                return phrase.number, first + i
    return None


def _slope(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return how much of what notes cost shows in the score of their phrase, 0 to 1."""
    spread = float(np.var(x))
    if spread < 1e-9:
        return 0.0
    return float(np.clip(np.mean((x - x.mean()) * (y - y.mean())) / spread, 0.0, 1.0))
