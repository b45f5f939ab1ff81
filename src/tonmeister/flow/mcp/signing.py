"""How a change of an assistant's is written into the sheet, and given back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

from tonmeister.console import RoutingError, plan
from tonmeister.flow.mcp.desk import Desk, Hand
from tonmeister.flow.mcp.results import Changed
from tonmeister.flow.mcp.rooms import Room
from tonmeister.flow.mcp.told_changes import told_changes
from tonmeister.flow.mcp.versions import (
    Version,
    beside,
    give_back,
    keep_version,
    last_version,
    name_of,
    restore,
    text_of,
)
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Decision, RecallSheet
from tonmeister.studio import NothingToMix, SheetError, read_proposal, read_sheet, write_sheet
from tonmeister.studio.blocks import split
from tonmeister.studio.sheet_check import check_sheet
from tonmeister.studio.sheet_words import to_sheet
from tonmeister.studio.sheets import KINDS, sheet_text
from tonmeister.studio.upgrades import upgraded

_PLACE = re.compile(r"^the change line \d+: |^the change: ", re.MULTILINE)


def read(desk: Desk, room: Room) -> RecallSheet:
    """Read the sheet as it stands, and remember that the assistant knows it."""
    sheet = sheet_in(room)
    desk.seen[room.project.folder] = text_of(room)
    return sheet


def change(
    desk: Desk, room: Room, because: str, make: Callable[[RecallSheet, Hand], RecallSheet]
) -> Changed:
    """Change the sheet, whole or not at all, and remember how it was.

    Raises ``BadWish`` if somebody else changed the sheet since the assistant read it, or if
    the change touches what a person set; ``SheetError`` if it cannot be played.
    """
    hand = desk.hand(because)
    with room.project.lock():
        text, sheet = known(desk, room), sheet_in(room)
        new = make(sheet, hand)
        check_new(new)
        not_a_persons(room, sheet, new, desk.author)
        before = beside(room)
        unchanged(room, text)
        try:
            aside = write_sheet(room.project, new)
            return done(desk, room, hand, text, sheet, before, aside)
        except BaseException:
            restore(room, text, before)
            raise


def known(desk: Desk, room: Room) -> str:
    """Return the sheet's text; raises ``BadWish`` if it is not the one that was read."""
    text = text_of(room)
    before = desk.seen.setdefault(room.project.folder, text)
    if text != before:
        raise BadWish(
            f"{room.project.recall_file.name} was changed by somebody else since it was read: "
            "read it again with `sheet`, then decide anew; nothing was written"
        )
    return text


def done(
    desk: Desk,
    room: Room,
    hand: Hand,
    text: str,
    before: RecallSheet | None,
    kept: dict[str, str],
    aside: Path | None = None,
) -> Changed:
    """Remember a change that was written, and tell it."""
    after = sheet_in(room)
    changes = told_changes(before, after)
    now = text_of(room)
    keep_version(
        room,
        Version(before=text, after=now, beside=kept, author=hand.author,
                because=hand.because, changes=changes),
    )  # fmt: skip
    desk.seen[room.project.folder] = now
    more = f" The older text is kept as {aside.name}." if aside else ""
    return Changed(
        said=f"{room.name}: {'; '.join(changes) or 'nothing sounds different'}.{more}",
        song=room.name, changes=list(changes), author=hand.author, because=hand.because,
        version=name_of(now),
    )  # fmt: skip


def undo(desk: Desk, room: Room) -> Changed:
    """Give the assistant's last change back: the sheet is what it was, to the letter."""
    hand = desk.hand("the last change is given back")
    with room.project.lock():
        was = read_sheet(room.project.recall_file) if text_of(room) else None
        last = give_back(room)
        text = text_of(room)
        desk.seen[room.project.folder] = text
        changes = told_changes(was, sheet_in(room)) if text else ("there is no sheet yet",)
    return Changed(
        said=f"{room.name}: given back ({last.because[:-1]}): {'; '.join(changes)}.",
        song=room.name, changes=list(changes), author=hand.author, because=hand.because,
        version=name_of(text),
    )  # fmt: skip


def sheet_in(room: Room) -> RecallSheet:
    """Return a song's sheet; raises ``NothingToMix`` if nothing was decided yet."""
    if not room.project.recall_file.exists():
        raise NothingToMix(f"{room.name} has no recall sheet yet: `decide` writes the first one")
    return read_sheet(room.project.recall_file)


def check_new(sheet: RecallSheet) -> None:
    """Raise ``SheetError`` in one clear line if a changed sheet could not be played."""
    text = sheet_text(sheet)
    try:
        check_sheet("the change", upgraded(tomllib.loads(text)), split(text, KINDS))
        plan(sheet)
    except SheetError as error:
        raise SheetError("; ".join(_PLACE.sub("", str(error)).splitlines())) from error
    except RoutingError as error:
        raise SheetError(str(error)) from error


def unchanged(room: Room, text: str) -> None:
    """Raise ``BadWish`` if the sheet is not what it was when the work began."""
    if text_of(room) != text:
        raise BadWish(
            f"{room.project.recall_file.name} was changed by somebody else in the meantime: "
            "read it again with `sheet`; nothing was written"
        )


def not_a_persons(room: Room, before: RecallSheet, after: RecallSheet, author: str) -> None:
    """Raise ``BadWish`` if a change touches a move that a person set or holds."""
    now = {m.id: m for s in after.strips for m in s.decisions}
    ours = _known_moves(room)
    proposed = read_proposal(room.project) is not None
    for move in (m for s in before.strips for m in s.decisions):
        if now.get(move.id) == move:
            continue
        same = not proposed or any(_sounds(move) == _sounds(m) for m in ours.get(move.id, ()))
        if (move.hold and not (same and move.author == author)) or not same:
            raise BadWish(
                f"{move.id} is {'held' if move.hold else 'as a person set it'}: it is left alone; "
                "ask the person who set it to let it go (`tonmeister hold SONG ID --let-go`)"
            )


def _known_moves(room: Room) -> dict[str, list[Decision]]:
    """Return every move as the house proposed it, and as the assistant last left it."""
    known: dict[str, list[Decision]] = {}
    sheets = [read_proposal(room.project)]
    last = last_version(room)
    if last is not None:
        sheets.append(to_sheet(upgraded(tomllib.loads(last.after))))
    for sheet in sheets:
        for strip in sheet.strips if sheet is not None else ():
            for move in strip.decisions:
                known.setdefault(move.id, []).append(move)
    return known


def _sounds(move: Decision) -> tuple[object, ...]:
    return (move.effect, dict(move.settings), dict(move.curves), move.key, move.amount_percent,
            move.bypass)  # fmt: skip
