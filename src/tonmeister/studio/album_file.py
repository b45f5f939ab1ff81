"""``album.toml``: the album, to be corrected by hand. What a person wrote wins for ever.

Beside it, hidden, lies what the machine wrote last and which values a person has changed since.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from tonmeister.producer.album import LEVEL_BY, Album, AlbumSong, Held, WrongCode, isrc, upc
from tonmeister.producer.album.decide import RATES_HZ
from tonmeister.studio.blocks import Block, changed, join, line, split
from tonmeister.studio.disk import write_text
from tonmeister.studio.sheet_check import SheetError

NAME = "album.toml"
SCHEMA = "album/1"
HEAD = (
    "title", "artist", "upc", "year", "rate_hz", "loudness_lufs", "ceiling_dbtp", "level_by",
    "anchor",
)  # fmt: skip
SONG = tuple(f.name for f in fields(AlbumSong))
_OPENING = """\
# The album. Its order is the order of the tables below: move a whole [[song]] to move the song.
# What you write here stays, whatever the machine thinks later; hold = true keeps all of a song.
#   gap_s        silence before the song; crossfade_s instead lets it overlap with the one before
#   offset_lu    its loudness against the anchor; level_by = "loudest" gives the album's loudness
#                to the loudest song (AES TD1008) instead of the anchor
#   tone_percent how far it moves towards the tone of the others (0: not at all)
#   trim_*_s     cut from its ends; use = false leaves it out
# Then run `tonmeister album` again.

"""
_RANGES: Mapping[str, tuple[float, float, str]] = {
    "gap_s": (0.0, 60.0, "s"),
    "crossfade_s": (0.0, 30.0, "s"),
    "offset_lu": (-24.0, 6.0, "LU"),
    "tone_percent": (0.0, 100.0, "%"),
    "trim_start_s": (0.0, 600.0, "s"),
    "trim_end_s": (0.0, 600.0, "s"),
    "loudness_lufs": (-40.0, -5.0, "LUFS"),
    "ceiling_dbtp": (-12.0, 0.0, "dBTP"),
}
_FLAGS = ("use", "hold")


class AlbumError(SheetError):
    """``album.toml`` cannot be used. One line a mistake, each with file and line number."""


@dataclass(frozen=True, slots=True)
class AlbumFile:
    """Where the album of a folder is written."""

    folder: Path

    @property
    def path(self) -> Path:
        """The file that people edit."""
        return self.folder / NAME

    @property
    def _hidden(self) -> Path:
        return self.folder / ".tonmeister" / "album.json"

    def read(self, files: Sequence[str]) -> Held:
        """Return what a person wrote; ``files`` are the songs that are in the folder.

        Raises ``AlbumError`` with every mistake.
        """
        try:
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            return Held()
        except UnicodeDecodeError as error:
            raise AlbumError(f"{NAME}: it is not UTF-8 text ({error.reason})") from error
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise AlbumError(f"{NAME}: {error}") from error
        last = self._last()
        _check(raw, split(text, ("song",)), set(files))
        head = {
            key: raw[key]
            for key in HEAD
            if key in raw and (key in last["held"] or raw[key] != last["head"].get(key))
        }
        here = {song["file"]: song for song in raw.get("song", ())}
        songs: dict[str, dict[str, Any]] = {}
        for file in files:
            if file not in here:
                if file in last["songs"]:
                    songs[file] = {"use": False}  # its table was taken out by hand
                continue
            mine = _mine(here[file], last["songs"].get(file, {}), last["mine"].get(file, ()))
            if mine:
                songs[file] = mine
        return Held(head=_clean(head), songs=songs, order=_order(here, last))

    def write(self, album: Album, held: Held) -> None:
        """Write the album; comments and everything that stays the same stay as they are."""
        try:
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            text = ""
        blocks = split(text, ("song",)) if text else [Block("", "", "", _OPENING, 1)]
        head = {"schema": SCHEMA} | {key: getattr(album, key) for key in HEAD}
        out = [changed(blocks[0], _as_spelled(blocks[0], head), {*head})]
        old = {b.values()["file"]: b for b in blocks if b.kind == "song"}
        for song in album.songs:
            wanted = _plain(song)
            block = old.get(song.file)
            if block is None:
                body = "".join(line(key, value) for key, value in wanted.items())
                block = Block("song", "", "[[song]]\n", body, 0)
            out.append(changed(block, _as_spelled(block, wanted), {*SONG}))
        write_text(self.path, join(out))
        last = {
            "head": {key: getattr(album, key) for key in HEAD},
            "songs": {song.file: asdict(song) for song in album.songs},
            "order": [song.file for song in album.songs],
            "held": sorted(held.head),
            "mine": {file: sorted(mine) for file, mine in held.songs.items()},
            "order_held": bool(held.order),
        }
        write_text(self._hidden, json.dumps(last, ensure_ascii=False, indent=1))

    def _last(self) -> dict[str, Any]:
        empty: dict[str, Any] = {
            "head": {}, "songs": {}, "order": [], "held": [], "mine": {}, "order_held": False
        }  # fmt: skip
        try:
            return empty | dict(json.loads(self._hidden.read_text("utf-8")))
        except FileNotFoundError:
            return empty


def _mine(raw: Mapping[str, Any], last: Mapping[str, Any], held: Sequence[str]) -> dict[str, Any]:
    """Return a person's values of one song: changed since, held before, or all under ``hold``."""
    everything = raw.get("hold", False)
    usual = asdict(AlbumSong(file="", title=""))
    mine = {}
    for key in SONG:
        value = raw.get(key, usual[key] if everything and key != "title" else None)
        if key == "file" or value is None:
            continue
        if everything or key in held or value != last.get(key, usual[key]):
            mine[key] = value
    return _clean(mine)


def _order(here: Mapping[str, Any], last: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the order of the tables if it is a person's: moved by hand now, or before."""
    was = [file for file in last["order"] if file in here]
    now = [file for file in here if file in last["order"] or not last["order"]]
    return tuple(here) if last["order_held"] or now != was else ()


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(values)
    for key in out:
        if key in _RANGES:
            out[key] = float(out[key])
    if "isrc" in out:
        out["isrc"] = isrc(out["isrc"])
    if "upc" in out:
        out["upc"] = upc(out["upc"])
    return out


def _as_spelled(block: Block, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to write; a code that is only spelled otherwise stays as it is."""
    have = block.values()
    same = {
        key: have[key]
        for key, plain in (("isrc", isrc), ("upc", upc))
        if have.get(key) and plain(have[key]) == wanted.get(key)
    }
    return {**wanted, **same}


def _plain(song: AlbumSong) -> dict[str, Any]:
    """Return a song as it is written; what is rarely wanted only where it is not as usual."""
    usual = {"artist": "", "crossfade_s": 0.0, "trim_start_s": 0.0, "trim_end_s": 0.0}
    usual |= {"use": True, "hold": False}
    return {k: v for k, v in asdict(song).items() if not (k in usual and v == usual[k])}


def _check(raw: Mapping[str, Any], blocks: Sequence[Block], files: set[str]) -> None:
    """Raise ``AlbumError`` with every mistake and its line."""
    wrong: list[str] = []

    def add(block: Block, key: str, what: str) -> None:
        wrong.append(f"{NAME} line {block.line_of(key)}: {what}")

    for key in sorted(set(raw) - {*HEAD, "schema", "song"}):
        add(blocks[0], key, f"there is no {key!r}; there are {', '.join(HEAD)}")
    for key in HEAD:
        if key in raw and (what := _wrong(key, raw[key])):
            add(blocks[0], key, what)
    songs = raw.get("song", [])
    tables = [block for block in blocks if block.kind == "song"]
    seen: set[str] = set()
    codes: dict[str, str] = {}
    for song, block in zip(songs, tables, strict=False):
        file = song.get("file")
        if not isinstance(file, str) or file not in files:
            add(block, "file", f"{file!r} is not in the folder: put it back or delete its table")
            continue
        if file in seen:
            add(block, "file", f"{file!r} stands there twice")
        seen.add(file)
        for key in sorted(set(song) - {*SONG}):
            add(block, key, f"there is no {key!r}; there are {', '.join(SONG)}")
        for key in SONG:
            if key in song and (what := _wrong(key, song[key])):
                add(block, key, what)
        code = song.get("isrc") or ""
        if code and code in codes:
            add(block, "isrc", f"{code} is the ISRC of {codes[code]!r} already")
        codes[code] = file
    if wrong:
        raise AlbumError("\n".join(wrong))


def _wrong(key: str, value: object) -> str:
    """Return what is wrong with a value; empty if nothing is."""
    if key in _RANGES:
        low, high, unit = _RANGES[key]
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not math.isfinite(float(value)) or not low <= float(value) <= high:  # type: ignore[arg-type]
            return f"{key} is {value!r}, but goes from {low:g} to {high:g} {unit}"
        return ""
    if key == "rate_hz":
        rates = ", ".join(str(rate) for rate in RATES_HZ)
        return "" if value in RATES_HZ else f"rate_hz is {value!r}, but may be {rates}"
    if key in _FLAGS:
        return "" if isinstance(value, bool) else f"{key} is {value!r}, but may be true or false"
    if not isinstance(value, str):
        return f"{key} is {value!r}, but takes words in quotes"
    if key == "level_by" and value not in LEVEL_BY:
        return f"level_by is {value!r}, but may be {' or '.join(LEVEL_BY)}"
    try:
        if key == "isrc":
            isrc(value)
        elif key == "upc":
            upc(value)
    except WrongCode as error:
        return str(error)
    return ""
