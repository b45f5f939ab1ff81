"""Who plays what, and what they own: the band's list."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tonmeister.knowledge.gear_microphones import Microphone, microphone, read_microphone
from tonmeister.knowledge.gear_preamps import Preamp, preamp, read_preamp
from tonmeister.knowledge.gear_read import BadGear, row
from tonmeister.knowledge.gear_sources import KIT, SoundSource, sound_source

MOST_INPUTS, MOST_OF_ONE = 128, 64

EXAMPLE = """\
# What a band brings to a session. Names of microphones and preamps come from the shelf
# (a wrong name lists them all); what is not on it is described as the last microphone here.
title = "The Example"

[room]
title = "rehearsal room"
rooms_count = 1        # rooms that can be shut off from each other

[headphones]
mixes_count = 2        # different mixes the interface can send

[di]
boxes_count = 1        # beside the instrument inputs of the interface

[[players]]
name = "Ann"
plays = ["drums"]      # kick, snare, overheads, toms, hi-hat, room; or name them one by one
toms_count = 2

[[players]]
name = "Ben"
plays = ["bass", "backing vocal"]

[[players]]
name = "Cleo"
plays = ["electric guitar"]

[[players]]
name = "Dee"
plays = ["lead vocal"]

[[microphones]]
model = "beta-52a"

[[microphones]]
model = "sm57"
count = 2

[[microphones]]
model = "nt5"
count = 2

[[microphones]]
model = "sm58"

[[microphones]]
model = "r121"

[[microphones]]
title = "The singer's own condenser"
kind = "large condenser"      # dynamic, large condenser, small condenser, ribbon, boundary
patterns = ["cardioid"]
sensitivity_dbv = -34.0       # at 94 dB SPL
self_noise_db = 10.0
max_db = 130.0                # dB SPL
phantom = true

[[preamps]]
model = "scarlett-18i20"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """One person, and what is to be recorded of them."""

    name: str
    plays: tuple[SoundSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Everybody, and everything they own: each microphone and each preamp by itself."""

    title: str
    players: tuple[Player, ...]
    microphones: tuple[Microphone, ...]
    preamps: tuple[Preamp, ...]
    boxes_count: int
    mixes_count: int
    room: str
    rooms_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    name: str
    plays: tuple[str, ...]
    toms_count: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    title: str = "room"
    rooms_count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Boxes:
    boxes_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mixes:
    mixes_count: int = -1


_TABLES = ("title", "room", "headphones", "di", "players", "microphones", "preamps")


def read_band(text: str, where: str = "the band's list") -> Band:
    """Read a band's list; raises ``BadGear`` with one clear line."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadGear(f"{where}: it cannot be read as TOML ({error})") from None
    if strange := sorted(set(raw) - set(_TABLES)):
        raise BadGear(f"{where}: there is no {', '.join(strange)}; it has {', '.join(_TABLES)}")
    players = tuple(_player(p, f"{where}, player {i}") for i, p in _rows(raw, "players", where))
    names = Counter(player.name for player in players)
    if twice := [name for name, count in names.items() if count > 1]:
        raise BadGear(
            f"{where}: two players are called {twice[0]!r}; give each a name of their own"
        )
    owned = [_owned(m, "microphones", i, where) for i, m in _rows(raw, "microphones", where)]
    racks = [_owned(p, "preamps", i, where) for i, p in _rows(raw, "preamps", where)]
    mics = tuple(one for group in owned for one in group if isinstance(one, Microphone))
    preamps = tuple(one for group in racks for one in group if isinstance(one, Preamp))
    for key, have, word in (("players", players, "player"), ("preamps", preamps, "preamp")):
        if not have:
            raise BadGear(f"{where}: it names no {word}; add a [[{key}]] table")
    if sum(p.inputs_count for p in preamps) > MOST_INPUTS:
        raise BadGear(f"{where}: more than {MOST_INPUTS} inputs; name only what is used")
    room = row(_Place, _table(raw, "room", where), f"{where} [room]")
    mixes = row(_Mixes, _table(raw, "headphones", where), f"{where} [headphones]").mixes_count
    return Band(
        title=str(raw.get("title", "Band")),
        players=players,
        microphones=mics,
        preamps=preamps,
        boxes_count=row(_Boxes, _table(raw, "di", where), f"{where} [di]").boxes_count,
        mixes_count=mixes if mixes >= 0 else sum(p.headphones_count for p in preamps),
        room=room.title,
        rooms_count=room.rooms_count,
    )


def _table(raw: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    table = raw.get(key, {})
    if not isinstance(table, dict):
        raise BadGear(f"{where}: {key} must be a table, [{key}]")
    return table


def _rows(raw: Mapping[str, Any], key: str, where: str) -> list[tuple[int, dict[str, Any]]]:
    rows = raw.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise BadGear(f"{where}: {key} must be tables, [[{key}]]")
    return list(enumerate(rows, start=1))


def _player(table: Mapping[str, Any], where: str) -> Player:
    said = row(_Said, table, where)
    if not 0 <= said.toms_count <= 8:
        raise BadGear(f"{where}: toms_count is {said.toms_count}, but must be 0 to 8")
    names: list[str] = []
    for word in said.plays:
        if word.casefold() in ("drums", "drum kit", "kit"):
            names += [part for part in KIT if part != "tom"] + ["tom"] * said.toms_count
        else:
            names.append(word)
    if not names:
        raise BadGear(f"{where}: {said.name} plays nothing; name it in plays = [...]")
    return Player(name=said.name, plays=tuple(sound_source(name) for name in names))


def _owned(
    table: Mapping[str, Any], shelf: str, number: int, where: str
) -> list[Microphone] | list[Preamp]:
    """Return one entry of what is owned, as often as it is there."""
    place = f"{where}, {shelf} {number}"
    rest = {key: value for key, value in table.items() if key != "count"}
    count = table.get("count", 1)
    if type(count) is not int or not 1 <= count <= MOST_OF_ONE:
        raise BadGear(
            f"{place}: count is {count!r}, but must be a whole number, 1 to {MOST_OF_ONE}"
        )
    model = rest.pop("model", None)
    if model is not None and (rest or not isinstance(model, str)):
        raise BadGear(f"{place}: give a model's name (and count), or a description, not both")
    if shelf == "microphones":
        mic = microphone(model) if model else read_microphone(f"own-{number}", rest, place)
        return [mic] * count
    return [preamp(model) if model else read_preamp(f"own-{number}", rest, place)] * count
