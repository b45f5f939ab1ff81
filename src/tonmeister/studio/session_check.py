"""Whether a session file that a person has edited can be used; if not, the line and why."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from tonmeister.knowledge.roles import roles
from tonmeister.studio.blocks import Block, split
from tonmeister.studio.project import Project

SESSION_SCHEMA = "session/1"
MINE = (
    "name", "role", "use", "why_not", "start_s", "flip_polarity", "shift_ms", "source", "layout",
)  # fmt: skip
FACTS = (
    "role_from", "confidence", "files", "rate_hz", "bits", "length_s", "wrong", "sha256",
    "take_of", "take", "edited", "edited_sha256",
)  # fmt: skip


class SessionError(ValueError):
    """session.toml cannot be used: one line with the place."""


def parse(text: str, project: Project) -> dict[str, Any]:
    """Return the words of a session file that is right; raises ``SessionError``."""
    name = project.session_file.name
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SessionError(f"{name}: {error}") from error
    if raw.get("schema") != SESSION_SCHEMA:
        raise SessionError(
            f"{name}: it is written in {raw.get('schema')!r}, this program reads {SESSION_SCHEMA!r}"
        )
    raw.setdefault("track", [])
    for entry in raw["track"]:
        for key in ("start_s", "shift_ms"):
            if type(entry.get(key)) is int:
                entry[key] = float(entry[key])
    blocks = [b for b in split(text, ("track",)) if b.kind == "track"]
    seen: set[str] = set()
    for entry, block in zip(raw["track"], blocks, strict=True):
        _check(entry, block, name, seen)
    return raw


def _check(entry: Mapping[str, Any], block: Block, file: str, seen: set[str]) -> None:
    def wrong(key: str, what: str) -> SessionError:
        return SessionError(f"{file} line {block.line_of(key)}: {what}")

    for key in entry:
        if key not in MINE and key not in FACTS:
            raise wrong(key, f"there is no {key!r}; a track has {', '.join(MINE)}")
    for key in ("name", "files", "role"):
        if key not in entry:
            raise wrong(key, f"the track has no {key}")
    if entry["role"] not in roles():
        raise wrong("role", f"there is no role {entry['role']!r}; there are {', '.join(roles())}")
    if entry["name"] in seen:
        raise wrong("name", f"two tracks are called {entry['name']!r}")
    seen.add(entry["name"])
    for key in ("use", "flip_polarity"):
        if not isinstance(entry.get(key, False), bool):
            raise wrong(key, f"{key} is {entry[key]!r}, but may be true or false")
    for key in ("start_s", "shift_ms"):
        value = entry.get(key, 0.0)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise wrong(key, f"{key} is {value!r}, but takes a number")
    if entry.get("layout", "mono") not in ("mono", "stereo", "split"):
        raise wrong("layout", f"layout is {entry['layout']!r}, but may be mono, stereo or split")
