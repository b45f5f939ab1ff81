"""What a plug-in is set to, kept as a file in the project's folder ``plugins``."""

from __future__ import annotations

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


def lv2_preset(path: Path) -> dict[str, float]:
    """Return the values that an LV2 preset (Turtle) sets.

    What a plug-in keeps besides its values cannot be given to it by its host here, so a preset
    that has such a state is refused. Raises ``CannotHost``.
    """
    try:
        if path.stat().st_size > _LARGEST_TEXT_BYTES:
            raise BadTurtle("it is larger than a preset is")
        things = read_turtle(path.read_text("utf-8"))
    except (BadTurtle, UnicodeDecodeError) as error:
        raise CannotHost(f"its state {path.name} is no LV2 preset: {error}") from error
    if any(_STATE in thing for thing in things.values()):
        raise CannotHost(
            f"its state {path.name} holds more than values, which ffmpeg's host cannot set"
        )
    presets = [thing[_PORT] for thing in things.values() if _PORT in thing]
    if len(presets) != 1:
        raise CannotHost(f"its state {path.name} holds {len(presets)} presets; one is needed")
    return {
        str(port[_SYMBOL][0]): float(port[_VALUE][0])
        for port in presets[0]
        if isinstance(port, dict) and _SYMBOL in port and _VALUE in port
        and isinstance(port[_VALUE][0], (int, float))
    }  # fmt: skip
