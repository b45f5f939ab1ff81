"""Commands of one file each: its words, its arguments, its work.

A module here has ``HELP`` (one line), ``arguments(sub)`` which adds what it takes, and
``run(asked, tell)`` which does it and returns the last event (or None). The file's name is the
command's, with ``_`` for ``-``; one whose name Python keeps for itself ends in ``_``
(``import_.py``). Heavy imports stand inside ``run``.
"""

from __future__ import annotations

import argparse
import pkgutil
from importlib import import_module
from typing import Protocol

from tonmeister.flow.tell import Event, Teller


class Command(Protocol):
    """What a module in this package offers."""

    HELP: str

    def arguments(self, sub: argparse.ArgumentParser) -> None: ...

    def run(self, asked: argparse.Namespace, tell: Teller) -> Event | None: ...


def names() -> list[str]:
    """Return the names of these commands, as they are typed."""
    return [_typed(module.name) for module in pkgutil.iter_modules(__path__)]


def command(name: str) -> Command:
    """Return a command's module."""
    found = next(m.name for m in pkgutil.iter_modules(__path__) if _typed(m.name) == name)
    module: Command = import_module(f"{__name__}.{found}")
    return module


def _typed(module: str) -> str:
    return module.rstrip("_").replace("_", "-")
