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
    return tuple(sorted(f.name[:-5] for f in shelf.iterdir() if f.name.endswith(".toml")))


@cache
def voice(name: str) -> Mapping[str, str]:
    """Return the sentences of a voice, by check id and rule; raises ``UnknownVoice``."""
    if name not in voices():
        raise UnknownVoice(f"there is no voice {name!r}; there are {', '.join(voices())}")
    text = files("tonmeister.knowledge").joinpath("voices", f"{name}.toml").read_text("utf-8")
    return MappingProxyType({key: str(sentence) for key, sentence in tomllib.loads(text).items()})
