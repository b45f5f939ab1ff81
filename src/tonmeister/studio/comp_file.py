"""``comps/<Part>.comp.toml``: which take sings where, to be changed by hand. What a person wrote
wins: a region whose take, edges or level were changed counts as held.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tonmeister.model import COMP_SCHEMA, Comp, Crossfade, Region, Take
from tonmeister.studio.blocks import Block, changed, join, line, split
from tonmeister.studio.comp_file_check import CompError, check_region, check_take, mended
from tonmeister.studio.disk import write_text
from tonmeister.studio.project import Project

_KINDS = ("take", "region")
_HEAD = (
    "schema", "part", "cost_score", "best_single", "best_single_score", "retake", "notes",
    "measured",
)  # fmt: skip
_WATCHED = ("take", "start_s", "end_s", "gain_db", "fade_ms")
_OPENING = """\
# The comp of one part: which take sings where. Change a region's take, move its edges (start_s and
# end_s; a neighbour you leave alone follows), its level (gain_db) or how long it fades in
# (fade_ms): what you changed stays yours, and hold = true keeps a region as it is for ever.
# Then run `tonmeister takes` again. The takes themselves are never changed.

"""


def comp_path(project: Project, part: str) -> Path:
    """Return where the comp of a part is written."""
    return project.comps / f"{_file_name(part)}.comp.toml"


def comp_parts(project: Project) -> list[str]:
    """Return the parts that have a comp in this project."""
    return [
        str(_parsed(path).get("part", path.name.removesuffix(".comp.toml")))
        for path in sorted(project.comps.glob("*.comp.toml"))
    ]


def read_comp(project: Project, part: str) -> Comp | None:
    """Return the comp of a part as it stands in its file; ``None`` if there is none yet.

    Regions that a person changed since they were written come back held. An edge that was moved
    takes its neighbour's along, and ``notes`` say so. Raises ``CompError`` with every mistake.
    """
    path = comp_path(project, part)
    if not path.is_file():
        return None
    raw = _parsed(path)
    name = path.name
    if raw.get("schema") != COMP_SCHEMA:
        raise CompError(
            f"{name}: it is written in {raw.get('schema')!r}, this program reads {COMP_SCHEMA!r}"
        )
    blocks = split(path.read_text("utf-8"), _KINDS)
    places = {kind: [b for b in blocks if b.kind == kind] for kind in _KINDS}
    mistakes: list[str] = []
    for words, block in zip(raw.get("take", ()), places["take"], strict=False):
        mistakes += check_take(name, words, block)
    numbers = [words.get("number") for words in raw.get("take", ())]
    for words, block in zip(raw.get("region", ()), places["region"], strict=False):
        mistakes += check_region(name, words, block, numbers)
    if mistakes:
        raise CompError("\n".join(mistakes))
    last = _last(project, part)
    rows = [
        (words, block, _moved(words, last.get(str(words["id"]))))
        for words, block in zip(raw.get("region", ()), places["region"], strict=True)
    ]
    regions, said = mended(name, sorted(rows, key=lambda row: float(row[0]["start_s"])))
    return Comp(
        part=str(raw.get("part", part)),
        takes=tuple(_take(words, part) for words in raw.get("take", ())),
        regions=tuple(_region(words, bool(moved)) for words, moved in regions),
        crossfades=tuple(_crossfade(words) for words, _ in regions if "fade_ms" in words),
        cost_score=float(raw.get("cost_score", 0.0)),
        best_single=int(raw.get("best_single", 0)),
        best_single_score=float(raw.get("best_single_score", 0.0)),
        retake=tuple(raw.get("retake", ())),
        notes=(*raw.get("notes", ()), *said),
        measured={k: float(v) for k, v in raw.get("measured", {}).items()},
    )


def write_comp(project: Project, comp: Comp, *, by_machine: bool = True) -> Path:
    """Write a comp and return the file; comments and what stays the same stay as they are.

    ``by_machine`` remembers it as proposed, so that later changes are known as a person's.
    """
    path = comp_path(project, comp.part)
    text = path.read_text("utf-8") if path.is_file() else ""
    blocks = split(text, _KINDS) if text else [Block("", "", "", _OPENING, 1)]
    head = {"schema": comp.schema, "part": comp.part, "cost_score": comp.cost_score}
    if comp.best_single:
        head |= {"best_single": comp.best_single, "best_single_score": comp.best_single_score}
    lists = {"retake": list(comp.retake), "notes": list(comp.notes)}
    head |= {key: value for key, value in lists.items() if value}
    if comp.measured:
        head["measured"] = {k: round(float(v), 4) for k, v in comp.measured.items()}
    out = [changed(blocks[0], head, set(_HEAD))]
    old = {(b.kind, _named(b)): b for b in blocks if b.kind}
    fades = {round(c.at_s, 4): c for c in comp.crossfades}
    regions = [region_words(r, fades.get(round(r.start_s, 4))) for r in comp.regions]
    rows = [("take", str(t.number), take_words(t)) for t in comp.takes]
    rows += [("region", str(words["id"]), words) for words in regions]
    for kind, named, words in rows:
        block = old.get((kind, named))
        if block is None:
            body = "".join(line(key, value) for key, value in words.items())
            block = Block(kind, "", f"[[{kind}]]\n", body, 0)
        out.append(changed(block, words, {*words, "fade_ms", "cut_dbfs", "words", "bars"}))
    write_text(path, join(out))
    if by_machine:
        proposed = {str(words["id"]): words for words in regions}
        write_text(_last_file(project, comp.part), json.dumps(proposed, ensure_ascii=False))
    return path


def take_words(take: Take) -> dict[str, Any]:
    """Return a take as it is written."""
    return {
        "number": take.number, "name": take.name, "track": take.track,
        "begins_s": round(take.begins_s, 6), "ends_s": round(take.ends_s, 6),
        "offset_s": round(take.offset_s, 6),
    }  # fmt: skip


def region_words(region: Region, fade: Crossfade | None) -> dict[str, Any]:
    """Return a region as it is written, with how it joins the one before it."""
    raw: dict[str, Any] = {"id": region.id, "phrase": region.phrase}
    raw |= {k: v for k, v in (("words", region.words), ("bars", region.bars)) if v}
    raw |= {
        "take": region.take,
        "start_s": round(region.start_s, 6),
        "end_s": round(region.end_s, 6),
        "gain_db": region.gain_db,
    }
    if fade is not None:
        raw |= {"fade_ms": fade.length_ms, "cut_dbfs": fade.level_dbfs}
    return raw | {
        "cost_score": region.cost_score,
        "runner_up": region.runner_up,
        "runner_up_score": region.runner_up_score,
        "reason": region.reason,
        "hold": region.hold,
    }


def _moved(words: Mapping[str, Any], last: Mapping[str, Any] | None) -> frozenset[str]:
    """Return what a person changed of a region; all of it if it is new."""
    if last is None:
        return frozenset(_WATCHED)
    return frozenset(key for key in _WATCHED if words.get(key) != last.get(key))


def _region(words: Mapping[str, Any], moved: bool) -> Region:
    return Region(
        id=str(words["id"]),
        phrase=int(words["phrase"]),
        take=int(words["take"]),
        start_s=float(words["start_s"]),
        end_s=float(words["end_s"]),
        reason=str(words.get("reason", "")),
        words=str(words.get("words", "")),
        bars=str(words.get("bars", "")),
        cost_score=float(words.get("cost_score", 0.0)),
        runner_up=int(words.get("runner_up", 0)),
        runner_up_score=float(words.get("runner_up_score", 0.0)),
        gain_db=float(words.get("gain_db", 0.0)),
        hold=bool(words.get("hold", False)) or moved,
    )


def _crossfade(words: Mapping[str, Any]) -> Crossfade:
    level = float(words.get("cut_dbfs", -200.0))
    return Crossfade(
        at_s=float(words["start_s"]), length_ms=float(words["fade_ms"]), level_dbfs=level
    )


def _take(words: Mapping[str, Any], part: str) -> Take:
    numbers = {k: float(words[k]) for k in ("begins_s", "ends_s", "offset_s") if k in words}
    return Take(
        part=part, name=str(words["name"]), number=int(words["number"]),
        track=str(words["track"]), **numbers,
    )  # fmt: skip


def _named(block: Block) -> str:
    values = block.values()
    return str(values.get("number" if block.kind == "take" else "id"))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise CompError(f"{path.name}: it is not UTF-8 text ({error.reason})") from error
    except tomllib.TOMLDecodeError as error:
        raise CompError(f"{path.name}: {error}") from error


def _last_file(project: Project, part: str) -> Path:
    return project.hidden / f"comp-{_file_name(part)}.json"


def _last(project: Project, part: str) -> dict[str, Any]:
    try:
        return dict(json.loads(_last_file(project, part).read_text("utf-8")))
    except FileNotFoundError:
        return {}


def _file_name(part: str) -> str:
    """Return a part's name as a file name."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", part).strip(" .") or "part"
