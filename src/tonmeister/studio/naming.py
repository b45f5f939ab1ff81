"""From file names to tracks: one name each, left and right brought together."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tonmeister.knowledge.roles import without_title
from tonmeister.studio.probe import Probe

# What the console calls its own strips: a track may not be called the same.
_TAKEN = frozenset((
    "Drums", "Bass", "Guitars", "Keys", "Orchestra", "Lead Vocals", "Backing Vocals", "Music",
    "Room", "Plate", "Delay", "Master", "master"
))  # fmt: skip
_SIDE = re.compile(
    r"^(?P<base>.*?)(?:[ ._-]+|(?-i:(?<=[a-z0-9)])(?=[LR]$)))"
    r"(?P<side>l|r|left|right|lft|rgt|links|rechts|gauche|droite|izq|der|esq|dir|sin|des)\)?$",
    re.IGNORECASE,
)
_LEFT = frozenset(["l", "left", "lft", "links", "gauche", "izq", "esq", "sin"])


@dataclass(frozen=True, slots=True)
class Lane:
    """The file or files of one track, and its name."""

    name: str
    paths: tuple[Path, ...]
    probes: tuple[Probe, ...]


def lanes(found: Sequence[tuple[Path, Probe]], folder: Path) -> list[Lane]:
    """Join split stereo pairs and give every track a name of its own.

    What all names share in front (the song's title) is cut off; where two files would have one
    name, the folder's name goes before it.
    """
    groups = _paired(found)
    stems = [_stem(paths) for paths, _ in groups]
    short = without_title(stems)
    names = [short[stem].strip(" ._-") or stem for stem in stems]
    for rename in (_with_folder, _with_ending, _with_number):
        names = rename(names, [paths for paths, _ in groups], folder)
    return [Lane(name, paths, probes) for name, (paths, probes) in zip(names, groups, strict=True)]


_Group = tuple[tuple[Path, ...], tuple[Probe, ...]]


def _paired(found: Sequence[tuple[Path, Probe]]) -> list[_Group]:
    sides: dict[tuple[object, ...], dict[bool, list[tuple[Path, Probe]]]] = {}
    for path, probe in found:
        if key := _pair_key(path, probe):
            is_left = _side(path) in _LEFT
            sides.setdefault(key, {}).setdefault(is_left, []).append((path, probe))
    pairs = {}
    for both in sides.values():
        if len(both.get(True, [])) == len(both.get(False, [])) == 1:
            pairs[both[True][0][0]] = both[False][0]
    right = {path for path, _ in pairs.values()}
    groups: list[_Group] = []
    for path, probe in found:
        if path in pairs:
            groups.append(((path, pairs[path][0]), (probe, pairs[path][1])))
        elif path not in right:
            groups.append(((path,), (probe,)))
    return groups


def says_side(stem: str) -> bool:
    """Whether a file so called may be taken for the left or right half of a pair."""
    return _SIDE.match(stem) is not None


def _side(path: Path) -> str:
    match = _SIDE.match(path.stem)
    return match["side"].casefold() if match else ""


def _pair_key(path: Path, probe: Probe) -> tuple[object, ...] | None:
    """Two mono files of one length and name but for the side belong together."""
    match = _SIDE.match(path.stem)
    if not match or probe.channels != 1 or not match["base"].strip():
        return None
    base = unicodedata.normalize("NFC", match["base"]).casefold()
    return (path.parent, path.suffix.lower(), base, probe.rate_hz, probe.frames, probe.stamp_s)


def _stem(paths: tuple[Path, ...]) -> str:
    stem = unicodedata.normalize("NFC", paths[0].stem)
    match = _SIDE.match(stem) if len(paths) == 2 else None
    return match["base"].rstrip(" ._-(") if match else stem


def _clashing(names: Sequence[str]) -> set[str]:
    count = Counter(name.casefold() for name in names)
    return {name for name in names if count[name.casefold()] > 1}


def _with_folder(
    names: Sequence[str], paths: Sequence[tuple[Path, ...]], folder: Path
) -> list[str]:
    clash = _clashing(names)
    return [
        f"{unicodedata.normalize('NFC', path[0].parent.name)} {name}"
        if name in clash and path[0].parent != folder
        else name
        for name, path in zip(names, paths, strict=True)
    ]


def _with_ending(
    names: Sequence[str], paths: Sequence[tuple[Path, ...]], folder: Path
) -> list[str]:
    clash = _clashing(names)
    return [
        f"{name} {path[0].suffix[1:].lower()}" if name in clash else name
        for name, path in zip(names, paths, strict=True)
    ]


def _with_number(
    names: Sequence[str], paths: Sequence[tuple[Path, ...]], folder: Path
) -> list[str]:
    out: list[str] = []
    used = set(_TAKEN)
    for name in names:
        wanted = f"{name} track" if name in _TAKEN else name
        number = 1
        while (wanted if number == 1 else f"{wanted} {number}").casefold() in used:
            number += 1
        out.append(wanted if number == 1 else f"{wanted} {number}")
        used.add(out[-1].casefold())
    return out
