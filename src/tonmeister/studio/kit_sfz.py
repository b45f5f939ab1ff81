"""Drum kits in SFZ: one-shots by key, velocity and turn (sfzformat.com)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tonmeister.listening.drums.shots import Shot
from tonmeister.studio.kit_files import KitError, KitFiles, inside, not_there
from tonmeister.studio.kit_words import GM_PIECES, group_of, piece_of

_KNOWN = frozenset((
    "sample", "key", "lokey", "hikey", "lovel", "hivel", "seq_length", "seq_position", "lorand",
    "hirand", "volume", "gain", "tune", "transpose", "pitch_keycenter", "pitch_keytrack",
    "default_path", "group_label", "region_label", "master_label", "global_label", "trigger",
))  # fmt: skip
_LEVELS = ("control", "global", "master", "group", "region")
_NOTE = re.compile(r"^([a-gA-G])([#b]?)(-?\d)$")
_HEADER = re.compile(r"<(\w+)>")
_OPCODE = re.compile(r"([A-Za-z_$][\w$]*)=(.*?)(?=\s+[A-Za-z_$][\w$]*=|\s*<\w+>|$)")
_MOST_FILES = 64
_MOST_REGIONS = 20000

Words = dict[str, str]


def sfz_shots(name: str, files: KitFiles) -> tuple[list[Shot], list[str]]:
    """Return the shots of an SFZ file in a kit, and notes (what was not understood, once)."""
    have = set(files.names())
    shots: list[Shot] = []
    strange: set[str] = set()
    silent: set[str] = set()
    missing: list[str] = []
    for region in _regions(_lines(name, files, [])):
        strange |= {word for word in region if word not in _KNOWN and not word.startswith("$")}
        if "sample" not in region or region.get("trigger", "attack") not in ("attack", "first"):
            continue
        if region["sample"].startswith("*"):
            silent.add(region["sample"])
            continue
        file = inside(region.get("default_path", "").replace("\\", "/") + region["sample"])
        if file not in have:
            missing.append(file)
            continue
        low_key, high_key = _keys(region)
        if low_key > high_key:
            continue
        label = region.get("group_label", "")
        piece = piece_of(label) if label else ""
        piece = piece or piece_of(file) or GM_PIECES.get(low_key, "")
        if not piece:
            silent.add(file)
            continue
        shots.append(_shot(region, file, piece, low_key, label))
    notes = []
    if strange:
        notes.append(f"opcodes that are not played: {', '.join(sorted(strange))}")
    if missing:
        notes.append(not_there(missing))
    if silent:
        some = sorted(silent)
        more = f" and {len(some) - 5} more" if len(some) > 5 else ""
        notes.append(f"no drum piece is known for {', '.join(some[:5])}{more}")
    return shots, notes


def _shot(region: Words, file: str, piece: str, key: int, label: str) -> Shot:
    center = _key(region.get("pitch_keycenter", str(key)), "pitch_keycenter")
    track = _number(region, "pitch_keytrack", 100.0)
    cents = (key - center) * track + _number(region, "tune", 0.0)
    cents += 100.0 * _number(region, "transpose", 0.0)
    turn = int(_number(region, "seq_position", 1.0)) - 1
    if "lorand" in region:
        turn = round(100.0 * _number(region, "lorand", 0.0))
    return Shot(
        name=file, piece=piece, group=label or f"{group_of(file)} {key}",
        low=max(_number(region, "lovel", 1.0) - 1.0, 0.0) / 127.0,
        high=_number(region, "hivel", 127.0) / 127.0,
        turn=turn, gain_db=_number(region, "volume", 0.0) + _number(region, "gain", 0.0),
        tune_cents=cents,
    )  # fmt: skip


def _keys(region: Words) -> tuple[int, int]:
    if "key" in region:
        key = _key(region["key"], "key")
        return key, key
    low = _key(region.get("lokey", "0"), "lokey")
    return low, _key(region.get("hikey", "127"), "hikey")


def _key(said: str, what: str) -> int:
    if note := _NOTE.match(said):
        step = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}[note[1].lower()]
        return 12 * (int(note[3]) + 1) + step + {"#": 1, "b": -1, "": 0}[note[2]]
    try:
        return int(float(said))
    except (ValueError, OverflowError) as error:
        raise KitError(f"{what}={said} in the SFZ: give a key from 0 to 127, or as c4") from error


def _number(region: Words, what: str, otherwise: float) -> float:
    try:
        value = float(region.get(what, otherwise))
    except ValueError as error:
        raise KitError(f"{what}={region[what]} in the SFZ: it should be a number") from error
    if not -1e4 < value < 1e4:
        raise KitError(f"{what}={region[what]} in the SFZ: it is out of any range")
    return value


def _regions(lines: Iterator[str]) -> Iterator[Words]:
    """Yield each region with all it inherits."""
    state: dict[str, Words] = {level: {} for level in _LEVELS}
    now, count = "", 0
    for line in lines:
        place = 0
        for header in [*_HEADER.finditer(line), None]:
            end = header.start() if header else len(line)
            if now in state:
                for word, value in _OPCODE.findall(line[place:end]):
                    state[now][word] = value.strip()
            if header is None:
                break
            if now == "region":
                yield _whole(state)
            now, place = header[1], header.end()
            count += now == "region"
            if count > _MOST_REGIONS:
                raise KitError(f"the SFZ has over {_MOST_REGIONS} regions: no drum kit")
            if now in _LEVELS:
                for level in _LEVELS[_LEVELS.index(now) :]:
                    state[level] = {} if level != "control" else state[level]
    if now == "region":
        yield _whole(state)


def _whole(state: dict[str, Words]) -> Words:
    out: Words = {}
    for level in _LEVELS:
        out |= state[level]
    return out


def _lines(name: str, files: KitFiles, opened: list[str]) -> Iterator[str]:
    """Yield lines without comments, #include opened and #define put in."""
    defined: Words = {}
    yield from _opened(name, files, opened, defined)


def _opened(name: str, files: KitFiles, opened: list[str], defined: Words) -> Iterator[str]:
    if len(opened) >= _MOST_FILES or opened.count(name) > 8:
        raise KitError(f"{name} is included again and again: the SFZ turns in a circle")
    opened.append(name)
    text = files.data(name).decode("utf-8", "replace")
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)
    for raw in text.splitlines():
        line = re.sub(r"//.*", "", raw)
        if found := re.match(r'\s*#include\s+"([^"]+)"', line):
            yield from _opened(inside(found[1]), files, opened, defined)
            continue
        if found := re.match(r"\s*#define\s+(\$\w+)\s+(\S+)", line):
            defined[found[1]] = found[2]
            continue
        for word in sorted(defined, key=len, reverse=True):
            line = line.replace(word, defined[word])
        if line.strip():
            yield line
