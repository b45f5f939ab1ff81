"""TOML files that people edit: read into blocks, changed in place, comments and order kept.

A file is a preamble and then blocks, each begun by a header such as ``[[track]]``. A block that
needs no change stays as it is, letter by letter; in a changed one only the changed values are
touched (by ``tomlkit``). Comment lines right above a header belong to its block and go with it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import tomlkit

_HEADER = re.compile(r"^\s*\[{1,2}\s*([A-Za-z0-9_.\-]+)\s*\]{1,2}\s*(#.*)?$")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ROW = 88  # characters before a list is written over several lines

Value = Any


@dataclass(frozen=True, slots=True)
class Block:
    """``kind`` is the header's name (``""``: the preamble), ``line`` its number from 1."""

    kind: str
    above: str
    header: str
    body: str
    line: int

    @property
    def text(self) -> str:
        """The block as it stands in the file."""
        return self.above + self.header + self.body

    def values(self) -> dict[str, Value]:
        """What is written in it."""
        return tomllib.loads(_alone(self))

    def line_of(self, key: str) -> int:
        """Return the line of a key (also one inside braces), or the header's."""
        word = re.compile(rf"(^|[{{,\s.\[]){re.escape(key)}\s*[=\]]")
        for number, text in enumerate(self.body.split("\n")):
            if word.search(text.partition("#")[0]):
                return self.line + number + (1 if self.header else 0)
        return self.line


def split(text: str, kinds: Collection[str]) -> list[Block]:
    """Cut a file into its preamble and its blocks; ``kinds`` are the headers that begin one."""
    blocks: list[Block] = []
    kind, header, line = "", "", 1
    rows: list[str] = []

    def finish(above: str) -> None:
        blocks.append(Block(kind, above, header, "".join(rows), line))

    above = ""
    for number, row in enumerate(text.splitlines(keepends=True), 1):
        match = _HEADER.match(row.rstrip("\r\n"))
        if not match or match[1] not in kinds:
            rows.append(row)
            continue
        cut = len(rows)
        while cut and rows[cut - 1].lstrip().startswith("#"):
            cut -= 1
        if not blocks and cut == 0 and rows and not kind:
            cut = len(rows)  # the file's own opening words stay on top
        next_above = "".join(rows[cut:])
        del rows[cut:]
        finish(above)
        kind, header, line, rows, above = match[1], row, number, [], next_above
    finish(above)
    return blocks


def join(blocks: Sequence[Block]) -> str:
    """Put a file together again; blocks are set apart by an empty line."""
    out = ""
    for block in blocks:
        if out and block.header and not out.endswith("\n\n"):
            out = out.rstrip("\n") + "\n\n"
        out += block.text
        if not out.endswith("\n"):
            out += "\n"
    return out


def changed(block: Block, wanted: Mapping[str, Value], known: Collection[str]) -> Block:
    """Return a block that says ``wanted``; of the keys in ``known``, those not wanted go."""
    have = block.values()
    if all(have.get(key) == value for key, value in wanted.items()) and not (
        (set(have) & set(known)) - set(wanted)
    ):
        return block
    document = tomlkit.parse(_alone(block))
    for key in list(document):
        if key in known and key not in wanted:
            del document[key]
    missing = [key for key in wanted if key not in document]
    for key, value in wanted.items():
        if key in document and have.get(key) != value:
            _set(document, key, have.get(key), value)
    text = tomlkit.dumps(document)
    if missing:
        text = _appended(text, "".join(line(key, wanted[key]) for key in missing))
    return replace(block, body=_within(block.kind, text))


def _appended(text: str, lines: str) -> str:
    """Add lines after the last key, but before any table inside the block."""
    rows = text.splitlines(keepends=True)
    end = next((i for i, row in enumerate(rows) if _HEADER.match(row.rstrip())), len(rows))
    while end and not rows[end - 1].strip():
        end -= 1
    if end and not rows[end - 1].endswith("\n"):
        rows[end - 1] += "\n"
    return "".join([*rows[:end], lines, *rows[end:]])


def _set(table: Any, key: str, have: Value, value: Value) -> None:
    """Change one value; of a table only what differs, so that the rest keeps its form."""
    if isinstance(have, dict) and isinstance(value, Mapping):
        for gone in set(have) - set(value):
            del table[key][gone]
        for name, inner in value.items():
            if have.get(name) != inner:
                table[key][name] = tomlkit.value(written(inner))
    else:
        table[key] = tomlkit.value(written(value))


def line(key: str, value: Value) -> str:
    """Write ``key = value``."""
    return f"{_key(key)} = {written(value)}\n"


def written(value: Value) -> str:
    """Write a value as TOML, as a person would like to read it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        return "{ " + ", ".join(f"{_key(k)} = {written(v)}" for k, v in value.items()) + " }"
    parts = [written(part) for part in value]
    flat = "[" + ", ".join(parts) + "]"
    return flat if len(flat) <= _ROW else "[\n" + _rows(parts) + "]"


def _rows(parts: Sequence[str]) -> str:
    out, row = "", ""
    for part in parts:
        if row and len(row) + len(part) > _ROW:
            out, row = out + f"    {row.rstrip()}\n", ""
        row += part + ", "
    return out + f"    {row.rstrip()}\n"


def _number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"{value} is no number that a sheet can hold")
    text = repr(value)
    return text if any(c in text for c in ".en") else f"{text}.0"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _alone(block: Block) -> str:
    """Return a block's body as a document of its own: tables inside it lose the block's name."""
    if not block.kind:
        return block.body
    inside = re.compile(rf"^(\s*\[{{1,2}}\s*){re.escape(block.kind)}\.", re.MULTILINE)
    return inside.sub(r"\1", block.body)


def _within(kind: str, text: str) -> str:
    """Give tables inside a block the block's name back."""
    if not kind:
        return text
    out = []
    for row in text.splitlines(keepends=True):
        match = _HEADER.match(row.rstrip("\r\n"))
        out.append(row[: match.start(1)] + f"{kind}." + row[match.start(1) :] if match else row)
    return "".join(out)
