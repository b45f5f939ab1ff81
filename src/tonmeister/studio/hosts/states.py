"""What a plug-in is set to, kept as a file in the project's folder ``plugins``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tonmeister.studio.hosts.found import CannotHost
from tonmeister.studio.hosts.turtle import BadTurtle, read_turtle

FOLDER = "plugins"
_LARGEST_BYTES = 64 * 2**20
_LARGEST_TEXT_BYTES = 2**20
_PORT, _SYMBOL = "http://lv2plug.in/ns/lv2core#port", "http://lv2plug.in/ns/lv2core#symbol"
_VALUE = "http://lv2plug.in/ns/ext/presets#value"
_STATE = "http://lv2plug.in/ns/ext/state#state"


def state_file(project_folder: Path, name: str) -> Path:
    """Return where a state lies. Only files in ``plugins`` count, whatever the name says.

    Raises ``CannotHost`` in one line.
    """
    folder = (project_folder / FOLDER).resolve()
    path = (folder / name).resolve()
    if path.parent != folder:
        raise CannotHost(f"its state {name!r} does not lie in the project's folder {FOLDER}")
    if not path.is_file():
        raise CannotHost(f"its state is not there: put {name} into {folder}")
    if path.stat().st_size > _LARGEST_BYTES:
        raise CannotHost(f"its state {name} is larger than {_LARGEST_BYTES // 2**20} MB")
    return path


@dataclass(frozen=True, slots=True)
class Preset:
    """The values that an LV2 preset sets; ``is_all`` if it holds nothing else."""

    values: Mapping[str, float]
    is_all: bool


def lv2_preset(path: Path) -> Preset:
    """Read an LV2 preset (Turtle); raises ``CannotHost``."""
    try:
        if path.stat().st_size > _LARGEST_TEXT_BYTES:
            raise BadTurtle("it is larger than a preset is")
        things = read_turtle(path.read_text("utf-8"))
    except (BadTurtle, UnicodeDecodeError) as error:
        raise CannotHost(f"its state {path.name} is no LV2 preset: {error}") from error
    presets = [thing for thing in things.values() if _PORT in thing or _STATE in thing]
    if len(presets) != 1:
        raise CannotHost(f"its state {path.name} holds {len(presets)} presets; one is needed")
    values = {
        str(port[_SYMBOL][0]): float(port[_VALUE][0])
        for port in presets[0].get(_PORT, [])
        if isinstance(port, dict) and _SYMBOL in port and _VALUE in port
        and isinstance(port[_VALUE][0], (int, float))
    }  # fmt: skip
    return Preset(values, is_all=_STATE not in presets[0])
