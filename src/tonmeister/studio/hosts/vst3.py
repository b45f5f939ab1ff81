"""VST3 plug-ins, played by a host program of the user's choice: a process of its own.

The program is named by ``TONMEISTER_VST3_HOST`` (a command line). It gets one JSON object on its
standard input and answers with one on its standard output; ``docs/plugins.md`` has the words.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from tonmeister.studio.hosts.found import CannotHost, Found, Parameter
from tonmeister.studio.hosts.protocol import ask, late_frames_of
from tonmeister.studio.hosts.work import Work

HOST = "TONMEISTER_VST3_HOST"


def vst3_folders() -> list[Path]:
    """Return where plug-ins are looked for: ``VST3_PATH``, or where every host looks."""
    asked = os.environ.get("VST3_PATH")
    home = Path.home()
    if asked is not None:
        places = [Path(place).expanduser() for place in asked.split(os.pathsep) if place]
    elif sys.platform == "darwin":
        tail = "Library/Audio/Plug-Ins/VST3"
        places = [home / tail, Path("/") / tail]
    elif sys.platform == "win32":
        places = [Path(os.environ.get("COMMONPROGRAMFILES", "C:/Program Files/Common Files"))]
        places = [place / "VST3" for place in places]
    else:
        places = [home / ".vst3", Path("/usr/local/lib/vst3"), Path("/usr/lib/vst3")]
    return [place for place in places if place.is_dir()]


def vst3_plugins() -> list[Found]:
    """Return all that are installed; their parameters only their host knows."""
    known: dict[str, Found] = {}
    for folder in vst3_folders():
        for path in sorted(folder.rglob("*.vst3")):
            place = path.relative_to(folder).as_posix()
            if ".vst3/" not in place:  # not what lies inside a bundle
                known.setdefault(place, _found(place, path))
    return sorted(known.values(), key=lambda found: found.id)


def vst3_plugin(name: str) -> Found:
    """Return a plug-in by its file's name or path below the plug-in folders.

    Raises ``CannotHost``.
    """
    wanted = name if name.endswith(".vst3") else f"{name}.vst3"
    for found in vst3_plugins():
        if wanted in (found.id, found.id.rpartition("/")[2]):
            return found
    where = ", ".join(map(str, vst3_folders())) or "any of the usual folders"
    raise CannotHost(f"no VST3 plug-in {wanted!r} is installed in {where}")


def _found(place: str, path: Path) -> Found:
    files = [p for p in sorted(path.rglob("*")) if p.is_file()] if path.is_dir() else [path]
    stats = [p.stat() for p in files]
    version = " ".join(f"{stat.st_size}-{stat.st_mtime_ns}" for stat in stats)
    return Found(
        format="vst3",
        id=place,
        name=path.stem,
        path=path,
        version=version,
        inputs=2,
        outputs=2,
        host=HOST,
    )


def play_vst3(
    found: Found,
    into: Path,
    out: Path,
    values: Mapping[str, float],
    state: Path | None,
    rate_hz: int,
    work: Work,
) -> int:
    """Let the host play a stereo WAV file; returns how many frames late it came out.

    Raises ``CannotHost``.
    """
    asked = {
        "do": "play", "plugin": str(found.path), "in": str(into), "out": str(out),
        "rate_hz": rate_hz, "values": dict(sorted(values.items())),
        "state": str(state) if state is not None else None,
    }  # fmt: skip
    return late_frames_of(ask(host_command(), asked, work))


def vst3_described(found: Found, work: Work) -> tuple[Parameter, ...]:
    """Ask the host what a plug-in can be set to; raises ``CannotHost``."""
    asked = {"do": "describe", "plugin": str(found.path)}
    said = ask(host_command(), asked, work).get("parameters")
    if not isinstance(said, list):
        raise CannotHost("its host did not say what can be set")
    try:
        return tuple(
            Parameter(
                id=str(p["id"]), name=str(p.get("name", p["id"])), low=float(p["low"]),
                high=float(p["high"]), default=float(p["default"]), unit=str(p.get("unit", "")),
            )
            for p in said
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CannotHost(f"its host described a parameter without {error}") from error


def host_command() -> list[str]:
    """Return the host of the user's choice; raises ``CannotHost`` if none was named."""
    try:
        command = shlex.split(os.environ.get(HOST, ""), posix=os.name == "posix")
    except ValueError as error:
        raise CannotHost(f"{HOST} is no command line: {str(error).lower()}") from None
    if not command:
        raise CannotHost(
            f"no host for VST3 plug-ins was named: set {HOST} (see the manual, Plug-ins)"
        )
    return command
