"""``edits.toml``: every edit as a table that people read and change. What they wrote wins.

Beside it, hidden, lies what the machine proposed last, to know what a person has changed since.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from tonmeister.model import EDIT_STAGES, EDITS_SCHEMA, Edit, EditList, EditTakenBack
from tonmeister.studio.blocks import Block, changed, join, line, split
from tonmeister.studio.disk import write_text
from tonmeister.studio.project import Project
from tonmeister.studio.sheet_check import SheetError

_KEYS = tuple(f.name for f in fields(Edit))
_DEFAULTS: Mapping[str, Any] = {
    "because": [], "curves": {}, "before": {}, "after": {}, "amount_percent": 100.0,
    "bypass": False, "hold": False,
}  # fmt: skip
_OPENING = """\
# Every edit of this song's recordings. The recordings themselves are never changed: the edits are
# played into the folder "edited", and a track without edits plays as it came, bit by bit.
# bypass = true undoes an edit, amount_percent = 50 plays half of it, hold = true keeps it for
# ever; a setting you changed stays yours. Then `tonmeister edits` plays them again.

"""


class EditsError(SheetError):
    """``edits.toml`` cannot be used: a line a mistake, with file and line number."""


def read_edits(project: Project) -> EditList:
    """Return the edits as they stand in the file (none if there is no file)."""
    try:
        text = project.edits_file.read_text("utf-8")
    except FileNotFoundError:
        return EditList(song=project.song_folder.name)
    except UnicodeDecodeError as error:
        raise EditsError(f"edits.toml: it is not UTF-8 text ({error.reason})") from error
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EditsError(f"edits.toml: {error}") from error
    if raw.get("schema") != EDITS_SCHEMA:
        raise EditsError(
            f"edits.toml: it is written in {raw.get('schema')!r}, this program reads "
            f"{EDITS_SCHEMA!r}"
        )
    blocks = [b for b in split(text, ("edit", "taken_back")) if b.kind]
    said = [*raw.get("edit", ()), *raw.get("taken_back", ())]
    for words, block in zip(said, blocks, strict=False):
        _check(words, block)
    return EditList(
        song=str(raw.get("song", project.song_folder.name)),
        edits=tuple(_edit(words) for words in raw.get("edit", ())),
        taken_back=tuple(
            EditTakenBack(edit=_edit(_without(words)), reason=str(words["taken_back"]))
            for words in raw.get("taken_back", ())
        ),
        notes=tuple(raw.get("notes", ())),
    )


def propose_edits(
    project: Project,
    proposed: Sequence[Edit],
    *,
    kinds: Collection[str],
    tracks: Collection[str],
    taken_back: Sequence[EditTakenBack] = (),
    notes: Sequence[str] = (),
) -> EditList:
    """Merge a new proposal for these kinds on these tracks with what is there, and return it.

    Edits of a person (held, or changed since they were proposed) stay and win over new ones of
    the same kind that overlap with them; all others of these kinds on these tracks are replaced.
    Nothing is written.
    """
    now = read_edits(project)
    known = _last(project)
    theirs = [e for e in now.edits if _is_theirs(e, known)]
    about = [e for e in now.edits if not (e.kind in kinds and e.track in tracks)]
    stay = [e for e in theirs if e.kind in kinds and e.track in tracks]
    new = [e for e in proposed if not any(_meet(e, mine) for mine in stay)]
    edits = sorted([*about, *stay, *new], key=_order)
    back = [t for t in now.taken_back if not (t.edit.kind in kinds and t.edit.track in tracks)]
    mine = tuple(f"{track}: " for track in tracks)
    kept = [n for n in now.notes if not n.startswith(mine)]
    return replace(
        now,
        edits=tuple(edits),
        taken_back=(*back, *taken_back),
        notes=tuple(dict.fromkeys([*kept, *notes])),
    )


def write_edits(project: Project, edits: EditList, *, by_machine: bool = True) -> None:
    """Write the list; comments and what stays the same stay as they are in the file.

    ``by_machine`` remembers the edits as proposed, so that later changes are known as a person's.
    """
    known = _last(project)
    persons = {e.id for e in read_edits(project).edits if _is_theirs(e, known)}
    try:
        text = project.edits_file.read_text("utf-8")
    except FileNotFoundError:
        text = ""
    blocks = split(text, ("edit", "taken_back")) if text else [Block("", "", "", _OPENING, 1)]
    head: dict[str, Any] = {"schema": edits.schema, "song": edits.song}
    if edits.notes:
        head |= {"notes": list(edits.notes)}
    out = [changed(blocks[0], head, {"schema", "song", "notes"})]
    old = {(b.kind, str(b.values().get("id"))): b for b in blocks if b.kind}
    rows = [("edit", words_of(e)) for e in edits.edits]
    rows += [("taken_back", words_of(t.edit) | {"taken_back": t.reason}) for t in edits.taken_back]
    for kind, words in rows:
        block = old.get((kind, words["id"]))
        if block is None:
            body = "".join(line(key, value) for key, value in words.items())
            block = Block(kind, "", f"[[{kind}]]\n", body, 0)
        out.append(changed(block, words, {*_KEYS, "taken_back"}))
    write_text(project.edits_file, join(out))
    if by_machine:
        last = {e.id: words_of(e) for e in edits.edits if e.id not in persons}
        last |= {e.id: known[e.id] for e in edits.edits if e.id in persons and e.id in known}
        write_text(project.hidden / "edits.json", json.dumps(last, ensure_ascii=False))


def is_persons(project: Project, edit: Edit) -> bool:
    """Whether a person holds an edit, wrote it, or changed it since it was proposed."""
    return _is_theirs(edit, _last(project))


def _is_theirs(edit: Edit, known: Mapping[str, Any]) -> bool:
    return edit.hold or _is_changed(edit, known.get(edit.id), new=True)


def words_of(edit: Edit) -> dict[str, Any]:
    """Return an edit as it is written: what equals the default is left out."""
    raw: dict[str, Any] = {
        name: getattr(edit, name) for name in _KEYS if name not in ("settings", "curves")
    }
    raw["because"] = list(edit.because)
    for name in ("before", "after"):
        raw[name] = {k: round(float(v), 4) for k, v in getattr(edit, name).items()}
    raw["settings"] = {
        k: round(v, 6) if isinstance(v, float) else v for k, v in edit.settings.items()
    }
    raw["curves"] = {k: [[round(t, 4), round(v, 4)] for t, v in c] for k, c in edit.curves.items()}
    raw["start_s"], raw["end_s"] = round(edit.start_s, 6), round(edit.end_s, 6)
    return {k: v for k, v in raw.items() if not (k in _DEFAULTS and v == _DEFAULTS[k])}


def _is_changed(edit: Edit, last: Mapping[str, Any] | None, *, new: bool = False) -> bool:
    if last is None:
        return new
    watched = ("settings", "curves", "amount_percent", "bypass", "start_s", "end_s")
    now = words_of(edit)
    return any(now.get(key) != last.get(key) for key in watched)


def _order(edit: Edit) -> tuple[str, int, float, str]:
    return edit.track, EDIT_STAGES.index(edit.stage), edit.start_s, edit.kind


def _meet(one: Edit, other: Edit) -> bool:
    same = (one.track, one.kind) == (other.track, other.kind)
    return one.id == other.id or (same and one.start_s < other.end_s and other.start_s < one.end_s)


def _last(project: Project) -> dict[str, Any]:
    try:
        return dict(json.loads((project.hidden / "edits.json").read_text("utf-8")))
    except FileNotFoundError:
        return {}


def _without(words: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in words.items() if k != "taken_back"}


def _edit(words: Mapping[str, Any]) -> Edit:
    values = {**_DEFAULTS, **words}
    values["because"] = tuple(values["because"])
    values["curves"] = {
        k: tuple((float(t), float(v)) for t, v in c) for k, c in values["curves"].items()
    }
    for name in ("start_s", "end_s", "amount_percent"):
        values[name] = float(values[name])
    values["settings"] = {
        k: float(v) if type(v) is int else v for k, v in values["settings"].items()
    }
    return Edit(**values)


def _check(words: Mapping[str, Any], block: Block) -> None:
    from tonmeister.console.edits import kinds

    def wrong(key: str, what: str) -> EditsError:
        return EditsError(f"edits.toml line {block.line_of(key)}: {what}")

    for key in words:
        if key not in _KEYS and key != "taken_back":
            raise wrong(key, f"there is no {key!r}; an edit has {', '.join(_KEYS)}")
    for key in ("id", "track", "stage", "kind", "start_s", "end_s", "settings", "rule", "reason"):
        if key not in words:
            raise wrong("id", f"the edit has no {key}")
    if words["stage"] not in EDIT_STAGES:
        stages = ", ".join(EDIT_STAGES)
        raise wrong("stage", f"there is no stage {words['stage']!r}; there are {stages}")
    if words["kind"] not in kinds():
        raise wrong("kind", f"there is no edit {words['kind']!r}; there are {', '.join(kinds())}")
    for key in ("start_s", "end_s", "amount_percent"):
        value = words.get(key, 0.0)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise wrong(key, f"{key} is {value!r}, but takes a number")
    if not words["start_s"] <= words["end_s"]:
        raise wrong("end_s", f"it ends at {words['end_s']} s, before it starts")
    if not 0.0 <= words.get("amount_percent", 100.0) <= 100.0:
        raise wrong("amount_percent", f"{words['amount_percent']} % is not from 0 to 100")
    for key in ("bypass", "hold"):
        if not isinstance(words.get(key, False), bool):
            raise wrong(key, f"{key} is {words[key]!r}, but may be true or false")
    for key in ("settings", "curves", "before", "after"):
        if not isinstance(words.get(key, {}), Mapping):
            raise wrong(key, f"{key} is {words[key]!r}, but takes names and values")
