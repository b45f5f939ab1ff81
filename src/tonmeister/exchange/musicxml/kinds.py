"""Chord symbols in MusicXML's words, and back."""

from __future__ import annotations

import re

from tonmeister.model import ChordSymbol
from tonmeister.music.chord_names import UnknownChord, read_symbol

FLAT = re.compile(r"b(?=\d)")
Degree = tuple[int, int, str]
"""Number, sharps (or flats below 0), and "add", "alter" or "subtract"."""

WORDS: dict[str, tuple[str, tuple[Degree, ...]]] = {
    "": ("major", ()),
    "m": ("minor", ()),
    "5": ("power", ()),
    "dim": ("diminished", ()),
    "aug": ("augmented", ()),
    "sus2": ("suspended-second", ()),
    "sus4": ("suspended-fourth", ()),
    "6": ("major-sixth", ()),
    "m6": ("minor-sixth", ()),
    "7": ("dominant", ()),
    "maj7": ("major-seventh", ()),
    "m7": ("minor-seventh", ()),
    "mmaj7": ("major-minor", ()),
    "m7b5": ("half-diminished", ()),
    "dim7": ("diminished-seventh", ()),
    "aug7": ("augmented-seventh", ()),
    "7sus4": ("dominant", ((4, 0, "add"), (3, 0, "subtract"))),
    "7b5": ("dominant", ((5, -1, "alter"),)),
    "7b9": ("dominant", ((9, -1, "add"),)),
    "7#9": ("dominant", ((9, 1, "add"),)),
    "9": ("dominant-ninth", ()),
    "maj9": ("major-ninth", ()),
    "m9": ("minor-ninth", ()),
    "9sus4": ("dominant-ninth", ((4, 0, "add"), (3, 0, "subtract"))),
    "add9": ("major", ((9, 0, "add"),)),
    "madd9": ("minor", ((9, 0, "add"),)),
    "69": ("major-sixth", ((9, 0, "add"),)),
    "11": ("dominant-11th", ()),
    "m11": ("minor-11th", ()),
    "13": ("dominant-13th", ()),
    "maj13": ("major-13th", ()),
    "maj7#11": ("major-seventh", ((11, 1, "add"),)),
    "7#11": ("dominant", ((11, 1, "add"),)),
    "7b13": ("dominant", ((13, -1, "add"),)),
}

OTHER_WORDS: dict[tuple[str, frozenset[Degree]], str] = {
    ("dominant-seventh", frozenset()): "7",
    ("Neapolitan", frozenset()): "",
    ("Italian", frozenset()): "7",
    ("German", frozenset()): "7",
    ("French", frozenset()): "7b5",
    ("pedal", frozenset()): "5",
    ("Tristan", frozenset()): "m7b5",
    ("minor-13th", frozenset()): "m11",
    ("major-11th", frozenset()): "maj9",
    ("dominant", frozenset({(5, 1, "alter")})): "aug7",
    ("suspended-fourth", frozenset({(7, 0, "add")})): "7sus4",
    ("suspended-fourth", frozenset({(7, -1, "add")})): "7sus4",
    ("suspended-fourth", frozenset({(7, 0, "add"), (9, 0, "add")})): "9sus4",
    ("minor-seventh", frozenset({(5, -1, "alter")})): "m7b5",
    ("major", frozenset({(2, 0, "add")})): "add9",
    ("minor", frozenset({(2, 0, "add")})): "madd9",
    ("dominant-ninth", frozenset({(11, 1, "add")})): "7#11",
    ("minor", frozenset({(7, 1, "add")})): "mmaj7",
}
"""How other programs write kinds of ours, and what stands nearest to kinds that we do not have."""
READ = {(word, frozenset(degrees)): kind for kind, (word, degrees) in WORDS.items()} | OTHER_WORDS


def read_kind(word: str, degrees: frozenset[Degree], text: str) -> str | None:
    """Return our kind of a MusicXML chord; None where there is no chord (``N.C.``).

    What stands in letters counts before the nearest simpler kind.
    """
    if word == "none":
        return None
    if (word, degrees) in READ:
        return READ[word, degrees]
    try:
        return read_symbol("C" + text).quality if text or word == "other" else _simpler(word)
    except UnknownChord:
        return _simpler(word)


def _simpler(word: str) -> str:
    return READ.get((word, frozenset()), "")


def shown(symbol: ChordSymbol) -> str:
    """Return what stands after the root: flats and sharps as signs, ``m7♭5``."""
    special = {"69": "6/9", "mmaj7": "m(maj7)", "madd9": "m(add9)"}
    return special.get(symbol.quality, FLAT.sub("♭", symbol.quality.replace("#", "♯")))
