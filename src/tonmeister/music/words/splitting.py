"""Words into syllables: their letters where they may be broken, and their sounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tonmeister.music.words.reading import VOWELS

_CLUSTERS = (
    "P-L P-R P-Y B-L B-R B-Y T-R T-W D-R D-W K-L K-R K-W K-Y G-L G-R G-W F-L F-R F-Y TH-R TH-W "
    "SH-R SH-L V-Y HH-Y M-Y S-P S-T S-K S-M S-N S-L S-W S-F S-P-L S-P-R S-T-R S-K-R S-K-W S-P-Y "
    "T-SH D-ZH"
)
_ONSETS = frozenset(tuple(cluster.split("-")) for cluster in _CLUSTERS.split())
"""What may stand before the vowel of an English syllable."""
_VOWEL_RUN = re.compile(r"[aeiouyäöüåæøœáàâéèêëíìîïóòôúùûýãõ]+", re.IGNORECASE)
_LETTER_ONSETS = re.compile(
    r"(?:sch|thr|shr|spl|spr|str|scr|squ|chr|ch|sh|th|ph|wh|gh|qu|ck|[bcdfgkpt]l|[bcdfgkptw]r|"
    r"s[cklmnptw]|tw|dw|[bcdfghjklmnpqrstvwxzßñç])?$",
    re.IGNORECASE,
)


def split_sounds(sounds: Sequence[str]) -> list[tuple[str, ...]]:
    """Return a word's sounds by syllable; consonants go to the vowel after them if they may."""
    at = [i for i, s in enumerate(sounds) if s in VOWELS]
    if len(at) < 2:
        return [tuple(sounds)] if sounds else []
    cuts = [0]
    for left, right in pairwise(at):
        cut = right
        for begin in range(left + 1, right):
            onset = tuple(sounds[begin:right])
            if (len(onset) == 1 and onset[0] != "NG") or onset in _ONSETS:
                cut = begin
                break
        cuts.append(cut)
    cuts.append(len(sounds))
    return [tuple(sounds[a:b]) for a, b in pairwise(cuts)]


def split_letters(word: str, count: int) -> list[str]:
    """Return a word's letters in so many syllables, each but the last ending in a hyphen.

    Where its letters show fewer vowels than it has syllables, it is cut evenly.
    """
    if count < 2 or len(word) < count:
        return [word]
    signs = len(word) - len(re.sub(r"\W+$", "", word))
    if signs:
        parts = split_letters(word[:-signs], count)
        return [*parts[:-1], parts[-1] + word[-signs:]]
    runs = list(_VOWEL_RUN.finditer(word))
    if len(runs) > count and runs[-1].end() == len(word) and runs[-1].group().lower() == "e":
        runs = runs[:-1]
    while len(runs) > count:
        runs = runs[:-1]
    if len(runs) < count:
        step = len(word) / count
        cuts = [round(i * step) for i in range(count + 1)]
    else:
        cuts = [0]
        for one, other in pairwise(runs):
            between = word[one.end() : other.start()]
            found = _LETTER_ONSETS.search(between)
            keep = len(between) - (len(found.group()) if found else 0)
            if len(between) > 1 and between[0] == between[1]:
                keep = 1  # "lit-tle"
            cuts.append(one.end() + keep)
        cuts.append(len(word))
        if word.lower().endswith("ing") and len(word) - 3 > cuts[-2] >= len(word) - 5:
            doubled = word[-4] == word[-5] and word[-4].lower() not in "lsz"
            cuts[-2] = len(word) - (4 if doubled else 3)  # "run-ning", but "fall-ing"
    parts = [word[a:b] for a, b in pairwise(cuts)]
    return [p + "-" for p in parts[:-1]] + parts[-1:]
