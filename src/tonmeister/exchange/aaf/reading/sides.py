"""Names of the two halves of a stereo track: ``Piano.L``, ``Piano -R``, ``Piano_left``."""

from __future__ import annotations

import re

_SIDE = re.compile(r"(?i)^(?P<base>.*?\S)[ ._-]+\(?(?P<side>l|r|left|right)\)?$")


def without_side(name: str) -> tuple[str, str]:
    """Return a name without its side, and the side: ``left``, ``right`` or nothing."""
    found = _SIDE.match(name.strip())
    if not found:
        return name, ""
    return found["base"], "left" if found["side"].lower().startswith("l") else "right"
