"""One run of Ardour's exporter: its settings, and an eye on whether it still works."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

_LOOK_S = 10.0
_LOOKS = 3
_IDLE_SHARE = 0.05


def settings(room: Path, command: list[str], *, hold_s: float | None) -> None:
    """Write Ardour's settings: no resampled ports, and how many seconds it holds in memory."""
    options = '<Option name="port-resampler-quality" value="0"/>'
    if hold_s is not None:
        options += (
            '<Option name="buffering-preset" value="Custom"/>'
            f'<Option name="playback-buffer-seconds" value="{hold_s:.0f}"/>'
        )
    folder = room / "config" / Path(command[0]).name.removesuffix("-export")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Ardour><Config>{options}</Config></Ardour>\n',
        "utf-8",
    )


def run_watched(command: list[str], env: dict[str, str], longest_s: float) -> int | None:
    """Run a program and return its exit code; ``None`` if it stood still and was ended.

    It stands still when it has not ended in time, or (where the system tells) has used next to no
    processor time for half a minute.
    """
    with subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            return _watch(running, longest_s)
        finally:
            if running.poll() is None:
                running.kill()


def _watch(running: subprocess.Popen[bytes], longest_s: float) -> int | None:
    began_s = time.monotonic()
    used_s = 0.0
    idle = 0
    while True:
        try:
            return running.wait(_LOOK_S)
        except subprocess.TimeoutExpired:
            now_s = _used_s(running.pid)
            worked = now_s is None or now_s - used_s > _IDLE_SHARE * _LOOK_S
            idle = 0 if worked else idle + 1
            used_s = used_s if now_s is None else now_s
            if idle >= _LOOKS or time.monotonic() - began_s > longest_s:
                return None


def _used_s(pid: int) -> float | None:
    """Return the processor time of a process, where the system tells (Linux)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return None
    return (int(fields[11]) + int(fields[12])) / 100.0
