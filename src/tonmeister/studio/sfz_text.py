"""The text of an SFZ file: regions with all they inherit (sfzformat.com)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tonmeister.studio.kit_files import KitError, KitFiles, inside

_LEVELS = ("control", "global", "master", "group", "region")
_NOTE = re.compile(r"^([a-gA-G])([#b]?)(-?\d)$")
_HEADER = re.compile(r"<(\w+)>")
_OPCODE = re.compile(r"([A-Za-z_$][\w$]*)=(.*?)(?=\s+[A-Za-z_$][\w$]*=|\s*<\w+>|$)")
_MOST_FILES = 64
_MOST_REGIONS = 20000

Words = dict[str, str]


def sfz_regions(name: str, files: KitFiles) -> Iterator[Words]:
    """Yield each region of an SFZ file: opcodes and values, with all it inherits.

    ``name`` may lie in a folder of ``files``; what it includes counts from there. Raises
    ``KitError``. Sections that are not played (``<curve>``, ``<effect>``) are passed over.
    """
    yield from _regions(_lines(name, files, []))


def key_of(said: str, what: str) -> int:
    """Return a key that is written as a number or a note; raises ``KitError``."""
    if note := _NOTE.match(said):
        step = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}[note[1].lower()]
        return 12 * (int(note[3]) + 1) + step + {"#": 1, "b": -1, "": 0}[note[2]]
    try:
        return int(float(said))
    except (ValueError, OverflowError) as error:
        raise KitError(f"{what}={said} in the SFZ: give a key from 0 to 127, or as c4") from error


def number_of(region: Words, what: str, otherwise: float) -> float:
    """Return an opcode's number; raises ``KitError``."""
    try:
        value = float(region.get(what, otherwise))
    except ValueError as error:
        raise KitError(f"{what}={region[what]} in the SFZ: it should be a number") from error
    if not -1e4 < value < 1e4:
        raise KitError(f"{what}={region[what]} in the SFZ: it is out of any range")
    return value


def _regions(lines: Iterator[str]) -> Iterator[Words]:
    """Yield each region with all it inherits."""
    state: dict[str, Words] = {level: {} for level in _LEVELS}
    now, count = "", 0
    for line in lines:
        place = 0
        for header in [*_HEADER.finditer(line), None]:
            end = header.start() if header else len(line)
            if now in state:
                for word, value in _OPCODE.findall(line[place:end]):
                    state[now][word] = value.strip()
            if header is None:
                break
            if now == "region":
                yield _whole(state)
            now, place = header[1], header.end()
            count += now == "region"
            if count > _MOST_REGIONS:
                raise KitError(f"the SFZ has over {_MOST_REGIONS} regions: no drum kit")
            if now in _LEVELS:
                for level in _LEVELS[_LEVELS.index(now) :]:
                    state[level] = {} if level != "control" else state[level]
    if now == "region":
        yield _whole(state)


def _whole(state: dict[str, Words]) -> Words:
    out: Words = {}
    for level in _LEVELS:
        out |= state[level]
    return out


def _lines(name: str, files: KitFiles, opened: list[str]) -> Iterator[str]:
    """Yield lines without comments, #include opened and #define put in."""
    yield from _opened(name, files, opened, {})


def _opened(name: str, files: KitFiles, opened: list[str], defined: Words) -> Iterator[str]:
    if len(opened) >= _MOST_FILES or opened.count(name) > 8:
        raise KitError(f"{name} is included again and again: the SFZ turns in a circle")
    opened.append(name)
    above = opened[0].rpartition("/")[0]
    text = files.data(name).decode("utf-8", "replace")
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)
    for raw in text.splitlines():
        line = re.sub(r"//.*", "", raw)
        if found := re.match(r'\s*#include\s+"([^"]+)"', line):
            yield from _opened(inside(found[1], above), files, opened, defined)
            continue
        if found := re.match(r"\s*#define\s+(\$\w+)\s+(\S+)", line):
            defined[found[1]] = found[2]
            continue
        for word in sorted(defined, key=len, reverse=True):
            line = line.replace(word, defined[word])
        if line.strip():
            yield line
