"""From the letters of a word to its sounds (ARPAbet), as it is sung."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tonmeister.music.words.spoken import Spoken, english

VOWELS = frozenset(
    ("IY", "IH", "EH", "AE", "AA", "AO", "AH", "UH", "UW", "ER", "EY", "AY", "OY", "OW", "AW", "MM")
)
_VOICELESS = frozenset(("P", "T", "K", "F", "TH"))
_HISSING = frozenset(("S", "Z", "SH", "ZH"))
_ENDINGS = {"n't": ("AH", "N", "T"), "'ll": ("L",), "'ve": ("V",), "'re": ("R",), "'m": ("M",),
            "'d": ("D",)}  # fmt: skip
_LETTERS = {
    "a": "AA", "e": "EH", "i": "IY", "o": "AO", "u": "UW", "y": "IY", "b": "B", "c": "K", "d": "D",
    "f": "F", "g": "G", "h": "HH", "j": "Y", "k": "K", "l": "L", "m": "M", "n": "N", "p": "P",
    "q": "K", "r": "R", "s": "S", "t": "T", "v": "V", "w": "V", "x": "K S", "z": "S",
}  # fmt: skip
_SIGNS = {"ä": "EH", "ö": "ER", "ü": "IY", "ø": "ER", "å": "AO", "æ": "EH", "œ": "ER", "ß": "S",
          "é": "EY", "è": "EH", "ê": "EH", "ñ": "N Y", "ç": "S"}  # fmt: skip
_PAIRS = {"sch": "SH", "ch": "K", "sh": "SH", "ei": "AY", "ai": "AY", "au": "AW", "eu": "OY",
          "äu": "OY", "ou": "UW", "oi": "OY", "ie": "IY", "qu": "K V", "ll": "L", "ss": "S",
          "tt": "T", "nn": "N", "mm": "M", "rr": "R", "pp": "P", "ff": "F"}  # fmt: skip


def plain_word(text: str) -> str:
    """Return a word without signs around it, small: ``plain_word("Don't,") == "don't"``."""
    small = text.lower().replace("’", "'").replace("`", "'")
    return re.sub(r"^[^\w']+|[^\w']+$", "", small).strip("_-") if small else ""


def is_english(text: str) -> bool:
    """Say whether a text is written in the letters of English alone."""
    return all(ord(c) < 128 for c in text.replace("’", "'") if c.isalpha())


@lru_cache(maxsize=4096)
def sounds_of(word: str) -> tuple[str, ...]:
    """Return the sounds of an English word; ``()`` if nothing in it can be said.

    First the list of common words, then its parts, then the rules. Which of two readings is meant
    ("read", "live") cannot be known from the letters alone.
    """
    plain = plain_word(word)
    if "-" in plain or " " in plain:
        parts = re.split(r"[-\s]+", plain)
        return tuple(sound for part in parts for sound in sounds_of(part))
    spoken = english()
    found = _known(plain, spoken)
    if found is not None:
        return found
    letters = "".join(c for c in _unaccented(plain) if c.isascii() and c.isalpha())
    return _by_rules(letters, spoken) if letters else ()


def letters_sounds(word: str) -> tuple[str, ...]:
    """Return the sounds of a word in another language, letter by letter: the vowels are as in
    Italian, German or Spanish. It is a help to hear the tune by, no pronunciation.
    """
    out: list[str] = []
    plain = plain_word(word).replace("'", "")
    at = 0
    while at < len(plain):
        pair = next((p for p in _PAIRS if plain.startswith(p, at)), None)
        if pair is not None:
            out += _PAIRS[pair].split()
            at += len(pair)
            continue
        letter = plain[at]
        if letter in _SIGNS:
            out += _SIGNS[letter].split()
        else:
            out += _LETTERS.get(_unaccented(letter)[:1], "").split()
        at += 1
    return tuple(out)


def _unaccented(text: str) -> str:
    split = unicodedata.normalize("NFKD", text)
    return "".join(c for c in split if not unicodedata.combining(c))


def _known(plain: str, spoken: Spoken) -> tuple[str, ...] | None:
    """Return the sounds of a word of the list, of one with an ending, or of a compound."""
    for said in (plain, plain.strip("'")):
        if said in spoken.words:
            return spoken.words[said]
    if plain.endswith("in'"):
        whole = sounds_of(plain[:-1] + "g")
        return (*whole[:-1], "N") if whole[-1:] == ("NG",) else whole
    for ending, sounds in _ENDINGS.items():
        if plain.endswith(ending) and len(plain) > len(ending):
            return _joined(sounds_of(plain.removesuffix(ending)), sounds)
    if plain.endswith("'s") and len(plain) > 2:
        return with_s(sounds_of(plain[:-2]))
    if plain.endswith("s") and not plain.endswith("ss") and plain[:-1] in spoken.words:
        return with_s(spoken.words[plain[:-1]])
    for part in spoken.first_parts:
        rest = plain.removeprefix(part)
        if plain.startswith(part) and len(rest) >= 3 and rest in spoken.words:
            return (*sounds_of(part), *spoken.words[rest])
        if plain.startswith(part) and len(rest) >= 4 and rest[0] not in "aeiouylrsn'":
            return (*sounds_of(part), *sounds_of(rest))
    return None


def _joined(word: tuple[str, ...], ending: tuple[str, ...]) -> tuple[str, ...]:
    if word and ending in (("R",), ("D",)) and word[-1] == "ER":
        return (*word, "D") if ending == ("D",) else word
    if word and len(ending) == 1 and ending[0] in ("L", "D", "V", "M") and word[-1] not in VOWELS:
        return (*word, "AH", *ending)
    return (*word, *ending)


def with_s(sounds: tuple[str, ...]) -> tuple[str, ...]:
    """Return a word's sounds with the S of a plural or possessive."""
    if not sounds:
        return sounds
    if sounds[-1] in _HISSING:
        return (*sounds, "IH", "Z")
    return (*sounds, "S" if sounds[-1] in _VOICELESS else "Z")


def _by_rules(letters: str, spoken: Spoken) -> tuple[str, ...]:
    out: list[str] = []
    at = 0
    while at < len(letters):
        taken = 1
        for rule in spoken.rules.get(letters[at], ()):
            end = at + len(rule.letters)
            if not letters.startswith(rule.letters, at):
                continue
            if rule.before.search(letters[:at]) and rule.after.match(letters[end:]):
                out += rule.sounds
                taken = len(rule.letters)
                break
        at += taken
    return tuple(out)
