"""Which chord the keys under a hand make, with its bass."""

from __future__ import annotations

from collections.abc import Collection

from tonmeister.model import ChordSymbol, KeyAt
from tonmeister.music.chord_kinds import KINDS, semitones
from tonmeister.music.spelling import spell_chord

LEAST_TONES = 3
MISSING_FIFTH, ROOT_IN_BASS = 0.5, 0.75
COMMON = ("", "m", "7", "m7", "maj7", "sus4", "dim", "m7b5", "6", "m6", "add9", "9", "m9", "maj9",
          "sus2", "dim7", "aug", "7sus4")  # fmt: skip
"""Of chords with the same tones the one that stands first here."""


def chord_of(keys: Collection[int], key: KeyAt) -> ChordSymbol | None:
    """Return the chord of MIDI keys in a key, or None where they make none that has a name.

    All its tones are there (the fifth may be left out of a chord with a seventh) and no other,
    but for the bass.
    """
    played = {k % 12 for k in keys}
    if len(played) < LEAST_TONES:
        return None
    bass = min(keys) % 12
    best: tuple[float, int, str] | None = None
    for quality, steps in KINDS.items():
        for root in played:
            tones = {(root + semitones(step)) % 12 for step in steps}
            fifth = (root + 7) % 12
            left_out = tones - played
            if left_out and not (left_out == {fifth} and len(steps) > 3):
                continue
            if played - tones - {bass} or len(tones) < LEAST_TONES:
                continue
            rank = COMMON.index(quality) if quality in COMMON else len(COMMON)
            cost = (
                rank / 100
                + (MISSING_FIFTH if left_out else 0.0)
                + (ROOT_IN_BASS if root != bass else 0.0)
                + (1.0 if bass not in tones else 0.0)
            )
            best = min(x for x in (best, (cost, root, quality)) if x is not None)
    return None if best is None else spell_chord(best[1], best[2], key, bass)
