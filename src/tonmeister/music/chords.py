"""Chord symbols, and hands that play them: a pianist's, a guitarist's and a bassist's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tonmeister.music.chord_kinds import bass_class, semitones, tone_classes
from tonmeister.music.chord_names import read_symbol

GUITAR_STRINGS = (40, 45, 50, 55, 59, 64)  # E A D G B e


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord as pitch classes (C is 0): the root, the tones from the root up, the bass."""

    root: int
    tones: tuple[int, ...]
    bass: int


def read_chord(symbol: str) -> Chord:
    """Read a chord symbol such as ``Bm``, ``Em7`` or ``A/C#``; raises ``UnknownChord``."""
    read = read_symbol(symbol)
    root = semitones(read.root_fifths)
    tones = sorted(tone_classes(read), key=lambda tone: (tone - root) % 12)
    return Chord(root, tuple(tones), bass_class(read))


def lowest(tone: int, at_least: int) -> int:
    """Return the lowest MIDI pitch of a pitch class from ``at_least`` up."""
    return at_least + (tone - at_least) % 12


def guitar_shape(chord: Chord) -> tuple[int, ...]:
    """Return the open-position grip, low string first: each string at its lowest chord tone."""
    grip: list[int] = []
    for string in GUITAR_STRINGS:
        wanted = chord.tones if grip else (chord.bass,)
        above = grip[-1] if grip else 0
        frets = [p for p in range(string, string + 5) if p % 12 in wanted and p > above]
        if frets:
            grip.append(frets[0])
    return tuple(grip)


def voicing(chord: Chord, near: Sequence[int], low: int, high: int) -> tuple[int, ...]:
    """Return the close voicing between ``low`` and ``high`` that moves least from ``near``."""
    found: list[tuple[float, tuple[int, ...]]] = []
    for turn in range(len(chord.tones)):
        order = chord.tones[turn:] + chord.tones[:turn]
        for base in range(low, high + 1):
            if base % 12 != order[0]:
                continue
            pitches = [base]
            for tone in order[1:]:
                pitches.append(lowest(tone, pitches[-1] + 1))
            if pitches[-1] <= high:
                moved = sum(min(abs(p - n) for n in near) for p in pitches)
                centre = abs(sum(pitches) / len(pitches) - sum(near) / len(near))
                found.append((moved + 0.5 * centre, tuple(pitches)))
    return min(found)[1]


def third_above(pitch: int, scale: Sequence[int]) -> int:
    """Return the harmony a third above within a scale given as pitch classes."""
    ladder = [p for p in range(pitch, pitch + 12) if p % 12 in scale]
    return ladder[2] if ladder[0] == pitch else ladder[1]


def neighbour(pitch: int, scale: Sequence[int], *, above: bool) -> int:
    """Return the next note of a scale, above or below."""
    step = 1 if above else -1
    return next(p for p in range(pitch + step, pitch + 12 * step, step) if p % 12 in scale)
