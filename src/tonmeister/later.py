"""Packages that import their parts only when they are asked for, so that small commands start fast.

In a package's ``__init__``: ``__getattr__ = later(__name__, {"render": "rendering", ...})``. No
module of the package may be called like something the package offers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
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
