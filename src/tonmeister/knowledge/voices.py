"""How things are said: sentences as data, by check and by rule."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class UnknownVoice(ValueError):
    """No voice of that name is on the shelf."""


def voices() -> tuple[str, ...]:
    """Return the names of all voices."""
    shelf = files("tonmeister.knowledge").joinpath("voices")
    return tuple(sorted(folder.name for folder in shelf.iterdir() if folder.is_dir()))


@cache
def voice(name: str) -> Mapping[str, str]:
    """Return the sentences of a voice, by check id and rule; raises ``UnknownVoice``.

    A voice is a folder of TOML files, one for each field of work; no key stands in two of them.
    """
    if name not in voices():
        raise UnknownVoice(f"there is no voice {name!r}; there are {', '.join(voices())}")
    folder = files("tonmeister.knowledge").joinpath("voices", name)
    told: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".toml"):
            continue
        for key, sentence in tomllib.loads(file.read_text("utf-8")).items():
            if key in told:
                raise ValueError(f"voice {name}: two sentences for {key!r}, one in {file.name}")
            told[key] = str(sentence)
    return MappingProxyType(told)
