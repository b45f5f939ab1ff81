"""The notes of the reference, and when each take has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tonmeister.listening.takes.align_clock import Beside, early_or_late, own_moments
from tonmeister.listening.takes.align_hear import transposed
from tonmeister.listening.takes.align_hits import hits_of, strokes
from tonmeister.listening.takes.align_score import laid_on
from tonmeister.listening.takes.aligned import HeardTake, ReferenceNote
from tonmeister.listening.takes.alike import SURE, Ear, Likeness
from tonmeister.listening.takes.melody import (
    AGREED_SEMITONES,
    Sings,
    on_first_clock,
    pitch_in,
    tune_of,
)
from tonmeister.listening.takes.warp_features import STEP_S, Real

FEW, APART_S, LATE_S, DAMPED_DB = 3, 0.09, 0.35, 12.0
"""From so many takes on, what all do at a note is known from what one does."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Reference notes, and where they lie on the first take's own clock (seconds)."""

    notes: list[ReferenceNote]
    starts_s: Real
    ends_s: Real
    by: str
    semitones: int = 0
    in_step: bool = True
    problems: tuple[str, ...] = ()


def sings_of(one: Beside, first: HeardTake, first_ear: Ear) -> Sings:
    """Carry what a take sings to the first take's clock and key.

    Who sings without the band chooses a key of their own, between the semitones too.
    """
    traits = one.ear.traits
    semitones = float(one.how.semitones)
    found = on_first_clock(one.laid.own_s, one.heard.pitch, traits.rise, traits.level_db, semitones)
    if one.how.rigid:
        return found
    midi = first.pitch.midi
    count = min(midi.size, found.midi.size)
    apart = midi[:count] - found.midi[:count]
    near = apart[np.abs(apart) < 1.0]  # nan is never near
    rest = float(np.median(near)) if near.size else 0.0
    return replace(found, midi=found.midi + rest)


def tune_notes(
    first: HeardTake,
    first_ear: Ear,
    sings: Mapping[int, Sings],
    guide: HeardTake | None,
    score: Sequence[ReferenceNote] | None,
    place_s: float,
    tuning_cents: float | None,
) -> Notes:
    every = list(sings.values())
    if guide is not None:
        steps = np.arange(first_ear.traits.size, dtype=np.float64) * STEP_S
        traits = first_ear.traits
        every = [on_first_clock(steps, guide.pitch, traits.rise, traits.level_db, 0.0)]
    tuning = tuning_cents / 100.0 if tuning_cents is not None else _common_tuning(every)
    sung = tune_of(every, tuning)
    problems: list[str] = []
    if score:
        how, starts, ends = laid_on(score, first_ear, place_s, sung)
        if how.score >= SURE:
            notes = _agreed(score, starts, ends, how, sings, place_s)
            by_semitones = -how.semitones
            if how.semitones:
                problems.append(transposed("the score", first.take.name, how.semitones))
            return Notes(notes, starts, ends, "score", by_semitones, how.rigid, tuple(problems))
        problems.append(
            f"the score is not what {first.take.name} sings ({100.0 * how.score:.0f} % alike): "
            "the takes' own notes are taken instead"
        )
    starts = np.array([note.start_s for note in sung])
    ends = np.array([note.end_s for note in sung])
    by = "guide" if guide is not None else "takes"
    return Notes(sung, starts, ends, by, problems=tuple(problems))


def _common_tuning(every: Sequence[Sings]) -> float:
    midi = np.concatenate([one.midi[~np.isnan(one.midi)] for one in every])
    return float(np.angle(np.exp(2j * np.pi * midi).mean()) / (2.0 * np.pi)) if midi.size else 0.0


def _agreed(
    score: Sequence[ReferenceNote],
    starts: Real,
    ends: Real,
    how: Likeness,
    sings: Mapping[int, Sings],
    place_s: float,
) -> list[ReferenceNote]:
    """Return the written notes with how many takes sing them so.

    On the reference clock where the score runs in step with the song, else on that of the first
    take (``starts`` and ``ends``; ``against`` brings them to the reference clock).
    """
    out = []
    for note, start_s, end_s in zip(score, starts, ends, strict=True):
        sung = np.array([pitch_in(one.midi, start_s, end_s) for one in sings.values()])
        near = np.abs(sung - note.pitch - how.semitones) <= AGREED_SEMITONES
        share = round(float(near.sum()) / max(1, sung.size), 3)
        if how.rigid:
            shift_s = how.lag_s + place_s
            a, b = note.start_s + shift_s, note.end_s + shift_s
        else:
            a, b = float(start_s), float(end_s)
        out.append(ReferenceNote(a, b, note.pitch, share))
    return out


def sung_onsets(one: Beside, sings: Sings, found: Notes) -> Real:
    """Return when a take begins each note, on its own clock; nan where it does not sing it."""
    onsets = own_moments(one.laid, found.starts_s)
    for number, (start_s, end_s) in enumerate(zip(found.starts_s, found.ends_s, strict=True)):
        if np.isnan(pitch_in(sings.midi, float(start_s), float(end_s))):
            onsets[number] = np.nan
    return onsets


def struck_notes(beside: Mapping[int, Beside]) -> tuple[Notes, dict[int, Real]]:
    rows = {n: strokes(b.ear.traits) for n, b in beside.items()}
    laid_s = {n: rows[n] + b.how.lag_s for n, b in beside.items()}
    length_s = max((float(row[-1]) for row in laid_s.values() if row.size), default=0.0)
    notes, laid = hits_of(list(laid_s.values()), length_s)
    onsets = {n: row - beside[n].how.lag_s for n, row in zip(beside, laid, strict=True)}
    starts = np.array([note.start_s for note in notes])
    return Notes(notes, starts, np.array([note.end_s for note in notes]), "takes"), onsets


def with_strokes(
    found: Notes, onsets: Mapping[int, Real], sings: Mapping[int, Sings],
    struck: Notes, struck_s: Mapping[int, Real],
) -> tuple[Notes, dict[int, Real]]:  # fmt: skip
    """Add the strokes that the tune has no note for: too low to be heard, or the same again."""
    found, onsets = _begun_by_strokes(found, onsets, struck.starts_s)
    usual_db = [_sounds_after(sings, float(s)) for s in found.starts_s]
    least_db = float(np.median(usual_db)) - DAMPED_DB if usual_db else -np.inf
    new = [
        at
        for at, s in enumerate(struck.starts_s)
        if float(np.abs(found.starts_s - s).min(initial=np.inf)) > APART_S
        and _sounds_after(sings, float(s)) > least_db
    ]
    notes = list(found.notes)
    for at in new:
        note = struck.notes[at]
        sung = np.array([pitch_in(one.midi, note.start_s, note.end_s) for one in sings.values()])
        known = sung[~np.isnan(sung)]
        middle = float(np.median(known)) if 2 * known.size >= sung.size else float("nan")
        notes.append(replace(note, pitch=round(middle, 4)))
    starts = np.append(found.starts_s, struck.starts_s[new])
    ends = np.append(found.ends_s, struck.ends_s[new])
    order = np.argsort(starts, kind="stable")
    ends = np.minimum(ends[order], np.append(starts[order][1:], np.inf))
    both = {n: np.append(row, struck_s[n][new])[order] for n, row in onsets.items()}
    rows = [replace(notes[at], end_s=float(end)) for at, end in zip(order, ends, strict=True)]
    return replace(found, notes=rows, starts_s=starts[order], ends_s=ends), both


def _sounds_after(sings: Mapping[int, Sings], at_s: float) -> float:
    """Return how loud it is after a stroke: a damped string makes one too, and then is silent."""
    here = slice(round((at_s + 0.03) / STEP_S), round((at_s + 0.12) / STEP_S))
    rows = [float(one.level_db[here].mean()) for one in sings.values() if one.level_db[here].size]
    return float(np.median(rows)) if rows else -120.0


def _begun_by_strokes(
    found: Notes, onsets: Mapping[int, Real], struck_s: Real
) -> tuple[Notes, Mapping[int, Real]]:
    """Leave out notes whose pitch was only heard some time after their stroke."""
    keep = []
    for at, (note, start_s) in enumerate(zip(found.notes, found.starts_s, strict=True)):
        apart_s = float(np.abs(struck_s - start_s).min(initial=np.inf))
        before_s = found.starts_s[at - 1] if at else -np.inf
        since = struck_s[(struck_s > before_s + APART_S) & (struck_s < start_s)]
        late = since.size and start_s - float(since[-1]) < LATE_S
        again = (
            at
            and start_s - found.ends_s[at - 1] < 0.05
            and (abs(found.notes[at - 1].pitch - note.pitch) < AGREED_SEMITONES)
        )
        if apart_s <= APART_S or not (late or again):
            keep.append(at)
    rows = [found.notes[at] for at in keep]
    kept = replace(found, notes=rows, starts_s=found.starts_s[keep], ends_s=found.ends_s[keep])
    return kept, {n: row[keep] for n, row in onsets.items()}


def against(
    found: Notes, onsets: Mapping[int, Real], beside: Mapping[int, Beside], place_s: float
) -> tuple[list[ReferenceNote], dict[int, Real]]:
    """Return the notes on the reference clock and how late each take has them, in seconds.

    What all takes do at a note, against the one take (or guide) they are laid beside, is the
    reference's doing, not theirs.
    """
    late = {n: early_or_late(own, found.starts_s, beside[n].how) for n, own in onsets.items()}
    stack = np.stack(list(late.values())) if late else np.zeros((0, found.starts_s.size))
    heard = (~np.isnan(stack)).any(axis=0)
    common = np.zeros(found.starts_s.size)
    if heard.any():
        common[heard] = np.nanmedian(stack[:, heard], axis=0)
    rigid = all(b.how.rigid for b in beside.values())
    enough = len(late) >= FEW and common.size > 0
    if found.by == "score" and found.in_step and rigid:
        written = np.array([note.start_s for note in found.notes]) - place_s - found.starts_s
        habit = common - written  # consonants come before the beat, for all who sing the word
        habit = habit - np.median(habit) if enough else 0.0 * habit
        return found.notes, {n: row - written - habit for n, row in late.items()}
    if found.by == "guide":
        common = common - np.median(common) if enough else 0.0 * common
    starts = [
        note.start_s + place_s + float(c) for note, c in zip(found.notes, common, strict=True)
    ]
    notes = []
    for number, (note, start_s) in enumerate(zip(found.notes, starts, strict=True)):
        next_s = starts[number + 1] if number + 1 < len(starts) else float("inf")
        end_s = max(min(note.end_s + place_s, next_s), start_s + 0.05)
        notes.append(replace(note, start_s=start_s, end_s=end_s))
    return notes, {n: row - common for n, row in late.items()}
