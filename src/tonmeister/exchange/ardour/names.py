"""Names in an Ardour session: as they are where people read them, safe where files and ports are.

Ardour knows its channels by their names, so no two may be the same and none empty; a colon parts a
channel from its port.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tonmeister.exchange.daw.names import FileNames

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TAKEN = ("Click", "Monitor", "auditioner", "LTC-in", "LTC-out")


def said(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def unique(told: Iterable[str], otherwise: str, taken: Iterable[str] = ()) -> list[str]:
    """Return names that all differ, whatever the case: the first keeps its own."""
    had = {name.casefold() for name in taken}
    out = []
    for name in told:
        base = name.strip() or otherwise
        new, number = base, 2
        while new.casefold() in had:
            new, number = f"{base} {number}", number + 1
        had.add(new.casefold())
        out.append(new)
    return out


def channel_names(told: Iterable[str]) -> list[str]:
    """Return the names of channels: theirs, but none empty, none twice, none that Ardour uses."""
    return unique((said(name) for name in told), "Unnamed", _TAKEN)


def port_names(told: Iterable[str]) -> list[str]:
    """Return what ports of channels are called: colons and slashes are Ardour's own."""
    return unique((re.sub(r"[:/\\]", "-", name) for name in told), "Unnamed", _TAKEN)


def file_names(told: Iterable[str]) -> list[str]:
    """Return names for sound files: safe, unique, ending in .wav."""
    names = FileNames()
    stems = (re.sub(r"\.\w{1,5}$", "", name) for name in told)
    return [f"{names.take(stem, otherwise='sound')}.wav" for stem in stems]
