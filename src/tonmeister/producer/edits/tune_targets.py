"""Where a sung note belongs: by a score, by other takes, by the key; or that it is unclear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.listening.pitch import SungNote
from tonmeister.listening.pitch.shape import NoteShape
from tonmeister.music.pitch_classes import key_scores
from tonmeister.music.scales import CHROMATIC, Scale, note_name, read_scale

BETWEEN_CENTS = 40.0
"""This far from the nearest semitone, and nearly as near to the next: nobody can tell which."""
FOREIGN_CENTS = 25.0
BENT_CENTS = 45.0
BLUE = {3: "third", 6: "fifth", 10: "seventh"}
"""The lower edges of the blue notes: steps above the tonic of a major key."""
LEAST_LIKENESS, LEAST_LEAD, LEAST_NOTES = 0.6, 0.06, 8
WRONG_CENTS = 130.0


@dataclass(frozen=True, slots=True)
class Target:
    """Where a note belongs (semitones, tuning included), and why; or None, and why not.

    ``known``: somebody says so, where the note lies and what it is; even a slide has an aim then.
    """

    pitch: float | None
    because: str
    unclear: str = ""
    known: bool = False


def common_tuning_cents(notes: Sequence[SungNote]) -> float:
    """Return how far these notes as a whole lie from A = 440 Hz, -50 to 50, long ones first."""
    if not notes:
        return 0.0
    pitch = np.array([n.pitch for n in notes])
    weight = np.array([min(n.end_s - n.start_s, 1.0) for n in notes])
    turned = np.sum(weight * np.exp(2j * np.pi * pitch))
    return float(np.angle(turned) / (2.0 * np.pi) * 100.0)


def own_scale(notes: Sequence[SungNote], tuning_cents: float) -> Scale:
    """Return the key that the notes themselves make; all twelve notes where they make none."""
    if len(notes) < LEAST_NOTES:
        return CHROMATIC
    weights = np.zeros(12)
    for note in notes:
        weights[round(note.pitch - tuning_cents / 100.0) % 12] += note.end_s - note.start_s
    scores = key_scores(np.sqrt(weights))
    best, tonic, mode = scores[0]
    scale = read_scale(f"{tonic} {mode}")
    others = (read_scale(f"{t} {m}") for _, t, m in scores[1:])
    rival = next(
        (s for (s, _, _), o in zip(scores[1:], others, strict=True)
         if not (o.classes <= scale.classes or scale.classes <= o.classes)),
        -1.0,
    )  # fmt: skip
    return CHROMATIC if best < LEAST_LIKENESS or best - rival < LEAST_LEAD else scale


def by_scale(
    notes: Sequence[SungNote], shapes: Sequence[NoteShape], scale: Scale, tuning_cents: float
) -> list[Target]:
    """Return for each note the note of the scale next to it."""
    return [
        _in_scale(note, shape, scale, tuning_cents)
        for note, shape in zip(notes, shapes, strict=True)
    ]


def by_pitches(
    notes: Sequence[SungNote],
    pitches: Sequence[float | None],
    whose: str,
    otherwise: str,
    *,
    known: bool = False,
) -> list[Target]:
    """Return targets that somebody knows: a score, other takes. None where they know none."""
    found = []
    for note, pitch in zip(notes, pitches, strict=True):
        if pitch is None:
            found.append(Target(None, "", otherwise))
        elif abs(note.pitch - pitch) * 100.0 > WRONG_CENTS:
            found.append(Target(None, "", f"{whose} {note_name(pitch)} there: another note"))
        else:
            found.append(Target(pitch, f"{whose} {note_name(pitch)} there", known=known))
    return found


def _in_scale(note: SungNote, shape: NoteShape, scale: Scale, tuning_cents: float) -> Target:
    pitch = note.pitch - tuning_cents / 100.0
    nearest, second = scale.around(pitch)
    off = 100.0 * (pitch - nearest)
    if scale.tonic is not None and scale.mode in ("major", "mixolydian", "blues"):
        above = (pitch - scale.tonic) % 12.0
        for low, name in BLUE.items():
            if low + 0.2 < above < low + 0.8 and shape.bend_cents > BENT_CENTS:
                return Target(None, "", f"a blue {name}, bent: shown, not mended")
    semitone = round(pitch)
    if semitone % 12 not in scale.classes and abs(100.0 * (pitch - semitone)) <= FOREIGN_CENTS:
        return Target(None, "", f"{note_name(semitone)}, in tune, is not in {scale.name}")
    close = 100.0 * abs(pitch - second) - abs(off) < 100.0 - 2.0 * BETWEEN_CENTS
    if close or (abs(second - nearest) > 1 and abs(off) > 100.0 - BETWEEN_CENTS):
        said = f"between {note_name(nearest)} and {note_name(second)}"
        return Target(None, "", f"{said}: either could be meant")
    target = nearest + tuning_cents / 100.0
    why = f"{note_name(nearest)} is the nearest note"
    return Target(target, why if scale is CHROMATIC else f"{why} of {scale.name}")
