"""Running a plug-in's host as a process of its own: whatever it does, we go on."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from tonmeister.studio.hosts.found import CannotHost

_MOST_WORDS_BYTES = 1 << 20
_LOOK_S = 0.02


class Stopped(Exception):
    """The user asked to stop while a plug-in was playing; its process was ended."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process said before it ended well."""

    said: str
    log: str


def run_host(
    command: Sequence[str],
    *,
    who: str,
    timeout_s: float,
    told: str = "",
    cancelled: Callable[[], bool] | None = None,
) -> Ran:
    """Run a host to its end, ``told`` on its standard input.

    Raises ``CannotHost`` if it cannot be started, crashes, gives up or takes too long: then it is
    ended with all that it has started. Raises ``Stopped`` when ``cancelled`` says so.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as log:
        with tempfile.TemporaryFile() as words:
            words.write(told.encode())
            words.seek(0)
            try:
                process = subprocess.Popen(
                    list(command), stdin=words, stdout=said, stderr=log, start_new_session=True
                )
            except OSError as error:
                raise CannotHost(f"{command[0]} cannot be started: {error.strerror}") from error
        try:
            code = _wait(process, who, timeout_s, cancelled)
        finally:
            _end(process)
        last = _read(log).strip().splitlines()
        if code:
            why = f": {last[-1].strip()[:300]}" if last else ""
            raise CannotHost(f"{who} {_how(code)}{why}")
        return Ran(_read(said), "\n".join(last))


def _wait(
    process: subprocess.Popen[bytes],
    who: str,
    timeout_s: float,
    cancelled: Callable[[], bool] | None,
) -> int:
    until_s, pause_s = time.monotonic() + timeout_s, 0.001
    while (code := process.poll()) is None:
        if cancelled is not None and cancelled():
            raise Stopped
        if time.monotonic() > until_s:
            raise CannotHost(f"{who} did not come to an end within {timeout_s:.0f} s; I ended it")
        time.sleep(pause_s)
        pause_s = min(_LOOK_S, pause_s * 2)
    return code


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it has started, whether or not it is still there."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()
    process.wait()


def _how(code: int) -> str:
    if code >= 0:
        return f"gave up (exit code {code})"
    try:
        return f"crashed ({signal.Signals(-code).name})"
    except ValueError:
        return f"crashed (signal {-code})"


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(_MOST_WORDS_BYTES).decode("utf-8", "replace")
