"""What REAPER has no place for and plays nothing: kept in the project's store for extensions.

REAPER hands it on when it saves (``<EXTSTATE``, as ``SetProjExtState`` writes). Keyed by a track's
identity; never about how anything sounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode

from tonmeister.exchange.reaper.chunks import Chunk

SECTION = "TONMEISTER"
SESSION = "SESSION"


def add_hints(project: Chunk, hints: Mapping[str, list[tuple[str, str]]]) -> None:
    """Write what is known of each track, and of the session."""
    section = project.add("EXTSTATE").add(SECTION)
    for key, pairs in hints.items():
        section.say(key.strip("{}").upper(), urlencode(pairs, quote_via=quote))


def read_hints(project: Chunk) -> dict[str, list[tuple[str, str]]]:
    """Return what we wrote once, by track identity; empty in projects of others."""
    state = project.chunk("EXTSTATE")
    section = next((c for c in state.chunks(SECTION)), None) if state else None
    found: dict[str, list[tuple[str, str]]] = {}
    for line in section.body if section else ():
        if isinstance(line, str):
            key, _, value = line.partition(" ")
            found[key.strip('{}"').upper()] = parse_qsl(
                value.strip(" \"'`"), keep_blank_values=True
            )
    return found
