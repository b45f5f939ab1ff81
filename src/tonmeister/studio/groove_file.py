"""A groove of the user's own: a ``.groove.toml`` file, written as those on the shelf."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tonmeister.knowledge.grooves import BadGroove, Groove, groove_from, groove_text
from tonmeister.studio.disk import write_text

ENDING = ".groove.toml"
_MOST_BYTES = 1_000_000


class GrooveError(ValueError):
    """A file holds no groove; one line says why and what would do."""


def read_groove(path: Path) -> Groove:
    """Return the groove in a file; raises ``GrooveError``, ``FileNotFoundError``."""
    if not path.is_file():
        raise FileNotFoundError(2, "there is no such groove file", str(path))
    if path.stat().st_size > _MOST_BYTES:
        raise GrooveError(f"{path.name} is over a megabyte: no groove file")
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GrooveError(f"{path.name} is no groove file (TOML): {error}") from error
    try:
        return groove_from(raw, path.name.removesuffix(ENDING))
    except BadGroove as error:
        raise GrooveError(f"{path.name}: {error}") from error


def write_groove(path: Path, groove: Groove) -> None:
    """Write a groove, whole or not at all; read back it is the same."""
    write_text(path, groove_text(groove))
