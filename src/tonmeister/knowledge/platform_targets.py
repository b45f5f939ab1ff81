"""What each platform does to a record: loudness, ceiling, files, codecs. Data with its sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar, cast, get_args

from tonmeister.knowledge.read import Grade

CodecName = Literal["aac", "mp3", "opus", "vorbis"]
Shaping = Literal["none", "mild", "strong"]
T_ = TypeVar("T_")


class UnknownPlatform(ValueError):
    """No platform of that name is on the shelf."""


class BadPlatform(ValueError):
    """A platform's file does not say what it must; the message names file, table and key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How we know: grade, where it was read, when."""

    grade: Grade
    source: str
    read_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness(Known):
    """What the platform does to the level while it plays.

    ``target_lufs`` is ``None`` where nobody turns anything; ``up_to_dbtp`` is how far the peaks
    may come when a soft song is turned up; ``album``: whole albums are turned by one gain;
    ``others_lufs``: targets that listeners may choose.
    """

    turns_down: bool
    turns_up: bool
    album: bool
    target_lufs: float | None = None
    up_to_dbtp: float = 0.0
    others_lufs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak(Known):
    """The ceiling; louder than ``loud_above_lufs`` it is ``loud_ceiling_dbtp``."""

    ceiling_dbtp: float
    loud_above_lufs: float | None = None
    loud_ceiling_dbtp: float | None = None

    def ceiling_at(self, loudness_lufs: float) -> float:
        """Return the ceiling of a master of this loudness (0.2 LU near the edge counts as on it).

        Near means: within what meters may differ.
        """
        if self.loud_above_lufs is None or self.loud_ceiling_dbtp is None:
            return self.ceiling_dbtp
        loud = loudness_lufs > self.loud_above_lufs + 0.2
        return self.loud_ceiling_dbtp if loud else self.ceiling_dbtp


@dataclass(frozen=True, slots=True, kw_only=True)
class File(Known):
    """The file that is handed in; no ``rates_hz``: the rate of the recording is kept."""

    ending: Literal["wav", "flac"]
    bits: Literal[16, 24]
    rates_hz: tuple[int, ...] = ()
    shaping: Shaping = "none"

    def rate_for(self, rate_hz: int) -> int:
        """Return the rate to deliver at: the same if it is taken, else the one nearest to it."""
        if not self.rates_hz or rate_hz in self.rates_hz:
            return rate_hz
        family = [r for r in self.rates_hz if max(r, rate_hz) % min(r, rate_hz) == 0]
        return min(family or self.rates_hz, key=lambda r: abs(r - rate_hz))


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """What listeners get; with ``hold`` the ceiling must hold after it too."""

    codec: CodecName
    kbps: int
    hold: bool

    @property
    def title(self) -> str:
        """Its name for people."""
        names = {"aac": "AAC", "mp3": "MP3", "opus": "Opus", "vorbis": "Ogg Vorbis"}
        return f"{names[self.codec]} {self.kbps} kbps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made(Known):
    """The lossy files that the platform makes of what was handed in, best first."""

    codecs: tuple[Codec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """How many minutes a side of a disc takes: as usual, and at most."""

    disc: str
    speed: str
    usual: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Groove(Known):
    """What a record cutter asks of a pre-master."""

    mono_below_hz: float
    side_mid_max_db: float
    sibilance_max_db: float
    loudest_lufs: float
    minutes: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One place where music goes."""

    name: str
    title: str
    says: str
    loudness: Loudness
    peak: Peak
    file: File
    made: Made
    vinyl: Groove | None = None


def platforms() -> tuple[str, ...]:
    """Return the names of all platforms."""
    shelf = files("tonmeister.knowledge").joinpath("platforms")
    return tuple(sorted(f.name[:-5] for f in shelf.iterdir() if f.name.endswith(".toml")))


@cache
def platform(name: str) -> Platform:
    """Return a platform; raises ``UnknownPlatform`` with one clear line.

    Where 16 bits are handed in, ``cd-none``, ``cd-mild`` and ``cd-strong`` choose the noise
    shaping.
    """
    base, _, shaping = name.partition("-")
    if base in platforms() and shaping in get_args(Shaping) and platform(base).file.bits == 16:
        plain = platform(base)
        file = replace(plain.file, shaping=cast("Shaping", shaping))
        return replace(plain, name=name, title=f"{plain.title}, {shaping} shaping", file=file)
    if name not in platforms():
        raise UnknownPlatform(f"there is no platform {name!r}; there are {', '.join(platforms())}")
    shelf = files("tonmeister.knowledge").joinpath("platforms")
    return read_platform(name, shelf.joinpath(f"{name}.toml").read_text("utf-8"))


def read_platform(name: str, text: str) -> Platform:
    """Read a platform from its TOML; raises ``BadPlatform`` where a key is wrong or missing."""
    raw = tomllib.loads(text)
    where = f"platforms/{name}.toml"
    made = raw.get("made", {})
    if isinstance(made.get("codecs"), list):
        made["codecs"] = tuple(_row(Codec, c, f"{where} [made]") for c in made["codecs"])
    vinyl = raw.get("vinyl")
    if vinyl is not None and isinstance(vinyl.get("minutes"), list):
        vinyl["minutes"] = tuple(_row(Side, s, f"{where} [vinyl]") for s in vinyl["minutes"])
    tables = {"loudness": Loudness, "peak": Peak, "file": File, "made": Made, "vinyl": Groove}
    for key, kind in tables.items():
        if isinstance(raw.get(key), dict):
            raw[key] = _row(cast("type[Any]", kind), raw[key], f"{where} [{key}]")
    return _row(Platform, {"name": name, **raw}, where)


def _row(kind: type[T_], table: Mapping[str, Any], where: str) -> T_:
    """Make one dataclass of a table, every key and kind of value looked at."""
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    if strange := sorted(set(table) - set(known)):
        raise BadPlatform(
            f"{where}: there is no key {', '.join(strange)}; it has {', '.join(known)}"
        )
    values: dict[str, Any] = {}
    for key, value in table.items():
        said = str(known[key].type)
        if isinstance(value, list):
            value = tuple(value)
        if "float" in said and type(value) is int:
            value = float(value)
        if not _fits(said, value):
            raise BadPlatform(f"{where}: {key} is {value!r}, but must be {said}")
        values[key] = value
    try:
        return kind(**values)
    except TypeError as error:
        raise BadPlatform(f"{where}: {str(error).partition(' missing ')[2] or error}") from None


_WORDS: dict[str, tuple[Any, ...]] = {
    "CodecName": get_args(CodecName),
    "Shaping": get_args(Shaping),
    "Grade": get_args(Grade),
    "Literal['wav', 'flac']": ("wav", "flac"),
    'Literal["wav", "flac"]': ("wav", "flac"),
    "Literal[16, 24]": (16, 24),
}
_KINDS: dict[str, type | tuple[type, ...]] = {
    "bool": bool, "str": str, "float": float, "int": int, "date": date,
    "float | None": (float, type(None)),
}  # fmt: skip


def _fits(said: str, value: Any) -> bool:
    if said in _WORDS:
        return value in _WORDS[said]
    if said in _KINDS:
        return isinstance(value, _KINDS[said]) and (said == "bool" or type(value) is not bool)
    if said == "tuple[int, ...]":
        return isinstance(value, tuple) and all(type(v) is int for v in value)
    if said == "Mapping[str, float]":
        return isinstance(value, dict) and all(type(v) is float for v in value.values())
    if said.startswith("tuple["):
        return isinstance(value, tuple)
    return not isinstance(value, (dict, list, str, float, int, bool))  # a table, already read
