"""What a track's name says about what plays on it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from tonmeister.knowledge.words import plain, tokens

KEPT_OUT = ("click", "guide", "rough mix")
"""Roles that never go into a mix."""

_WORD = re.compile(r"[^\W_]+")
_PHRASE = 100  # one more word that fits is worth more than any length


@dataclass(frozen=True, slots=True)
class RoleGuess:
    """What a name says: the role, how sure (0 to 1), and the word that said it."""

    role: str
    confidence: float
    word: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    role: str
    words: tuple[str, ...]
    weak: bool


def roles() -> tuple[str, ...]:
    """Return all roles, in the order of the console."""
    return tuple(_read()["role"])


def group_of(role: str) -> str:
    """Return the bus a role belongs to, ``""`` for what is kept out; ``KeyError`` if unknown."""
    return str(_read()["role"][role]["group"])


def priority_of(role: str) -> float:
    """Return who gets the room when two parts want the same place (10 is first)."""
    return float(_read()["role"][role]["priority"])


def role_from_name(name: str) -> RoleGuess | None:
    """Read a role from one track's name: ``"EGTR_L"`` is an electric guitar.

    All words of a phrase must be in the name; the phrase with more words wins, then the longer
    word. ``None`` if no word is known.
    """
    phrases, vocabulary, classes = _index()
    found = tokens(name, vocabulary, _qualifiers())
    have: dict[str, str] = {}
    for token in found:
        have.setdefault(token, token)
        for kind in classes.get(token, ()):
            have.setdefault(f"<{kind}>", token)
    for first, second in pairwise(found):
        have.setdefault(first + second, first + second)
    matches = [p for p in phrases if all(w in have for w in p.words)]
    strong = [p for p in matches if not p.weak]
    best = max(strong or matches, key=lambda p: _weight(p, have), default=None)
    if best is None:
        return None
    said = " ".join(have[w] for w in best.words)
    return RoleGuess(best.role, _confidence(best, said, strong, found), said)


def role_names(names: Sequence[str]) -> dict[str, RoleGuess | None]:
    """Read the roles of a song's tracks; what all names begin or end with (the song's title)
    says nothing about any of them and is left aside.
    """
    bare = without_title(names, end_too=True)
    guesses = {name: role_from_name(bare[name]) for name in names}
    sure = sum(1 for guess in guesses.values() if guess and guess.confidence >= 0.6)
    if sure * 2 < len(names):  # the shared words were not a title after all ("Drums L", "Drums R")
        for name in names:
            guesses[name] = guesses[name] or role_from_name(name)
    return guesses


def without_title(names: Sequence[str], *, end_too: bool = False) -> dict[str, str]:
    """Cut off the words that (nearly) all names share in front (and at the end)."""
    words = {name: list(_WORD.finditer(name)) for name in names}
    out = {}
    for name, row in words.items():
        first = _shared(row, list(words.values()))
        last = 0
        if end_too:
            rows = [list(reversed(r)) for r in words.values()]
            last = _shared(list(reversed(row)), rows)
            if not _says_something(row[first : len(row) - last]):
                last = 0
        kept = row[first : len(row) - last]
        out[name] = name[kept[0].start() : kept[-1].end() if last else None] if kept else name
    return out


def _shared(row: list[re.Match[str]], rows: Sequence[list[re.Match[str]]]) -> int:
    """Count the first words of a name that at least 60 % of the names (both of two) share.

    None if for one of these names nothing would be left: then they were no title.
    """
    enough = max(2, -(-len(rows) * 3 // 5))
    flat = [[plain(w[0]) for w in r] for r in rows]
    mine = [plain(w[0]) for w in row]
    count = 0
    while count < len(mine) and sum(r[: count + 1] == mine[: count + 1] for r in flat) >= enough:
        count += 1
    sharing = [r for r, f in zip(rows, flat, strict=True) if f[:count] == mine[:count]]
    return count if all(_says_something(r[count:]) for r in sharing) else 0


_TAKE = re.compile(r"(t|tk|take|takes|pass|dup|playlist)[0-9]*")
"""Words that number takes: a part is not called so."""


def _says_something(words: Sequence[re.Match[str]]) -> bool:
    """Whether a word is left that could be the name of a part."""
    return any(
        any(c.isalpha() for c in w[0])
        and len(plain(w[0])) > 1
        and plain(w[0]) not in _qualifiers()
        and not _TAKE.fullmatch(plain(w[0]))
        for w in words
    )


def _weight(phrase: _Phrase, have: Mapping[str, str]) -> tuple[int, int]:
    letters = sum(len(have[w]) for w in phrase.words)
    exact = sum(not w.startswith("<") for w in phrase.words)
    if phrase.role in ("effects", *KEPT_OUT) and len(phrase.words) == 1:
        letters -= _PHRASE // 2  # "scratch hats" are hats, a "final vox" is a vocal
    return (len(phrase.words) * _PHRASE + letters, exact)


def _confidence(best: _Phrase, said: str, strong: list[_Phrase], found: Sequence[str]) -> float:
    if best.weak:
        return 0.4
    sure = 0.95 if len(said) > 2 else 0.75
    covered = set(said.split())
    for other in strong:
        against = group_of(other.role) != group_of(best.role)
        if against and not {plain(w) for w in other.words} <= covered and len(best.words) == 1:
            sure = min(sure, 0.75)
    numbered = any(token.isdigit() and int(token) > 1 for token in found)
    if best.role == "lead vocal" and len(best.words) == 1 and numbered:
        sure = 0.55  # "vocals 2" may as well be a double or a harmony
    return sure


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("tonmeister.knowledge").joinpath("roles.toml").read_text("utf-8"))


@cache
def _qualifiers() -> frozenset[str]:
    return frozenset(_read()["qualifiers"])


@cache
def _index() -> tuple[tuple[_Phrase, ...], frozenset[str], dict[str, tuple[str, ...]]]:
    """Return the phrases, every single word they are made of, and the classes of each word."""
    raw = _read()
    classes: dict[str, tuple[str, ...]] = {}
    for kind, members in raw["class"].items():
        for word in members:
            classes[plain(word)] = (*classes.get(plain(word), ()), kind)
    phrases = []
    for role, entry in raw["role"].items():
        for weak, words in ((False, entry["words"]), (True, entry.get("weak", []))):
            phrases += [_Phrase(role, tuple(plain(w).split()), weak) for w in words]
    vocabulary = {w for p in phrases for w in p.words if not w.startswith("<")}
    return tuple(phrases), frozenset(vocabulary | classes.keys()), classes
