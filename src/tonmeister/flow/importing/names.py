"""Names of strips, which must differ, and of files, whose names must say nothing by chance."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from tonmeister.exchange.daw.names import file_name
from tonmeister.studio.naming import says_side
from tonmeister.studio.takes_names import take_name

OURS = frozenset(("room", "plate", "delay", "master"))
"""What the console calls its own strips: a track of that name gets another."""

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_MOST = 200


def strip_name(told: str, taken: Collection[str], *, ours: bool = False, usual: str) -> str:
    """Return a track's name as a strip's: in one line, and not that of another.

    ``ours``: the console's own names may be used (returns and the master do).
    """
    name = " ".join(_seen(told).split())[:_MOST] or usual
    if not ours and name.casefold() in OURS:
        name = f"{name} track"
    wanted, number = name, 2
    while wanted in taken:
        wanted, number = f"{name} {number}", number + 1
    return wanted


def file_stem(name: str) -> str:
    """Return what a track's file is called: a name that every system takes, and no more.

    ``Gtr L`` or ``Vox T2`` would be taken for half of a pair or a take of a part; each file here
    is a track, so these end in ``track``.
    """
    stem = file_name(_seen(name))
    said = take_name(stem).clearness not in ("none", "number")
    return f"{stem} track" if said or says_side(stem) else stem


def _seen(told: str) -> str:
    """Return a name without what cannot be seen."""
    return "".join(
        " " if c.isspace() else c
        for c in told
        if c.isspace() or unicodedata.category(c) not in _UNSEEN
    )
