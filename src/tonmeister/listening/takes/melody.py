"""The tune that all takes together mean: what most of them sing at the same place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch import PitchCurve, SungNote, notes_of
from tonmeister.listening.takes.aligned import ReferenceNote
from tonmeister.listening.takes.warp_features import STEP_S, Real

AGREED_SEMITONES = 0.6
MISSING_SHARE = 0.25
"""A take that sings less than this share of a note leaves it out."""
SHORTEST_S = 0.08
WAY_S, TOUCH_S, RARE = 0.18, 0.08, 0.35
WHOLE, AROUND_S = 0.6, 0.5
"""A take that reaches over less of the part than this is a punch-in."""
AGAIN = 3.0
"""How far a new syllable on the same pitch stands over the calm of the note."""
CLEAR = 0.3
"""How strong it is at least, against the strongest onsets."""


@dataclass(frozen=True, slots=True)
class Sings:
    """A take on the clock of the first one, in steps of 5 ms.

    ``own_s`` [T]: its own moments; ``midi`` [T]: what it sings there, in the key of the first
    (nan: nothing); ``rise`` [T]: how fast its spectrum comes up; ``level_db`` [T].
    """

    own_s: Real
    midi: Real
    rise: Real
    level_db: Real


def on_first_clock(
    own_s: Real, curve: PitchCurve, rise: Real, level_db: Real, semitones: float
) -> Sings:
    """Carry a take's pitch and onsets to the clock of the first take."""
    at = np.rint(np.nan_to_num(own_s, nan=-1.0) / STEP_S).astype(np.int64)

    def carried(row: Real, missing: float) -> Real:
        inside = (at >= 0) & (at < row.size)
        return np.where(inside, row[np.clip(at, 0, max(0, row.size - 1))], missing)

    midi = curve.midi if curve.f0_hz.size else np.full(1, np.nan)
    return Sings(
        own_s, carried(midi, np.nan) + semitones, carried(rise, 0.0), carried(level_db, -120.0)
    )


def tune_of(takes: Sequence[Sings], common_tuning: float) -> list[ReferenceNote]:
    """Return the notes that most takes sing, on the clock of the first.

    ``common_tuning``: how far the takes lie over A = 440 Hz, in semitones; the notes stand on
    that grid.
    """
    sings_s = [np.asarray(np.flatnonzero(~np.isnan(t.midi)) * STEP_S, np.float64) for t in takes]
    here = present(sings_s, takes[0].midi.size)
    middle, share = _middle(takes, here)
    f0_hz = np.where(np.isnan(middle), 0.0, 440.0 * 2.0 ** ((np.nan_to_num(middle) - 69.0) / 12.0))
    notes = _again(notes_of(PitchCurve(f0_hz, share)), takes)
    found = []
    for note in notes:
        sung = np.array([pitch_in(take.midi, note.start_s, note.end_s) for take in takes])
        if np.isnan(sung).all():
            continue
        pitch = round(round(_robust(sung) - common_tuning) + common_tuning, 4)
        near = np.abs(sung - pitch) <= AGREED_SEMITONES
        asked = here[:, min(round(note.start_s / STEP_S), here.shape[1] - 1)].sum()
        agreement = min(1.0, float(near.sum()) / max(2, int(asked)))
        found.append(ReferenceNote(note.start_s, note.end_s, pitch, round(agreement, 3)))
    return _without_ways(found)


def _without_ways(notes: Sequence[ReferenceNote]) -> list[ReferenceNote]:
    """Give the ways between notes (scoops, glides, fading ends) to the notes they lead to.

    A way is short beside its note, and lies between two notes or just beside the one it leads to.
    """
    out: list[ReferenceNote] = []
    rows = list(notes)
    for number, note in enumerate(rows):
        length_s = note.end_s - note.start_s
        before = out[-1] if out else None
        after = rows[number + 1] if number + 1 < len(rows) else None
        touches = before is not None and note.start_s - before.end_s < TOUCH_S
        if before and touches and note.agreement < RARE and length_s < 1.7 * WAY_S:
            out[-1] = replace(before, end_s=note.end_s)
            continue
        leads = after is not None and after.start_s - note.end_s < TOUCH_S
        if after and leads and length_s < WAY_S and after.end_s - after.start_s > 2.5 * length_s:
            low = min(after.pitch, before.pitch if before and touches else after.pitch)
            high = max(after.pitch, before.pitch if before and touches else after.pitch)
            if low - 1.5 <= note.pitch <= high + 0.5:
                continue
        out.append(note)
    return out


def pitch_in(midi: Real, start_s: float, end_s: float) -> float:
    """Return the pitch of the calm middle of a stretch, nan where too little is sung."""
    a, b = round(start_s / STEP_S), round(end_s / STEP_S)
    edge = min(6, (b - a) // 4)
    inside = midi[max(0, a + edge) : max(0, b - edge)]
    sung = inside[~np.isnan(inside)]
    if inside.size == 0 or sung.size < MISSING_SHARE * inside.size:
        return float("nan")
    return float(np.median(sung))


def present(moments_s: Sequence[Real], steps: int) -> NDArray[np.bool_]:
    """Say which takes are there at each step [takes, T]: a punch-in only where it plays.

    ``moments_s``: for each take when it sings or strikes. Who plays most of the part is there all
    the time, pauses and left-out notes too.
    """
    spans = [(float(m[0]), float(m[-1])) if m.size else (0.0, 0.0) for m in moments_s]
    longest_s = max((end - start for start, end in spans), default=0.0)
    here = np.ones((len(spans), max(1, steps)), np.bool_)
    at_s = np.arange(max(1, steps)) * STEP_S
    for row, (start_s, end_s) in zip(here, spans, strict=True):
        if end_s - start_s < WHOLE * longest_s:
            row[:] = (at_s >= start_s - AROUND_S) & (at_s <= end_s + AROUND_S)
    return here


def _middle(takes: Sequence[Sings], here: NDArray[np.bool_]) -> tuple[Real, Real]:
    """Return the pitch in the middle of all takes [T], nan where fewer than half of those who
    are there sing; and how many do (0 to 1). The middle is always what one take really sings.
    """
    stack = np.sort(np.stack([take.midi for take in takes]), axis=0)
    count = (~np.isnan(stack)).sum(axis=0)
    at = np.maximum(count - 1, 0) // 2
    middle = np.take_along_axis(stack, at[None], axis=0)[0]
    share = np.minimum(1.0, count / np.maximum(1, here.sum(axis=0)))
    return np.where(share >= 0.5, middle, np.nan), share


def _robust(values: Real) -> float:
    """Return the middle of what most say: outliers (another note) do not pull it."""
    clear = values[~np.isnan(values)]
    middle = float(np.median(clear))
    near = clear[np.abs(clear - middle) <= AGREED_SEMITONES]
    return float(np.median(near)) if near.size else middle


def _again(notes: Sequence[SungNote], takes: Sequence[Sings]) -> list[SungNote]:
    """Cut a note where all takes begin a new syllable on the same pitch."""
    rise = np.mean([t.rise / (np.percentile(t.rise, 99) + 1e-9) for t in takes], axis=0)
    rise = np.convolve(rise, np.ones(3) / 3.0, "same")
    out: list[SungNote] = []
    for note in notes:
        edges = [note.start_s, *_new_syllables(rise, note), note.end_s]
        out += [replace(note, start_s=a, end_s=b) for a, b in pairwise(edges)]
    return out


def _new_syllables(rise: Real, note: SungNote) -> list[float]:
    a, b = round(note.start_s / STEP_S), round(note.end_s / STEP_S)
    room = round(SHORTEST_S / STEP_S)
    if b - a < 3 * room:
        return []
    inside = rise[a:b]
    calm = float(np.median(inside)) + 1e-6
    found: list[int] = []
    tops: NDArray[np.int64] = (
        np.flatnonzero((inside[1:-1] >= inside[:-2]) & (inside[1:-1] > inside[2:])) + 1
    )
    for top in sorted(tops, key=lambda i: -inside[i]):
        if inside[top] < max(AGAIN * calm, CLEAR) or not room * 1.2 <= top <= b - a - room:
            continue
        if all(abs(top - other) >= 1.5 * room for other in found):
            found.append(int(top))
    return [(a + top) * STEP_S for top in sorted(found)]
