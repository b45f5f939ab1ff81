"""Whose a move is: the house's, the assistant's, or a person's, who is left alone."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import sha256

from tonmeister.flow.mcp.rooms import Room
from tonmeister.flow.mcp.versions import last_version
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Decision, RecallSheet
from tonmeister.studio import read_proposal, write_proposal


def persons(room: Room, sheet: RecallSheet, author: str) -> dict[str, Decision]:
    """Return the moves that are a person's, by id.

    A move is the assistant's while it sounds as an assistant last left it; and the house's
    while it sounds as it was proposed. What is held by somebody else is theirs.
    """
    last, proposed = last_version(room), read_proposal(room.project)
    mine = last.mine if last else {}
    house = {} if proposed is None else marks(proposed)
    theirs = {}
    for name, move in moves_of(sheet).items():
        mark = _mark(move)
        assistants = mine.get(name) == mark
        houses = proposed is None or house.get(name) == mark
        free = assistants and move.author == author if move.hold else assistants or houses
        if not free:
            theirs[name] = move
    return theirs


def leave_persons_alone(
    room: Room, sheet: RecallSheet, touched: Collection[str], author: str
) -> None:
    """Raise ``BadWish`` if a change touches a move that a person set or holds."""
    for name, move in persons(room, sheet, author).items():
        if name in touched and move.hold:
            raise BadWish(
                f"{name} is held: it is left alone; ask the person who holds it to let it go "
                "(`tonmeister hold SONG ID --let-go`)"
            )
        if name in touched:
            raise BadWish(
                f"{name} is as a person set it: it is left alone; ask them to set it, or to hand "
                "it over (`tonmeister decide SONG`, then `tonmeister hold SONG ID --let-go`)"
            )


def touched_ids(before: RecallSheet, after: RecallSheet) -> set[str]:
    """Return the moves that a change touches."""
    was, now = moves_of(before), moves_of(after)
    return {name for name in {**was, **now} if was.get(name) != now.get(name)}


def propose(room: Room, sheet: RecallSheet, names: Collection[str]) -> None:
    """Take moves for what was proposed last, so that the next decision may move them."""
    last = read_proposal(room.project)
    if last is None:
        return
    now = {strip.name: strip for strip in sheet.strips}
    strips = []
    for strip in last.strips:
        wanted = {m.id: m for m in now.get(strip.name, strip).decisions if m.id in names}
        kept = [wanted.pop(m.id, m) for m in strip.decisions]
        strips.append(replace(strip, decisions=(*kept, *wanted.values())))
    write_proposal(room.project, replace(last, strips=tuple(strips)))


def marks(sheet: RecallSheet, names: Collection[str] | None = None) -> Mapping[str, str]:
    """Return a mark of how each move sounds, by id."""
    there = moves_of(sheet)
    return {name: _mark(m) for name, m in there.items() if names is None or name in names}


def moves_of(sheet: RecallSheet) -> dict[str, Decision]:
    """Return all moves of a sheet by id."""
    return {move.id: move for strip in sheet.strips for move in strip.decisions}


def _mark(move: Decision) -> str:
    heard = [move.effect, dict(move.settings), dict(move.curves), move.key,
             move.amount_percent, move.bypass]  # fmt: skip
    return sha256(json.dumps(heard, sort_keys=True).encode()).hexdigest()[:16]
