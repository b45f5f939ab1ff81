"""Keys from a terminal, one press each, or from lines where there is no terminal."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

try:
    import termios
    import tty
except ImportError:  # Windows: lines only
    termios = None  # type: ignore[assignment]

_LOOK_S = 0.1


@contextmanager
def single_keys(stream: TextIO | None = None) -> Iterator[bool]:
    """Let a terminal hand over each key at once; gives whether it is one. Put back at the end."""
    stream = stream or sys.stdin
    if termios is None or not stream.isatty():
        yield False
        return
    number = stream.fileno()
    before = termios.tcgetattr(number)
    try:
        tty.setcbreak(number)  # Ctrl-C still stops
        yield True
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def one_key(stopped: Callable[[], bool], stream: TextIO | None = None) -> str | None:
    """Wait for a key on a terminal, looking up now and then whether to stop."""
    number = (stream or sys.stdin).fileno()
    while not stopped():
        ready, _, _ = select.select([number], [], [], _LOOK_S)
        if ready:
            pressed = os.read(number, 32).decode("utf-8", "replace")
            if not pressed or pressed == "\x04":
                return None
            if pressed.strip() and pressed.isprintable():
                return pressed[-1].lower()
    return None


def one_line(stream: TextIO | None = None) -> str | None:
    """Read a key as a line; None at the end."""
    while line := (stream or sys.stdin).readline():
        if word := line.strip().lower():
            return word
    return None
