"""How a change of an assistant's is written into the sheet, and given back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection
from pathlib import Path

from tonmeister.console import RoutingError, plan
from tonmeister.flow.mcp.desk import Desk, Hand
from tonmeister.flow.mcp.results import Changed
from tonmeister.flow.mcp.rooms import Room
from tonmeister.flow.mcp.theirs import leave_persons_alone, marks, propose, touched_ids
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
from tonmeister.model import RecallSheet
from tonmeister.studio import NothingToMix, SheetError, read_sheet, write_sheet
from tonmeister.studio.blocks import split
from tonmeister.studio.sheet_check import check_sheet
from tonmeister.studio.sheets import KINDS, sheet_text
from tonmeister.studio.upgrades import upgraded

_PLACE = re.compile(r"^the change line \d+: |^the change: ", re.MULTILINE)


def read(desk: Desk, room: Room) -> RecallSheet:
    """Read the sheet as it stands, and remember that the assistant knows it."""
    sheet = sheet_in(room)
    desk.seen[room.project.folder] = text_of(room)
    return sheet


def change(
    desk: Desk,
    room: Room,
    because: str,
    make: Callable[[RecallSheet, Hand], RecallSheet],
    *,
    let_go: bool = False,
) -> Changed:
    """Change the sheet, whole or not at all, and remember how it was.

    With ``let_go`` the next decision may move what was changed. Raises ``BadWish`` if somebody
    else changed the sheet since the assistant read it, or if the change touches what a person
    set; ``SheetError`` if it cannot be played.
    """
    hand = desk.hand(because)
    with room.project.lock():
        text, sheet = known(desk, room), sheet_in(room)
        new = make(sheet, hand)
        check_new(new)
        touched = touched_ids(sheet, new)
        leave_persons_alone(room, sheet, touched, desk.author)
        before = beside(room)
        unchanged(room, text)
        try:
            aside = write_sheet(room.project, new)
            if let_go:
                propose(room, new, touched)
            return done(desk, room, hand, text, sheet, before, touched, aside)
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
    touched: Collection[str],
    aside: Path | None = None,
) -> Changed:
    """Remember a change that was written (``touched``: the moves that are the assistant's now)."""
    after = sheet_in(room)
    last = last_version(room)
    mine = {**(last.mine if last else {}), **marks(after, touched)}
    changes = told_changes(before, after)
    now = text_of(room)
    keep_version(
        room,
        Version(before=text, after=now, beside=kept, author=hand.author,
                because=hand.because, changes=changes, mine=mine),
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
