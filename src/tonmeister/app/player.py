"""Something that plays a file: the player that the user names, or the first one found."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tonmeister.flow.wishes import BadWish

PLAYERS = (
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
    ("mpv", "--no-video", "--really-quiet"),
    ("play", "-q"),
)
"""Looked for in this order."""
PLACE = "{}"
"""Where in a command the file goes; at its end if it is not there."""
_LET_GO_S = 1.0


def player_command(wanted: str | None) -> tuple[str, ...] | None:
    """Return the command to play with: the one asked for, or the first found; None if none is.

    Raises ``BadWish`` if what was asked for is not there.
    """
    if wanted:
        try:
            words = tuple(shlex.split(wanted))
        except ValueError as error:
            raise BadWish(f"--player {wanted!r} cannot be read ({error})") from error
        if not words or shutil.which(words[0]) is None:
            raise BadWish(
                f"there is no player {words[0] if words else wanted!r} on this machine: name one "
                "with --player COMMAND, or take --no-player and play the files yourself"
            )
        return words
    return next((words for words in PLAYERS if shutil.which(words[0])), None)


@dataclass
class Player:
    """Plays one file at a time, in a process of its own."""

    command: tuple[str, ...]
    complain: Callable[[str], None]
    _running: subprocess.Popen[bytes] | None = None
    _said: IO[bytes] | None = None
    _complained: bool = field(default=False)

    def play(self, sound: Path) -> None:
        """Begin to play; what played before stops."""
        self.hush()
        words = [word.replace(PLACE, str(sound)) for word in self.command]
        if not any(PLACE in word for word in self.command):
            words.append(str(sound))
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the player
        try:
            self._running = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._said
            )
        except OSError as error:
            raise BadWish(
                f"{words[0]} does not start ({(error.strerror or str(error)).lower()}): name "
                "another with --player COMMAND, or take --no-player"
            ) from error

    def playing(self) -> bool:
        """Whether it still sounds; says so once if the player gave up."""
        if self._running is None:
            return False
        code = self._running.poll()
        if code is None:
            return True
        self._ended(code)
        return False

    def hush(self) -> None:
        """Stop what plays."""
        if self._running is None:
            return
        if self._running.poll() is None:
            self._running.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._running.wait(_LET_GO_S)
            if self._running.poll() is None:
                self._running.kill()
                self._running.wait()
            self._close()
        else:
            self._ended(self._running.returncode)

    def _ended(self, code: int) -> None:
        said = b""
        if self._said is not None:
            self._said.seek(0)
            said = self._said.read()
        self._close()
        if code != 0 and not self._complained:
            self._complained = True
            lines = said.decode("utf-8", "replace").strip().splitlines()
            why = lines[-1] if lines else f"it ended with {code}"
            self.complain(
                f"{self.command[0]} could not play it ({why}): name another with "
                "--player COMMAND, or take --no-player and play the files yourself"
            )

    def _close(self) -> None:
        if self._said is not None:
            self._said.close()
        self._running, self._said = None, None
