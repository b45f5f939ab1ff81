"""Analyses kept by what was analysed and by what analysed it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from tonmeister.listening.features import ARRAYS, TrackFeatures
from tonmeister.studio.disk import whole
from tonmeister.studio.project import Project


def load_features(project: Project, key: str) -> TrackFeatures | None:
    """Return the analysis kept under a key; ``None`` if there is none by today's ears."""
    path = _path(project, key)
    try:
        with np.load(path) as kept:
            about: dict[str, Any] = json.loads(str(kept["about"]))
            arrays: dict[str, Any] = {name: kept[name] for name in ARRAYS}
    except (FileNotFoundError, zipfile.BadZipFile, KeyError, ValueError, EOFError):
        return None  # a cache: what is lost is reckoned again
    about["places"] = {name: tuple(at) for name, at in about["places"].items()}
    return TrackFeatures(**about, **arrays)


def save_features(project: Project, key: str, features: TrackFeatures) -> None:
    """Keep an analysis."""
    about = {
        "length_s": features.length_s,
        "rate_hz": features.rate_hz,
        "facts": {name: float(value) for name, value in features.facts.items()},
        "places": {name: [float(at_s) for at_s in at] for name, at in features.places.items()},
    }
    with whole(_path(project, key)) as part, part.open("wb") as file:
        kept: dict[str, Any] = dict(features.arrays())
        np.savez(file, about=np.array(json.dumps(about)), **kept)


def _path(project: Project, key: str) -> Path:
    return project.cache / "features" / f"{key[:80]}-{ears_version()}.npz"


@cache
def ears_version() -> str:
    """Return a hash of the code that listens: when it changes, old analyses no longer count."""
    return _version_of("tonmeister.listening", "tonmeister.signal")


@cache
def engine_version() -> str:
    """Return a hash of the code that makes sound: when it changes, old prints no longer count."""
    return _version_of("tonmeister.effects", "tonmeister.console", "tonmeister.signal")


def _version_of(*packages: str) -> str:
    told = hashlib.sha256()
    for package in packages:
        for name, source in sorted(_sources(files(package), package)):
            told.update(name.encode())
            told.update(source)
    return told.hexdigest()[:12]


def _sources(place: Traversable, name: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in place.iterdir():
        inner = f"{name}.{entry.name}"
        if entry.is_dir() and entry.name not in ("__pycache__", "checks", "instruments"):
            found += _sources(entry, inner)
        elif entry.name.endswith(".py"):
            found.append((inner, entry.read_bytes()))
    return found
