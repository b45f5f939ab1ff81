"""``recall.toml``: every decision of a mix as a file that people read and change."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from tonmeister.model import STAGES, Finding, RecallSheet
from tonmeister.studio import sheet_words as words_of
from tonmeister.studio.blocks import Block, changed, join, line, split
from tonmeister.studio.disk import write_text
from tonmeister.studio.findings_file import write_findings
from tonmeister.studio.project import Project
from tonmeister.studio.sheet_check import SheetError, check_sheet
from tonmeister.studio.upgrades import UnknownSchema, upgraded

KINDS = ("target", "amounts", "strip", "strip.decision", "taken_back")
_MARK = "recall.sha256"  # of the text as it was last written afresh: is it still ours alone?
_OPENING = """\
# Every move of this mix. A strip's decisions, from top to bottom, are its chain.
# Change what you like: a setting you changed stays yours. hold = true keeps a decision for ever,
# bypass = true switches it off, amount_percent = 50 plays half of it.
# Then `tonmeister render` plays the sheet as it stands (a master: `tonmeister master` as before).

"""


def write_sheet(
    project: Project, sheet: RecallSheet, findings: Sequence[Finding] | None = None
) -> Path | None:
    """Write the sheet (and the findings that its reasons name).

    A sheet that is there already is changed in place: comments, the order of keys and everything
    that stays the same stay as they are. Where that cannot be done it is written afresh; then the
    place where the old text was put aside is returned.
    """
    aside = None
    if findings is not None:
        write_findings(project, findings)
    try:
        old = project.recall_file.read_text("utf-8")
    except FileNotFoundError:
        old = ""
    if not old or _mark(old) == _read_mark(project):  # nobody has touched it: write it afresh
        text = sheet_text(sheet)
        write_text(project.hidden / _MARK, _mark(text))
    else:
        text = sheet_text(sheet, old)
        if not _says(text, sheet):
            # written in a way that cannot be changed in place: keep it beside the new one
            aside = _free_place(project)
            write_text(aside, old)
            text = sheet_text(sheet)
            write_text(project.hidden / _MARK, _mark(text))
    write_text(project.recall_file, text)
    return aside


def read_sheet(path: Path) -> RecallSheet:
    """Read a sheet that may have been edited; an older schema is brought up to date.

    Raises ``SheetError``: every mistake with file, line and the range of the knob.
    """
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise SheetError(f"{path.name}: it is not UTF-8 text ({error.reason})") from error
    if not text.strip():
        raise SheetError(f"{path.name} is empty: delete it, and `tonmeister decide` begins anew")
    try:
        raw = tomllib.loads(text)
        words = upgraded(raw)
    except tomllib.TOMLDecodeError as error:
        raise SheetError(f"{path.name}: {error}") from error
    except UnknownSchema as error:
        raise SheetError(f"{path.name}: {error}") from error
    check_sheet(path.name, words, split(text, KINDS))
    return words_of.to_sheet(words)


def write_proposal(project: Project, sheet: RecallSheet) -> None:
    """Keep what the machine proposed last, to know later what a person changed."""
    text = json.dumps(words_of.sheet_words(sheet), ensure_ascii=False)
    write_text(_proposal(project), text)


def read_proposal(project: Project) -> RecallSheet | None:
    """Return what the machine proposed last; ``None`` if it never did."""
    try:
        words = json.loads(_proposal(project).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return words_of.to_sheet(upgraded(words))


def sheet_text(sheet: RecallSheet, old: str = "") -> str:
    """Return the sheet as TOML: ``old`` with as few changes as needed, or written afresh."""
    here = _by_name(split(old, KINDS)) if old else {}
    blocks = []
    for kind, name, wanted, keys in _wanted(sheet):
        block = here.get((kind, name))
        if block is None:
            body = "".join(line(key, value) for key, value in wanted.items())
            block = Block(kind, "", _header(kind), (_OPENING if kind == "" else "") + body, 0)
        else:
            block = changed(block, wanted, set(keys))
        blocks.append(block)
    return join(blocks)


def _wanted(
    sheet: RecallSheet,
) -> Iterator[tuple[str, str, Mapping[str, Any], Sequence[str]]]:
    """Yield kind, name, values and known keys of every block, in the order of the file."""
    yield "", "", words_of.head_words(sheet), words_of.HEAD_KEYS
    yield "target", "", words_of.target_words(sheet.target), words_of.TARGET_KEYS
    if sheet.amounts:
        yield "amounts", "", dict(sheet.amounts), STAGES
    for strip in sheet.strips:
        yield "strip", strip.name, words_of.strip_words(strip), words_of.STRIP_KEYS
        for move in strip.decisions:
            words = words_of.decision_words(move)
            yield "strip.decision", move.id, words, words_of.DECISION_KEYS
    for taken in sheet.taken_back:
        words = words_of.taken_back_words(taken)
        yield "taken_back", taken.decision.id, words, words_of.TAKEN_BACK_KEYS


def _header(kind: str) -> str:
    if kind in ("", "target", "amounts"):
        return f"[{kind}]\n" if kind else ""
    return f"[[{kind}]]\n"


def _by_name(blocks: Sequence[Block]) -> dict[tuple[str, str], Block]:
    named = {}
    for block in blocks:
        try:
            words = block.values()
        except tomllib.TOMLDecodeError:
            continue  # not a block by itself: it is written again
        key = "name" if block.kind == "strip" else "id" if "." in block.kind else ""
        key = "id" if block.kind == "taken_back" else key
        named[block.kind, str(words.get(key, "")) if key else ""] = block
    return named


def _says(text: str, sheet: RecallSheet) -> bool:
    """Whether a text is this sheet: the proof that the changes in place went well."""
    try:
        written = words_of.to_sheet(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        return False
    return words_of.sheet_words(written) == words_of.sheet_words(sheet)


def _free_place(project: Project) -> Path:
    """Return where an old text can be put aside without covering another."""
    place, number = project.folder / "recall.before.toml", 1
    while place.exists():
        number += 1
        place = project.folder / f"recall.before.{number}.toml"
    return place


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _read_mark(project: Project) -> str:
    try:
        return (project.hidden / _MARK).read_text("utf-8")
    except FileNotFoundError:
        return ""


def _proposal(project: Project) -> Path:
    return project.hidden / "recall.json"
