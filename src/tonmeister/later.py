"""Importing by name: parts of a package when they are asked for, shelves as a whole.

So that small commands start fast, a package's ``__init__`` says
``__getattr__ = later(__name__, {"render": "rendering"})``. No module of the package may be called
like something the package offers.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any


def later(package: str, where: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a package's ``__getattr__``: ``where`` says in which module each name stands."""

    def fetch(name: str) -> Any:
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{where[name]}"), name)
        vars(sys.modules[package])[name] = value
        return value

    return fetch


def fill_shelf(package: str, group: str) -> None:
    """Import every module of a shelf, and what other packages add under an entry point group.

    Each of them puts itself on the shelf when it is imported.
    """
    for module in pkgutil.iter_modules(import_module(package).__path__):
        import_module(f"{package}.{module.name}")
    for entry in entry_points(group=group):
        entry.load()
