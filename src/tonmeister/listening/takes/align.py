"""All takes of a part on one clock, with the notes that they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tonmeister.listening.takes.align_clock import Beside, clock_of, own_moments
from tonmeister.listening.takes.align_first import first_of, place_of
from tonmeister.listening.takes.align_hear import (
    SUNG_KINDS,
    another,
    cannot_be_used,
    ear_of,
    hear_take,
    transposed,
)
from tonmeister.listening.takes.align_hits import at_strokes, strokes
from tonmeister.listening.takes.align_notes import (
    against,
    sings_of,
    struck_notes,
    sung_onsets,
    tune_notes,
    with_strokes,
)
from tonmeister.listening.takes.aligned import AlignedTakes, HeardTake, ReferenceNote
from tonmeister.listening.takes.alike import SURE
from tonmeister.listening.takes.phrases import phrases_of
from tonmeister.listening.takes.warp import lay
from tonmeister.model import Part, SongMap

__all__ = ["align", "hear_take"]


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
    tempo lie on the clock of the one that the others are most like. ``off_ms`` keeps what a
    singer is late as a whole when the take lies at its place in the song; only where its file
    begins elsewhere the constant offset is removed. Raises ``ValueError`` for a guide of silence.
    ``song`` names the bars and helps to cut long lines; ``lyrics`` are lines, one a phrase;
    ``tuning_cents``: the song's tuning against A = 440 Hz, else that of the takes.
    """
    left_out = {n: why for n, h in sorted(heard.items()) if (why := cannot_be_used(h))}
    if guide is not None and (why := cannot_be_used(guide)):
        raise ValueError(f"the guide cannot be used: {why}")
    ears = {n: ear_of(h) for n, h in sorted(heard.items()) if n not in left_out}
    if not ears:
        return _nothing(part, left_out)
    first, first_ear, hows = first_of(heard, ears, guide)
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
    place_s = place_of(first)
    if part.kind in SUNG_KINDS and first_ear.sung_share >= 0.02:
        sings = {n: sings_of(b, first, first_ear) for n, b in beside.items()}
        found = tune_notes(first, first_ear, sings, guide, score, place_s, tuning_cents)
        onsets = {n: sung_onsets(b, sings[n], found) for n, b in beside.items()}
        if part.kind == "bass":
            onsets = at_strokes(onsets, {n: strokes(b.ear.traits) for n, b in beside.items()})
            if found.by == "takes":
                found, onsets = with_strokes(found, onsets, sings, *struck_notes(beside))
    else:
        found, onsets = struck_notes(beside)
    problems += found.problems
    notes, off = against(found, onsets, beside, place_s)
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
