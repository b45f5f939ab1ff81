"""Which tones of a chord are worth a finger, when there are more or fewer than fingers."""

from __future__ import annotations

from functools import cache

from tonmeister.model import ChordSymbol
from tonmeister.music.chord_kinds import KINDS, bass_class, semitones, tone_classes

THIRDS = {3, 4, 2, 5}
"""Semitones above the root of what says the kind: a third, or what a sus chord has for it."""


@cache
def kept(symbol: ChordSymbol, voices: int, rootless: bool = False) -> tuple[int, ...]:
    """Return the pitch classes to play with so many voices; a class may stand twice.

    What goes first: a perfect fifth, then the root where the bass has it (``rootless`` lets it go
    before the fifth), then what lies between the third and the highest colour.
    """
    tones = list(tone_classes(symbol))
    root, fifth = tones[0], (tones[0] + 7) % 12
    spare = [root, fifth] if rootless else [fifth, root]
    while len(tones) > voices:
        gone = next((t for t in spare if t in tones), None)
        if gone is None:
            gone = tones[len(tones) // 2]
        tones.remove(gone)
    doubled = [root, fifth if fifth in tones else root]
    missing = voices - len(tones)
    tones += [doubled[n % 2] for n in range(missing)]
    return tuple(tones)


@cache
def coloured(symbol: ChordSymbol, scale: frozenset[int]) -> tuple[int, ...]:
    """Return four tones without the root, as a jazz pianist's left hand takes them.

    Third, fifth (or sixth), seventh and ninth; a ninth that is foreign to the ``scale`` is left
    to the root. A triad gets its sixth, where the scale has it.
    """
    tones = tone_classes(symbol)
    root = tones[0]
    ninth = (root + 2) % 12
    if len(tones) >= 5:
        return kept(symbol, 4, rootless=True)
    if symbol.quality in ("dim7", "7sus4", "sus4", "sus2", "5", "aug", "dim"):
        return kept(symbol, 4)
    out = list(tones[1:])
    sixth = (root + 9) % 12
    if len(tones) == 3 and sixth in scale and symbol.quality == "":
        out.append(sixth)
    if len(out) < 4:
        fits = ninth in scale and symbol.quality != "m7b5"
        out.append(ninth if fits else root)
    return tuple(out if len(out) == 4 else [*out, root])


@cache
def interval_of(symbol: ChordSymbol, name: str) -> int:
    """Return the pitch class of a chord's "third", "fifth" or "seventh"; the root for none."""
    root = semitones(symbol.root_fifths)
    steps = [semitones(s) for s in KINDS[symbol.quality]]
    if name == "third":  # of a 7#9 the major third, which is written first
        return (root + steps[1]) % 12 if steps[1] in THIRDS else root
    wanted = {"fifth": (7, 6, 8), "seventh": (10, 11, 9)}[name]
    for step in wanted:
        if step in steps:
            return (root + step) % 12
    return (root + 7) % 12 if name == "fifth" else root


def on_root(symbol: ChordSymbol) -> bool:
    """Return whether the bass plays the root."""
    return bass_class(symbol) == semitones(symbol.root_fifths)
