"""Taking a file's name apart into words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from functools import cache

_PARTS = re.compile(
    r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+"
)  # "LdVox2" -> Ld, Vox, 2
_RUNS = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")


@cache
def plain(word: str) -> str:
    """Write a word small, without accents and in one Unicode form: ``"Flûte"`` is ``"flute"``."""
    composed = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe"))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", composed))


def tokens(name: str, vocabulary: Set[str], qualifiers: Set[str]) -> tuple[str, ...]:
    """Take a name apart: at signs, case changes and digits, and words written together.

    A run of letters that is a known word stays whole (``egtr``, ``2mix``, ``b3``).
    """
    found: list[str] = []
    for run in _RUNS.findall(unicodedata.normalize("NFC", name)):
        whole = plain(run)
        if whole in vocabulary:
            found.append(whole)
            continue
        flat = unicodedata.normalize("NFKD", run.replace("œ", "oe").replace("Œ", "OE"))
        for part in _PARTS.findall(unicodedata.normalize("NFC", _ACCENTS.sub("", flat))):
            found.extend(_known(plain(part), vocabulary, qualifiers))
        letters = re.sub(r"\d+", "", whole)
        if letters in vocabulary and letters not in found:
            found.append(letters)
    return tuple(found)


def _known(word: str, vocabulary: Set[str], qualifiers: Set[str]) -> list[str]:
    if word in vocabulary or word in qualifiers or word.isdigit():
        return [word]
    if word.endswith("s") and word[:-1] in vocabulary:
        return [word[:-1]]
    return _written_together(word, vocabulary, qualifiers) or [word]


def _written_together(word: str, vocabulary: Set[str], qualifiers: Set[str]) -> list[str]:
    """Split a compound into the fewest known words, at least one of which is long."""
    best: dict[int, list[str]] = {0: []}
    for end in range(2, len(word) + 1):
        for start in range(end - 1):
            piece = word[start:end]
            if start not in best or (piece not in vocabulary and piece not in qualifiers):
                continue
            row = [*best[start], piece]
            if end not in best or len(row) < len(best[end]):
                best[end] = row
    row = best.get(len(word), [])
    long_enough = any(len(w) >= 3 or not w.isascii() for w in row)
    short = sum(1 for w in row if len(w) < 3 and w.isascii())
    return row if long_enough and short <= 1 else []
