"""How each note of a take lies against what is meant: its pitch, its slide, its end, its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.model import Phrase

HEAD_S, TAIL_S = 0.06, 0.04
"""A note's beginning and end belong to consonants and glides; its pitch is judged in between."""
FAR_CENTS = 350.0
"""What lies farther off is another note, or an octave slip of the ear."""
LEAST_STEPS = 6
HELD_S = 0.45
SLIDE_S = 0.09
NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFacts:
    """One note of one take. ``off_cents`` in its middle, ``sag_cents`` from the first to the last
    quarter of a held note, ``slide_cents`` how far off it begins; nan where it cannot be told.
    ``off_ms`` against where it is meant; nan where the take leaves it out (``missing``).
    """

    note: int
    start_s: float
    end_s: float
    pitch: float
    off_cents: float
    sag_cents: float
    slide_cents: float
    off_ms: float
    missing: bool

    @property
    def length_s(self) -> float:
        """How long it is meant to be."""
        return self.end_s - self.start_s


def note_facts(aligned: AlignedTakes, take: int, phrase: Phrase) -> list[NoteFacts]:
    """Measure the notes of a phrase as one take has them."""
    heard, clock = aligned.heard[take], aligned.on_clock[take]
    midi = heard.pitch.midi + clock.transposed_semitones
    found = []
    for i in range(*phrase.notes):
        note = aligned.notes[i]
        begins_s, ends_s = float(clock.onsets_s[i]), float(clock.ends_s[i])
        missing = bool(np.isnan(begins_s))
        off = sag = slide = np.nan
        if not missing and not np.isnan(note.pitch) and midi.size:
            ends_s = begins_s + note.end_s - note.start_s if np.isnan(ends_s) else ends_s
            inside = heard.pitch.part(begins_s + HEAD_S, ends_s - TAIL_S)
            off, sag = _middle((midi[inside] - note.pitch) * 100.0, heard.pitch.step_s)
            first = heard.pitch.part(begins_s, begins_s + SLIDE_S)
            slide = _slide((midi[first] - note.pitch) * 100.0) - off
        found.append(
            NoteFacts(
                note=i, start_s=note.start_s, end_s=note.end_s, pitch=note.pitch,
                off_cents=off, sag_cents=sag, slide_cents=slide,
                off_ms=float(clock.off_ms[i]), missing=missing,
            )
        )  # fmt: skip
    return found


def _middle(cents: NDArray[np.float64], step_s: float) -> tuple[float, float]:
    """Return the median, and how much lower the last quarter of a held note lies than the first."""
    near = np.abs(cents) < FAR_CENTS
    if near.sum() < LEAST_STEPS:
        return np.nan, np.nan
    off = float(np.median(cents[near]))
    if cents.size * step_s < HELD_S:
        return off, np.nan
    quarter = cents.size // 4
    first, last = cents[:quarter][near[:quarter]], cents[-quarter:][near[-quarter:]]
    if min(first.size, last.size) < LEAST_STEPS:
        return off, np.nan
    return off, float(np.median(last) - np.median(first))


def _slide(cents: NDArray[np.float64]) -> float:
    near = cents[np.abs(cents) < FAR_CENTS]
    return float(np.median(near[: near.size // 2 + 1])) if near.size >= LEAST_STEPS else np.nan


def name_of(pitch: float) -> str:
    """Name a pitch: ``name_of(69.0) == "A4"``."""
    whole = round(pitch)
    return f"{NAMES[whole % 12]}{whole // 12 - 1}"


def word_of(aligned: AlignedTakes, phrase: Phrase, note: int) -> str:
    """Return the word sung on a note, where the lyrics have as many syllables as the phrase notes.

    Syllables are parted by hyphens (``"win-dow"``); else the word is not known and is empty.
    """
    first, end = phrase.notes
    sung = [word for word in phrase.words.split() for _ in word.strip("-").split("-")]
    if len(sung) != end - first:
        return ""
    return sung[note - first].replace("-", "").strip('.,;:!?"')
