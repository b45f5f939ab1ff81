"""One voice only: notes that overlap are slurred, and the pitch glides from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tonmeister.instruments.making.tape import Row, on_tape, smooth_step
from tonmeister.model import SoundNote

_TOUCH_S = 0.003


@dataclass(frozen=True, slots=True)
class Gesture:
    """What one voice does from attack to release. ``cut_s``: when the next takes its place."""

    start_s: float
    end_s: float
    notes: tuple[SoundNote, ...]
    cut_s: float | None = None

    def midi_at(self, times_s: Row, glide_s: float) -> Row:
        """Return the pitch at absolute times, gliding from note to note in ``glide_s``."""
        pitch = np.full(times_s.size, self.notes[0].midi)
        for before, note in pairwise(self.notes):
            way = smooth_step((times_s - note.start_s) / max(glide_s, 1e-3))
            pitch = pitch + (note.midi - before.midi) * way
        return pitch

    @property
    def highest(self) -> float:
        """The highest pitch it touches."""
        return max(n.midi for n in self.notes)

    def velocity_at(self, times_s: Row) -> Row:
        """Return the velocity at absolute times; it moves within 20 ms."""
        level = np.full(times_s.size, self.notes[0].velocity)
        for note in self.notes[1:]:
            way = smooth_step((times_s - note.start_s) / 0.02)
            level = level + (note.velocity - level) * way
        return level


def gestures(notes: Sequence[SoundNote], *, one_voice: bool) -> list[Gesture]:
    """Return what each voice does: a note each, or slurred together if there is one voice.

    Of notes that start together one voice plays the highest.
    """
    ordered = on_tape(notes)
    if not one_voice:
        return [Gesture(n.start_s, n.start_s + n.length_s, (n,)) for n in ordered]
    line: list[SoundNote] = []
    for note in ordered:
        if line and note.start_s - line[-1].start_s < _TOUCH_S:
            line.pop()
        line.append(note)
    made: list[Gesture] = []
    for note in line:
        end_s = note.start_s + note.length_s
        if made and note.start_s < made[-1].end_s - _TOUCH_S:
            last = made[-1]
            made[-1] = Gesture(last.start_s, end_s, (*last.notes, note))
            continue
        made.append(Gesture(note.start_s, end_s, (note,)))
    return [
        Gesture(g.start_s, g.end_s, g.notes, following.start_s if following else None)
        for g, following in pairwise((*made, None))
        if g is not None
    ]
