"""A folder of one-shots as a drum kit: pieces by name, layers by how loud they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from tonmeister.listening.drums.shots import Shot
from tonmeister.studio.kit_files import KitError, KitFiles, read_shot
from tonmeister.studio.kit_words import group_of, piece_of

SOUNDS = (".wav", ".flac", ".aif", ".aiff", ".ogg", ".mp3")
_SAME_DB = 1.5
"""Sounds that are no further apart take turns on one layer."""


def folder_shots(files: KitFiles) -> tuple[list[Shot], list[str]]:
    """Return the shots of a folder, and notes.

    A file's own name says its piece, else the folder it lies in. What is called alike but for
    loudness or number is one thing, struck softer and harder: its layers go by measured level.
    """
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    strange = []
    for name in files.names():
        if not name.lower().endswith(SOUNDS):
            continue
        above = name.rpartition("/")[0]
        piece = piece_of(name) or (piece_of(above) if above else "")
        if piece:
            groups[piece, group_of(name)].append(name)
        else:
            strange.append(name)
    if not groups:
        raise KitError(
            "no file here is called like a drum: name them kick, snare, hat, tom, crash or ride"
        )
    shots: list[Shot] = []
    for (piece, group), names in groups.items():
        shots += layers(piece, group, names, files)
    notes = []
    if strange:
        more = f" and {len(strange) - 5} more" if len(strange) > 5 else ""
        notes.append(f"no drum is named by {', '.join(strange[:5])}{more}")
    return shots, notes


def layers(piece: str, group: str, names: Sequence[str], files: KitFiles) -> list[Shot]:
    """Return the sounds of one thing as its layers, by measured level, and turns."""
    if len(names) == 1:
        return [Shot(name=names[0], piece=piece, group=group)]
    level = {name: _level_db(files.data(name), name) for name in names}
    softest_first = sorted(names, key=lambda name: (level[name], name))
    found: list[list[str]] = []
    for name in softest_first:
        if found and level[name] - level[found[-1][0]] < _SAME_DB:
            found[-1].append(name)
        else:
            found.append([name])
    return [
        Shot(
            name=name, piece=piece, group=group, turn=turn,
            low=round(i / len(found), 4), high=round((i + 1) / len(found), 4),
        )
        for i, layer in enumerate(found)
        for turn, name in enumerate(sorted(layer))
    ]  # fmt: skip


def _level_db(data: bytes, name: str) -> float:
    sound = read_shot(data, name, 44100)
    if not sound.size or not sound.any():
        raise KitError(f"{name}: it is silent")
    energy = float(np.sum(sound.mean(axis=0) ** 2))
    return 10.0 * float(np.log10(energy + 1e-12))
