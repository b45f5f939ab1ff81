"""How each note of a take lies against what is meant: the numbers that the scores are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.listening.takes.criteria.evidence import Evidence
from tonmeister.listening.takes.criteria.times import clocked
from tonmeister.model import Phrase

CLEAR = 0.5
"""Less of a note has a clear pitch: nothing is said about its pitch."""
HELD_S = 0.8
LEAP_CENTS = 120.0
HELD = ((0.25, 0.45), (0.6, 0.8))
"""The two stretches of a held note that are compared."""
VOWELS = re.compile("[aeiouyäöüæøåàáâéèêëíìîïóòôõúùû]+")
SILENT = re.compile("[^aeiouyl]e$|[aeiouy]le$|[^aeiouysxzcghl]es$|[^aeiouytd]ed$")
NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFacts:
    """One note of one take. ``off_cents`` in its middle, ``sag_cents`` how far it sinks while it
    is held, ``slide_cents`` how far below it comes in; nan where it cannot be told. ``off_ms``
    against where it is meant, positive is late; nan where the take leaves it out (``missing``).
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


class Notes:
    """All notes of all takes of a part, measured once."""

    def __init__(self, aligned: AlignedTakes) -> None:
        self.aligned = aligned
        self._known = Evidence(aligned)
        self._clocked = clocked(aligned)
        self._rows = {number: row for row, number in enumerate(self._known.numbers)}

    def has_clock(self, take: int) -> bool:
        """Say whether a take was played to the clock of others: else it is not early or late."""
        return take in self._clocked

    @property
    def that_can_be_cut(self) -> frozenset[int]:
        """The takes a comp can be made of; all of them where they share no clock."""
        return self._clocked or frozenset(self._rows)

    def phrase(self, number: int) -> Phrase:
        """Return the phrase of that number."""
        return next(phrase for phrase in self.aligned.phrases if phrase.number == number)

    def of(self, take: int, number: int) -> list[NoteFacts]:
        """Return the notes of a phrase as one take has them."""
        row, sung = self._rows[take], self._known.sung
        found = []
        for i in range(*self.phrase(number).notes):
            note = self.aligned.notes[i]
            clear = float(np.nan_to_num(sung.clear[row, i])) >= CLEAR
            found.append(
                NoteFacts(
                    note=i,
                    start_s=note.start_s,
                    end_s=note.end_s,
                    pitch=note.pitch,
                    off_cents=float(sung.cents[row, i]) if clear else np.nan,
                    sag_cents=self._sag(take, i) if clear else np.nan,
                    slide_cents=float(sung.scoop_cents[row, i]) if clear else np.nan,
                    off_ms=float(self._known.late_ms[row, i]),
                    missing=not np.isfinite(self._known.onsets_s[row, i]),
                )
            )
        return found

    def _sag(self, take: int, note: int) -> float:
        """Return how far a held note sinks from its second quarter to what comes before its end.

        The beginning and the end are left to glides; medians let vibrato be.
        """
        clock, curve = self.aligned.on_clock[take], self.aligned.heard[take].pitch
        begin_s, end_s = float(clock.onsets_s[note]), float(clock.ends_s[note])
        long_s = end_s - begin_s
        if not long_s >= HELD_S:
            return np.nan
        windows = [
            curve.f0_hz[curve.part(begin_s + a * long_s, begin_s + b * long_s)] for a, b in HELD
        ]
        if any((w > 0.0).mean() < CLEAR for w in windows):
            return np.nan
        early, late = (float(np.median(w[w > 0.0])) for w in windows)
        sag = 1200.0 * float(np.log2(early / late))
        return sag if sag < LEAP_CENTS else np.nan  # else the voice goes on to another tone


def name_of(pitch: float) -> str:
    """Name a pitch: ``name_of(69.0) == "A4"``."""
    whole = round(pitch)
    return f"{NAMES[whole % 12]}{whole // 12 - 1}"


def word_of(phrase: Phrase, note: int) -> str:
    """Return the word sung on a note, where the lyrics have as many syllables as the phrase notes.

    Syllables are parted by hyphens (``"win-dow"``), else counted by their vowels; where neither
    fits the notes, the word is not known and is empty.
    """
    first, end = phrase.notes
    words = phrase.words.split()
    for count in (lambda word: len(word.strip("-").split("-")), syllables_count):
        sung = [word for word in words for _ in range(count(word))]
        if len(sung) == end - first:
            return sung[note - first].replace("-", "").strip('.,;:!?"()')
    return ""


def syllables_count(word: str) -> int:
    """Count the syllables of a word by its groups of vowels: ``syllables_count("tonight") == 2``.

    An e at the end and an -ed are silent, as in most English words.
    """
    told = word.lower().strip("'’.,;:!?\"()-")
    groups = len(VOWELS.findall(told))
    if SILENT.search(told):
        groups -= 1
    return max(1, groups)
