"""All takes of a part on one clock, with the notes that they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tonmeister.listening.takes.align_clock import Beside, clock_of, early_or_late, own_moments
from tonmeister.listening.takes.align_hear import (
    SUNG_KINDS,
    another,
    cannot_be_used,
    ear_of,
    transposed,
)
from tonmeister.listening.takes.align_hits import hits_of, strokes
from tonmeister.listening.takes.align_score import laid_on
from tonmeister.listening.takes.aligned import AlignedTakes, HeardTake, ReferenceNote
from tonmeister.listening.takes.alike import SURE, Ear, Likeness, likeness
from tonmeister.listening.takes.melody import Sings, on_first_clock, pitch_in, tune_of
from tonmeister.listening.takes.phrases import phrases_of
from tonmeister.listening.takes.warp import lay
from tonmeister.listening.takes.warp_features import STEP_S, Real
from tonmeister.model import Part, SongMap

__all__ = ["align"]

MOST_COMPARED = 12
ITSELF = Likeness(1.0, 0, 0.0, True, np.zeros((0, 2)))


@dataclass(frozen=True, slots=True)
class _Notes:
    """Reference notes, and where they lie on the first take's own clock (seconds)."""

    notes: list[ReferenceNote]
    starts_s: Real
    ends_s: Real
    by: str
    semitones: int = 0
    problems: tuple[str, ...] = ()


def align(
    part: Part,
    heard: Mapping[int, HeardTake],
    *,
    guide: HeardTake | None = None,
    score: Sequence[ReferenceNote] | None = None,
    song: SongMap | None = None,
    lyrics: Sequence[str] = (),
    tuning_cents: float | None = None,
) -> AlignedTakes:
    """Lay the takes of a part beside each other and say what notes they mean.

    The reference is the ``score`` (seconds of the song) if there is one, else the ``guide``, else
    what most takes do. The clock is that of the first take in the song; takes without a common
    tempo lie on the clock of the one that the others are most like. ``off_ms`` keeps what a singer is late as a whole when the take lies at
    its place in the song; only where its file begins elsewhere the constant offset is removed.
    ``song`` names the bars and helps to cut long lines; ``lyrics`` are lines, one a phrase;
    ``tuning_cents``: the song's tuning against A = 440 Hz, else that of the takes.
    """
    left_out = {n: why for n, h in sorted(heard.items()) if (why := cannot_be_used(h))}
    if guide is not None and (why := cannot_be_used(guide)):
        raise ValueError(f"the guide cannot be used: {why}")
    ears = {n: ear_of(h) for n, h in sorted(heard.items()) if n not in left_out}
    if not ears:
        return _nothing(part, left_out)
    first, first_ear, hows = _first(heard, ears, guide)
    name, problems = first.take.name, list(part.problems)
    beside: dict[int, Beside] = {}
    for number, how in hows.items():
        one = heard[number]
        if how.score < SURE:
            left_out[number] = another(one, name, part.kind, how.score)
            continue
        if how.semitones:
            problems.append(transposed(one.take.name, name, how.semitones))
        laid = lay(first_ear, ears[number], how)
        beside[number] = Beside(one, ears[number], how, laid)
    left_out = dict(sorted(left_out.items()))
    if not beside:
        return _nothing(replace(part, problems=tuple(problems)), left_out)
    place_s = _place(first)
    if part.kind in SUNG_KINDS and first_ear.sung_share >= 0.02:
        sings = {n: _sings(b, first, first_ear) for n, b in beside.items()}
        found = _tune(first, first_ear, sings, guide, score, place_s, tuning_cents)
        onsets = {n: _onsets(b, sings[n], found) for n, b in beside.items()}
    else:
        found, onsets = _struck(beside)
    problems += found.problems
    notes, off = _against(found, onsets, beside, place_s)
    length_s = max(
        place_s + b.how.lag_s + b.heard.sound.shape[1] / b.heard.rate_hz for b in beside.values()
    )
    clocks = {}
    for number, its in beside.items():
        ends = own_moments(its.laid, found.ends_s)
        ends = np.where(np.isnan(onsets[number]), np.nan, np.maximum(ends, onsets[number] + 0.02))
        clocks[number] = clock_of(
            its, onsets[number], ends, off[number], place_s=place_s, length_s=length_s,
            semitones=its.how.semitones + found.semitones,
        )  # fmt: skip
    phrases, said = phrases_of(notes, song, lyrics)
    return AlignedTakes(
        part=replace(part, problems=(*problems, *said)),
        heard={n: b.heard for n, b in beside.items()},
        on_clock=clocks,
        notes=tuple(notes),
        phrases=phrases,
        reference_by=found.by,
        left_out=left_out,
    )


def _nothing(part: Part, left_out: Mapping[int, str]) -> AlignedTakes:
    return AlignedTakes(
        part=part, heard={}, on_clock={}, notes=(), phrases=(), reference_by="takes",
        left_out=left_out,
    )  # fmt: skip


def _place(heard: HeardTake) -> float:
    return heard.take.begins_s + heard.take.offset_s


def _first(
    heard: Mapping[int, HeardTake], ears: Mapping[int, Ear], guide: HeardTake | None
) -> tuple[HeardTake, Ear, dict[int, Likeness]]:
    """Choose whom the others are laid beside: the guide, or the first take that most are like."""
    if guide is not None:
        ear = ear_of(guide)
        hows = {
            n: likeness(ear, other, _place(heard[n]) - _place(guide)) for n, other in ears.items()
        }
        return guide, ear, hows
    best: tuple[int, int, dict[int, Likeness]] | None = None
    for number in ears:
        hows = _beside(number, heard, ears)
        alike = sum(how.score >= SURE for how in hows.values())
        if best is None or alike > best[0]:
            best = (alike, number, hows)
        if 2 * alike > len(ears):
            break
    assert best is not None
    _, number, hows = best
    if not all(how.rigid for how in hows.values() if how.score >= SURE):
        number, hows = _most_central(heard, ears)
    return heard[number], ears[number], hows


def _beside(
    number: int, heard: Mapping[int, HeardTake], ears: Mapping[int, Ear]
) -> dict[int, Likeness]:
    place_s = _place(heard[number])
    return {
        n: ITSELF if n == number else likeness(ears[number], ear, _place(heard[n]) - place_s)
        for n, ear in ears.items()
    }


def _most_central(
    heard: Mapping[int, HeardTake], ears: Mapping[int, Ear]
) -> tuple[int, dict[int, Likeness]]:
    """Find the take that the others are most like: not who stops, starts again, loses the key."""
    asked = list(ears)[:MOST_COMPARED]
    sums = dict.fromkeys(asked, 0.0)
    for at, one in enumerate(asked):
        for other in asked[at + 1 :]:
            lag_s = _place(heard[other]) - _place(heard[one])
            score = likeness(ears[one], ears[other], lag_s).score
            sums[one] += score
            sums[other] += score
    best = max(asked, key=lambda n: (round(sums[n], 6), -n))
    return best, _beside(best, heard, ears)


def _sings(one: Beside, first: HeardTake, first_ear: Ear) -> Sings:
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


def _tune(
    first: HeardTake,
    first_ear: Ear,
    sings: Mapping[int, Sings],
    guide: HeardTake | None,
    score: Sequence[ReferenceNote] | None,
    place_s: float,
    tuning_cents: float | None,
) -> _Notes:
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
            notes = _agreed(score, starts, ends, how.semitones, sings, place_s, how.rigid)
            by_semitones = -how.semitones
            if how.semitones:
                problems.append(transposed("the score", first.take.name, how.semitones))
            return _Notes(notes, starts, ends, "score", by_semitones, tuple(problems))
        problems.append(
            f"the score is not what {first.take.name} sings ({100.0 * how.score:.0f} % alike): "
            "the takes' own notes are taken instead"
        )
    starts = np.array([note.start_s for note in sung])
    ends = np.array([note.end_s for note in sung])
    by = "guide" if guide is not None else "takes"
    return _Notes(sung, starts, ends, by, 0, tuple(problems))


def _common_tuning(every: Sequence[Sings]) -> float:
    midi = np.concatenate([one.midi[~np.isnan(one.midi)] for one in every])
    return float(np.angle(np.exp(2j * np.pi * midi).mean()) / (2.0 * np.pi)) if midi.size else 0.0


def _agreed(
    score: Sequence[ReferenceNote],
    starts: Real,
    ends: Real,
    semitones: int,
    sings: Mapping[int, Sings],
    place_s: float,
    rigid: bool,
) -> list[ReferenceNote]:
    """Return the written notes with how many takes sing them so, on the reference clock."""
    out = []
    for note, start_s, end_s in zip(score, starts, ends, strict=True):
        sung = np.array([pitch_in(one.midi, start_s, end_s) for one in sings.values()])
        share = float((np.abs(sung - note.pitch - semitones) <= 0.6).sum()) / max(1, sung.size)
        if rigid:
            out.append(replace(note, agreement=round(share, 3)))
        else:
            a, b = float(start_s + place_s), float(end_s + place_s)
            out.append(ReferenceNote(a, b, note.pitch, round(share, 3)))
    return out


def _onsets(one: Beside, sings: Sings, found: _Notes) -> Real:
    """Return when a take begins each note, on its own clock; nan where it does not sing it."""
    onsets = own_moments(one.laid, found.starts_s)
    for number, (start_s, end_s) in enumerate(zip(found.starts_s, found.ends_s, strict=True)):
        if np.isnan(pitch_in(sings.midi, float(start_s), float(end_s))):
            onsets[number] = np.nan
    return onsets


def _struck(beside: Mapping[int, Beside]) -> tuple[_Notes, dict[int, Real]]:
    rows = {n: strokes(b.ear.traits) for n, b in beside.items()}
    laid_s = {n: rows[n] + b.how.lag_s for n, b in beside.items()}
    length_s = max((float(row[-1]) for row in laid_s.values() if row.size), default=0.0)
    notes, laid = hits_of(list(laid_s.values()), length_s)
    onsets = {n: row - beside[n].how.lag_s for n, row in zip(beside, laid, strict=True)}
    starts = np.array([note.start_s for note in notes])
    return _Notes(notes, starts, np.array([note.end_s for note in notes]), "takes"), onsets


def _against(
    found: _Notes, onsets: Mapping[int, Real], beside: Mapping[int, Beside], place_s: float
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
    if found.by == "score":
        rigid = all(b.how.rigid for b in beside.values())
        ahead = np.array([note.start_s for note in found.notes]) - place_s - found.starts_s
        common = ahead if rigid else np.zeros(common.size)
        return found.notes, {n: row - common for n, row in late.items()}
    if found.by == "guide":
        common = common - np.median(common) if len(late) >= 3 and common.size else 0.0 * common
    starts = [
        note.start_s + place_s + float(c) for note, c in zip(found.notes, common, strict=True)
    ]
    notes = []
    for number, (note, start_s) in enumerate(zip(found.notes, starts, strict=True)):
        next_s = starts[number + 1] if number + 1 < len(starts) else float("inf")
        end_s = max(min(note.end_s + place_s, next_s), start_s + 0.05)
        notes.append(replace(note, start_s=start_s, end_s=end_s))
    return notes, {n: row - common for n, row in late.items()}
