"""The key that chords stand in: the one whose own chords they are for most of the time.

Chords of the key count with their length, the tonic's chord more, most at the end and at the
beginning (own weights).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tonmeister.model import ChartChord, KeyAt
from tonmeister.music.chord_kinds import semitones, tones_fifths
from tonmeister.music.spelling import spell_tonic

SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}
TONIC, LAST, FIRST, DOMINANT = 0.5, 2.0, 1.0, 0.3


def key_from_chords(chords: Sequence[ChartChord]) -> KeyAt:
    """Return the likeliest key of chords (there is at least one), spelled near to them."""
    found = [(_score(chords, pc, mode), mode, pc) for pc in range(12) for mode in SCALES]
    _, mode, pitch_class = max(found, key=lambda f: (f[0], f[1] == "major", -f[2]))
    roots = [c.symbol.root_fifths for c in chords if semitones(c.symbol.root_fifths) == pitch_class]
    tonic = max(roots, key=roots.count) if roots else spell_tonic(pitch_class, mode)
    return KeyAt(at_quarters=Fraction(0), tonic_fifths=tonic, mode=mode)


def _score(chords: Sequence[ChartChord], tonic: int, mode: str) -> float:
    scale = {(tonic + step) % 12 for step in SCALES[mode]}
    third = (tonic + SCALES[mode][2]) % 12
    whole = float(sum(c.length_quarters for c in chords)) or 1.0
    score = 0.0
    for place, chord in enumerate(chords):
        tones = [semitones(f) for f in tones_fifths(chord.symbol)]
        share = float(chord.length_quarters) / whole
        score += share * (2.0 * sum(t in scale for t in tones) / len(tones) - 1.0)
        is_tonic = tones[0] == tonic and ((tonic + (4 if mode == "minor" else 3)) % 12 not in tones)
        if is_tonic and third in tones:
            score += TONIC * share + (LAST / 10 if place == len(chords) - 1 else 0.0)
            score += FIRST / 10 if place == 0 else 0.0
        if tones[0] == (tonic + 7) % 12 and (tonic + 11) % 12 in tones:
            score += DOMINANT * share
    return score
