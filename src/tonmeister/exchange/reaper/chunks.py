"""The text of REAPER projects: chunks in chunks, lines of words, three kinds of quotes.

``<NAME word word`` opens a chunk, ``>`` alone closes it. A word with a space stands in ``"``; if it
holds one itself, in ``'``; if it holds both, in a backtick. Seen in real projects of REAPER 4 to 7.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tonmeister.exchange.daw.opening import CannotOpen

MOST_BYTES = 256 << 20
DEEPEST = 64
_QUOTES = "\"'`"
HEADER = "REAPER_PROJECT"


@dataclass
class Chunk:
    """A chunk: its name, the words behind it, and what it holds: lines as written, and chunks."""

    name: str
    words: list[str] = field(default_factory=list)
    body: list[str | Chunk] = field(default_factory=list)

    def lines(self, name: str) -> Iterator[list[str]]:
        """Return the words behind each line that begins with ``name``."""
        for line in self.body:
            if isinstance(line, str) and line.startswith(name):
                first, *rest = split(line)
                if first == name:
                    yield rest

    def line(self, name: str) -> list[str]:
        """Return the words of the first such line; empty if there is none."""
        return next(self.lines(name), [])

    def number(self, name: str, place: int, default: float) -> float:
        """Return a number in the first such line; ``default`` where there is none."""
        return number(self.line(name), place, default)

    def word(self, name: str, default: str = "") -> str:
        """Return the first word in the first such line."""
        return next(iter(self.line(name)), default)

    def chunks(self, *names: str) -> Iterator[Chunk]:
        """Return the chunks of these names in it (not those deeper)."""
        return (c for c in self.body if isinstance(c, Chunk) and c.name in names)

    def chunk(self, *names: str) -> Chunk | None:
        """Return the first chunk of one of these names."""
        return next(self.chunks(*names), None)

    def say(self, name: str, *words: object) -> None:
        """Add a line."""
        self.body.append(" ".join([name, *(quoted(word) for word in words)]))

    def add(self, name: str, *words: object) -> Chunk:
        """Add a chunk and return it."""
        inner = Chunk(name, [str(word) for word in words])
        self.body.append(inner)
        return inner

    def text(self) -> str:
        """Return it as a project file holds it."""
        return "\n".join(self._texts("")) + "\n"

    def _texts(self, indent: str) -> Iterator[str]:
        yield indent + "<" + " ".join([self.name, *(quoted(word) for word in self.words)])
        for line in self.body:
            if isinstance(line, Chunk):
                yield from line._texts(indent + "  ")
            else:
                yield indent + "  " + line
        yield indent + ">"


def number(words: Sequence[str], place: int, default: float) -> float:
    """Return a word as a finite number; ``default`` where there is none or it is no number."""
    try:
        value = float(words[place])
    except (IndexError, ValueError):
        return default
    return value if abs(value) < 1e15 else default


def plain(text: str) -> str:
    """Return a text on one line: what ends a line or controls a printer becomes a space."""
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text)


def quoted(word: object) -> str:
    """Return a word as it stands in a line."""
    if isinstance(word, float):
        return said(word)
    text = plain(str(word))
    if text and text[0] not in "\"'`<>|" and not any(sign.isspace() for sign in text):
        return text
    quote = next((q for q in _QUOTES if q not in text), "")
    return f"{quote}{text}{quote}" if quote else f"`{text.replace('`', chr(39))}`"


def said(value: float) -> str:
    """Return a number as text that reads back as the same number, never with an exponent."""
    text = repr(float(value))
    if "e" in text:
        text = format(value, ".20f").rstrip("0").rstrip(".")
    return text.removesuffix(".0") or "0"


def split(line: str) -> list[str]:
    """Return the words of a line."""
    words, at, end = [], 0, len(line)
    while at < end:
        if line[at].isspace():
            at += 1
        elif line[at] in _QUOTES:
            close = line.find(line[at], at + 1)
            close = end if close < 0 else close
            words.append(line[at + 1 : close])
            at = close + 1
        else:
            close = at
            while close < end and not line[close].isspace():
                close += 1
            words.append(line[at:close])
            at = close
    return words


def parsed(data: bytes, said_as: str) -> Chunk:
    """Parse a project; raises ``CannotOpen`` where it is none, cut off or nested beyond reason."""
    if len(data) > MOST_BYTES:
        raise CannotOpen(f"{said_as} is larger than {MOST_BYTES >> 20} MB: it is left alone")
    if b"\x00" in data:
        raise CannotOpen(f"{said_as} is no text, as every REAPER project is: it is left alone")
    text = data.decode("utf-8-sig", errors="replace")
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    first = next((line for line in lines if line), "")
    if not first.startswith(f"<{HEADER}"):
        raise CannotOpen(f"{said_as} does not begin with <{HEADER}: it is no REAPER project")
    whole = _nested(lines, said_as)
    if not whole.body:
        raise CannotOpen(f"{said_as} holds nothing")
    return whole


def _nested(lines: Sequence[str], said_as: str) -> Chunk:
    """Return the outermost chunk with all that is in it."""
    stack: list[Chunk] = []
    done: Chunk | None = None
    for place, line in enumerate(lines, 1):
        if not line:
            continue
        if done is not None:
            raise CannotOpen(f"{said_as}, line {place}: there is more behind the project's end")
        if line[0] == "<":
            name, *words = split(line[1:]) or [""]
            inner = Chunk(name, words)
            if stack:
                stack[-1].body.append(inner)
            if len(stack) >= DEEPEST:
                raise CannotOpen(f"{said_as}, line {place}: nested deeper than any project is")
            stack.append(inner)
        elif line == ">":
            done = stack.pop()
            done = done if not stack else None
        else:
            stack[-1].body.append(line)
    if done is None:
        raise CannotOpen(f"{said_as} ends in the middle: {len(stack)} of its parts are still open")
    return done
