"""One assistant at work: where, under which name, what it may do and what it has read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tonmeister.flow.mcp.rooms import Room, room_of
from tonmeister.flow.wishes import BadWish


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Who changes something, and why: one sentence."""

    author: str
    because: str


@dataclass
class Desk:
    """The songs an assistant may work on (``roots``), its name, and the sheets it has read."""

    roots: Sequence[Path]
    author: str
    may_write: bool = False
    seen: dict[Path, str] = field(default_factory=dict)

    def room(self, song: str) -> Room:
        """Return the song of that name; raises ``BadWish``."""
        return room_of(self.roots, song)

    def hand(self, because: str) -> Hand:
        """Return who acts and why; raises ``BadWish`` where nothing may be written."""
        if not self.may_write:
            raise BadWish("nothing may be changed here: start `tonmeister mcp` with --write")
        return Hand(author=self.author, because=sentence(because))


def author_named(words: str) -> str:
    """Return the name that changes are signed with; raises ``BadWish``."""
    name = " ".join(words.split())
    if not name or len(name) > 60 or not name.isprintable():
        raise BadWish(f"--author is {words!r}, but takes a name of up to 60 letters")
    return name


def sentence(words: str) -> str:
    """Return a reason as one clean sentence; raises ``BadWish`` if it says nothing."""
    one = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    if len(one) < 8:
        raise BadWish("`because` takes a sentence that a musician can read in the sheet")
    if len(one) > 500:
        raise BadWish(f"`because` takes one sentence, not {len(one)} characters")
    return one if one[-1] in ".?" else f"{one}."
