"""How English is spoken: rules from letters to sounds, words that keep to none, first parts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_CLASSES = {"V": "[aeiouy]", "C": "[bcdfghjklmnpqrstvwxz]", "E": "[eiy]"}


@dataclass(frozen=True, slots=True)
class SoundRule:
    """Letters that sound like this where they stand between such neighbours."""

    before: re.Pattern[str]
    letters: str
    after: re.Pattern[str]
    sounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is known of a language's sounds: rules by first letter, whole words, first parts."""

    rules: Mapping[str, tuple[SoundRule, ...]]
    words: Mapping[str, tuple[str, ...]]
    first_parts: tuple[str, ...]


@cache
def english() -> Spoken:
    """Return the sounds of English."""
    raw = tomllib.loads(files("tonmeister.music.words").joinpath("english.toml").read_text("utf-8"))
    rules = {
        letter: tuple(
            SoundRule(
                re.compile(f"(?:{_spelled(before)})$"), letters, re.compile(_spelled(after)),
                tuple(sounds.split()),
            )
            for before, letters, after, sounds in rows
        )
        for letter, rows in raw["rules"].items()
    }  # fmt: skip
    words = {}
    for line in raw["sounds"]["all"]:
        word, *sounds = line.split()
        words[word] = tuple(sounds)
    parts = sorted(set(raw["parts"]["first"]), key=lambda p: (-len(p), p))
    return Spoken(rules, words, tuple(parts))


def _spelled(pattern: str) -> str:
    return "".join(_CLASSES.get(letter, letter) for letter in pattern)
