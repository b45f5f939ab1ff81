"""Ardour itself plays a session into a file: the independent proof that it sounds as ours does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tonmeister.exchange.ardour.marks import SUPERCLOCKS_PER_SECOND
from tonmeister.exchange.ardour.running import run_watched, settings
from tonmeister.exchange.daw.opening import CannotOpen, read_xml
from tonmeister.studio.disk import whole

TRIES = 5
"""Ardour 7.3 aborts in 16 of 100 exports (a race as it leaves); five in a row: 1 in 10 000."""

START_S, PER_SECOND_S = 60.0, 4.0
"""How long a render may take: to start, and for each second of the song. Then it hangs."""

_MOST_BUFFER_BYTES = 4 << 30
_LOAD = "local s = load_session(arg[1], arg[2])\nif s then close_session() end\nquit()\n"


class NoArdour(RuntimeError):
    """Ardour's program for rendering is not on this machine."""


class ArdourFailed(RuntimeError):
    """Ardour could not render a session; says why, where Ardour tells."""


def exporter() -> Path:
    """Return the newest ``ardourN-export`` of this machine; raises ``NoArdour``."""
    found: dict[int, Path] = {}
    for place in reversed(os.environ.get("PATH", "").split(os.pathsep)):
        for path in Path(place or ".").glob("ardour*-export"):
            version = re.fullmatch(r"ardour(\d+)-export", path.name)
            if version and os.access(path, os.X_OK):
                found[int(version[1])] = path.absolute()
    if not found:
        raise NoArdour(
            "Ardour is not installed (no ardour7-export or newer on the PATH): "
            "run tools/install-system.sh ardour, or install Ardour 7"
        )
    return found[max(found)]


def rendered(session_file: Path, out_wav: Path, on: Callable[[str], None] | None = None) -> Path:
    """Let Ardour render a session into a 32-bit float WAV; ``on`` hears of tries that failed.

    The session's folder and the user's settings stay as they are: Ardour works on a copy of the
    session file beside links to its sound, with a home of its own. It holds the whole song in
    memory if it can, since where it reads on from disk its gain curves are up to a frame off. Its
    ports are not resampled: else in 1 of 10 runs a send of a bus comes 16 frames late, with no
    error. Where Ardour stands still (its first reading meets the start of the export) it is ended,
    and reads on from disk in the next try. Raises ``NoArdour``, ``ArdourFailed``, ``CannotOpen``.
    """
    program = exporter()
    session_file = session_file.resolve()
    with tempfile.TemporaryDirectory(prefix="ardour-") as told, whole(out_wav) as part:
        room = Path(told)
        song = room / "song"
        song.mkdir()
        shutil.copyfile(session_file, song / session_file.name)
        for name in ("interchange", "plugins"):
            if (session_file.parent / name).is_dir():
                (song / name).symlink_to(session_file.parent / name, target_is_directory=True)
        env, length_s = _home(room, program, session_file)
        out = room / "out.wav"
        command = [str(program), "-b", "float", "-o", str(out), str(song), session_file.stem]
        _run(command, room, env, out, on, START_S + PER_SECOND_S * length_s)
        shutil.copyfile(out, part)
    return out_wav


def _run(
    command: list[str],
    room: Path,
    env: dict[str, str],
    out: Path,
    on: Callable[[str], None] | None,
    longest_s: float,
) -> None:
    """Run Ardour until it leaves in peace; only then its file is whole."""
    said = ""
    for attempt in range(1, TRIES + 1):
        out.unlink(missing_ok=True)
        code = run_watched(command, env, longest_s)
        if code == 0 and out.is_file():
            return
        if code is not None and 0 < code < 128:
            raise ArdourFailed(f"Ardour cannot open the session: {_reason(command, env)}")
        said = "it stood still" if code is None else f"it crashed ({code})"
        if code is None:
            settings(room, command, hold_s=None)
        if on is not None:
            on(f"Ardour, try {attempt} of {TRIES}: {said}")
    raise ArdourFailed(f"Ardour could not render the session in {TRIES} tries: {said}")


def _reason(command: list[str], env: dict[str, str]) -> str:
    """Ask Ardour's Lua shell, which tells what the exporter hides."""
    program = Path(command[0].removesuffix("-export") + "-lua")
    if not program.is_file():
        return "it does not say why"
    script = Path(env["HOME"]) / "load.lua"
    script.write_text(_LOAD, "utf-8")
    try:
        done = subprocess.run(
            [str(program), str(script), *command[-2:]], env=env, capture_output=True, text=True,
            errors="replace", timeout=120.0, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "it does not say why"
    lines = [line.removeprefix("[ERROR]: ").strip() for line in
             (done.stdout + done.stderr).splitlines() if line.startswith("[ERROR]")]  # fmt: skip
    return "; ".join(dict.fromkeys(lines)) or "it does not say why"


def _home(room: Path, program: Path, session_file: Path) -> tuple[dict[str, str], float]:
    """Make a home of Ardour's own; return the environment to run it in and the song's length."""
    root = read_xml(session_file.read_bytes(), session_file.name)
    if root.tag != "Session":
        raise CannotOpen(f"{session_file.name} is no Ardour session: it begins with <{root.tag}>")
    (room / "cache").mkdir()
    rate_hz = int(root.get("sample-rate", "48000"))
    song = next((p for p in root.iter("Location") if "IsSessionRange" in p.get("flags", "")), None)
    clocks = int((song.get("end", "a0") if song is not None else "a0").lstrip("a") or 0)
    length_s = clocks / SUPERCLOCKS_PER_SECOND + 2.0
    channels = sum(len(route.findall("IO[@direction='Input']/Port"))
                   for route in root.iter("Route") if route.get("audio-playlist"))  # fmt: skip
    fits = length_s * rate_hz * 8 * max(1, channels) < _MOST_BUFFER_BYTES
    settings(room, [str(program)], hold_s=length_s if fits else None)
    env = os.environ | {
        "HOME": str(room), "XDG_CONFIG_HOME": str(room / "config"),
        "XDG_CACHE_HOME": str(room / "cache"),
    }  # fmt: skip
    if not any(part.get("type") == "lv2" for part in root.iter("Processor")):
        env["LV2_PATH"] = str(room / "no-plug-ins")
    return env, length_s
