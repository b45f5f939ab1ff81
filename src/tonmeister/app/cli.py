"""The command line: ``tonmeister COMMAND ...``."""

from __future__ import annotations

import argparse
import errno
import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from tonmeister.app import commands as one_file_each
from tonmeister.app.arguments import Misunderstood, parser
from tonmeister.app.terminal import Terminal, json_lines
from tonmeister.flow.tell import Cancelled, Event, Listener, Teller

__all__ = ["main", "parser"]

DONE, BROKEN, MISUSED, NOTHING, NOT_WRITABLE, STOPPED = 0, 1, 2, 3, 4, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code (see ``tonmeister --help``)."""
    words = sys.argv[1:] if argv is None else list(argv)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the work is spread over tracks already
    gc.set_threshold(50_000)  # few objects here, and long-lived
    try:
        asked = parser().parse_args(words)
    except Misunderstood as error:
        return _failed(json_lines if "--json" in words else Terminal(), MISUSED, str(error))
    listener: Listener = json_lines if getattr(asked, "json", False) else Terminal()
    stop = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: _stop(stop))
    try:
        return _run(asked, listener, stop)
    finally:
        signal.signal(signal.SIGINT, before)


def _stop(stop: threading.Event) -> None:
    """The first Ctrl-C lets the work end in good order, the second ends it at once."""
    if stop.is_set():
        raise KeyboardInterrupt
    stop.set()


def _run(asked: argparse.Namespace, listener: Listener, stop: threading.Event) -> int:
    from tonmeister import console, knowledge, listening, studio
    from tonmeister.effects import OutOfRange
    from tonmeister.exchange.encode import CannotEncode
    from tonmeister.flow.wishes import BadWish

    try:
        work = _work(asked.command)
        done = work(asked, Teller(listener=listener, stop=stop))
    except (Cancelled, console.Cancelled, KeyboardInterrupt):
        return _failed(
            listener, STOPPED, "stopped; nothing is lost: the same command goes on from here"
        )
    except (BadWish, knowledge.UnknownGenre, listening.UnknownCheck) as error:
        return _failed(listener, MISUSED, str(error))
    except (
        studio.NothingToMix, studio.Unusable, studio.NoProject, studio.SessionError,
        studio.SheetError, OutOfRange, console.RoutingError, FileNotFoundError,
    ) as error:  # fmt: skip
        return _failed(
            listener, NOTHING, _said(error) if isinstance(error, OSError) else str(error)
        )
    except (studio.Busy, CannotEncode) as error:
        return _failed(listener, NOT_WRITABLE, str(error))
    except OSError as error:
        return _failed(listener, NOT_WRITABLE, _said(error))
    except Exception as error:
        traceback.print_exc()
        return _failed(listener, BROKEN, f"an error inside tonmeister: {error!r}; please report it")
    if done is not None:
        listener(done)
    return DONE


def _said(error: OSError) -> str:
    """Say what the system refused: the file first, then why."""
    if error.errno == errno.ENOSPC:
        return "the disk is full: make room, or choose another place with --out DIR; then run again"
    if error.strerror is None:
        return str(error)
    where = f"{error.filename}: " if error.filename is not None else ""
    return f"{where}{error.strerror.lower()}"


def _failed(listener: Listener, code: int, words: str) -> int:
    lines = [" ".join(line.split()) for line in words.splitlines()]
    listener({"event": "error", "exit_code": code, "words": "\n".join(lines)})
    if listener is json_lines:
        print(f"tonmeister: {'; '.join(lines)}", file=sys.stderr)
    return code


Work = Callable[[argparse.Namespace, Teller], Event | None]


_LOOKS = ("why", "tracks", "genres", "effects", "checks")


def _work(command: str) -> Work:
    """Return the function behind a command; heavy floors are imported only when needed."""
    if command in one_file_each.names():
        return one_file_each.command(command).run
    module = import_module(f"tonmeister.app.{'look' if command in _LOOKS else 'make'}")
    work: Work = getattr(module, command.replace("-", "_"))
    return work


def _main() -> Any:
    sys.exit(main())


if __name__ == "__main__":
    _main()
