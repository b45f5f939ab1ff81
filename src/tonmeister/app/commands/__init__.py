"""Commands of one file each: its words, its arguments, its work.

A module here has ``HELP`` (one line), ``arguments(sub)`` which adds what it takes, and
``run(asked, tell)`` which does it and returns the last event (or None). The file's name is the
command's, with ``_`` for ``-``. Heavy imports stand inside ``run``.
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
    return [module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__)]


def command(name: str) -> Command:
    """Return a command's module."""
    module: Command = import_module(f"{__name__}.{name.replace('-', '_')}")
    return module
