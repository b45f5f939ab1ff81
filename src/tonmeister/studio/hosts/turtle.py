"""Reading Turtle, the text in which LV2 plug-ins are described: as much of it as bundles use.

Source: RDF 1.1 Turtle, W3C Recommendation, 25 February 2014.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Thing = dict[str, list[Any]]
"""What is said of one thing: predicate -> objects. An object is text (an address or a word), a
number, a list, or another ``Thing`` without a name."""

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\n]*)
  | (?P<address><[^<>"\s]*>)
  | (?P<text>\"{3}(?:[^"\\]|\\.|\"(?!\"\"))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
            |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?=[\s;,.\])]))
  | (?P<name>(?:[^\W\d_][\w.-]*|_)?:(?:[\w%:\\~/+-]|\.(?=[\w%:\\-]))*)
  | (?P<word>@?[A-Za-z][\w-]*)
  | (?P<sign>\^\^|[;,.\[\]()])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


class BadTurtle(ValueError):
    """A text is no Turtle that we can read."""


def read_turtle(text: str, base: str = "") -> dict[str, Thing]:
    """Return what a text says: subject -> predicate -> objects, addresses in full.

    Addresses without a scheme are put behind ``base``. Raises ``BadTurtle``.
    """
    reader = _Reader(list(_tokens(text)), base)
    try:
        reader.read()
    except (IndexError, RecursionError) as error:
        raise BadTurtle("it breaks off in the middle, or is nested without end") from error
    return reader.things


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadTurtle(f"line {text.count(chr(10), 0, at) + 1} cannot be read")
        at = found.end()
        if found.lastgroup != "space":
            yield str(found.lastgroup), found.group()


@dataclass
class _Reader:
    tokens: list[tuple[str, str]]
    base: str
    at: int = 0
    prefixes: dict[str, str] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)

    def read(self) -> None:
        while self.at < len(self.tokens):
            word = self.tokens[self.at][1].lstrip("@").lower()
            if self.tokens[self.at][0] == "word" and word in ("prefix", "base"):
                self._declare(word)
                continue
            subject = self._object()
            thing = subject if isinstance(subject, dict) else self.things.setdefault(subject, {})
            if not self._is("."):
                self._say_of(thing)
            self._expect(".")

    def _declare(self, word: str) -> None:
        at_sign = self._next()[1].startswith("@")
        if word == "prefix":
            name = self._next()[1]
            self.prefixes[name.removesuffix(":")] = self._address(self._next()[1])
        else:
            self.base = self._address(self._next()[1])
        if at_sign:
            self._expect(".")

    def _say_of(self, thing: Thing) -> None:
        """Read ``predicate object, object; ...`` up to what ends it."""
        while True:
            kind, text = self._next()
            predicate = TYPE if (kind, text) == ("word", "a") else str(self._meant(kind, text))
            objects = thing.setdefault(predicate, [])
            objects.append(self._object())
            while self._is(","):
                self.at += 1
                objects.append(self._object())
            while self._is(";"):
                self.at += 1
            if self._is(".") or self._is("]"):
                return

    def _object(self) -> Any:
        kind, text = self._next()
        if text == "[":
            thing: Thing = {}
            if not self._is("]"):
                self._say_of(thing)
            self._expect("]")
            return thing
        if text == "(":
            several = []
            while not self._is(")"):
                several.append(self._object())
            self.at += 1
            return several
        return self._meant(kind, text)

    def _meant(self, kind: str, text: str) -> Any:
        if kind == "address":
            return self._address(text)
        if kind == "name":
            prefix, _, local = text.partition(":")
            if prefix == "_":
                return text
            if prefix not in self.prefixes:
                raise BadTurtle(f"the prefix {prefix}: was never declared")
            return self.prefixes[prefix] + local.replace("\\", "")
        if kind == "number":
            return float(text)
        if kind == "text":
            return self._literal(text)
        if text in ("true", "false"):
            return float(text == "true")
        raise BadTurtle(f"{text!r} stands where a name should")

    def _literal(self, text: str) -> Any:
        marks = 3 if text[:3] in ('"""', "'''") and len(text) >= 6 else 1
        words = _ESCAPE.sub(_unescaped, text[marks:-marks])
        if self._is("^^"):
            self.at += 1
            meant = str(self._object())
            if meant.rpartition("#")[2] in ("decimal", "double", "float", "integer", "int"):
                try:
                    return float(words)
                except ValueError:
                    raise BadTurtle(f"{words!r} is no number") from None
        elif self.tokens[self.at][0] == "word" and self.tokens[self.at][1].startswith("@"):
            self.at += 1  # the language
        return words

    def _address(self, text: str) -> str:
        inner = text.strip("<>")
        return inner if re.match(r"[A-Za-z][\w+.-]*:", inner) else self.base + inner

    def _next(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def _is(self, sign: str) -> bool:
        return self.tokens[self.at] == ("sign", sign)

    def _expect(self, sign: str) -> None:
        found = self._next()[1]
        if found != sign:
            raise BadTurtle(f"{found!r} stands where {sign!r} should")


def _unescaped(found: re.Match[str]) -> str:
    what = found[1]
    if what[0] in "uU" and len(what) > 1:
        return chr(int(what[1:], 16))
    return _ESCAPED.get(what, what)
