"""Identities in a REAPER project, the same in every run, and colours."""

from __future__ import annotations

import re
import uuid

_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "tonmeister:reaper")
_CUSTOM_COLOUR = 0x1000000


def guid(*parts: object) -> str:
    """Return an identity that follows from what it stands for."""
    text = "\x1f".join(str(part) for part in parts)
    return "{" + str(uuid.uuid5(_OURS, text)).upper() + "}"


def native_colour(colour: str) -> int | None:
    """Return ``#rrggbb`` as REAPER holds it (red lowest, with the flag of a chosen colour)."""
    found = re.fullmatch(r"#?([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", colour.strip())
    if not found:
        return None
    red, green, blue = (int(part, 16) for part in found.groups())
    return _CUSTOM_COLOUR | blue << 16 | green << 8 | red


def colour_of(native: int) -> str:
    """Return REAPER's colour as ``#rrggbb``, "" where none was chosen."""
    if not native & _CUSTOM_COLOUR:
        return ""
    return f"#{native & 0xFF:02x}{native >> 8 & 0xFF:02x}{native >> 16 & 0xFF:02x}"
