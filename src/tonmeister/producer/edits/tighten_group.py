"""The microphones of a kit move together, whoever of them is held, undone or changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from tonmeister.model import Edit, EditList

Value = TypeVar("Value")


def group_named(edit: Edit) -> str:
    """Return the name of the group an edit belongs to; ``""``: it stands alone."""
    return str(edit.settings.get("group", "")) if edit.kind == "move" else ""


def with_their_group(edits: EditList, ids: Iterable[str]) -> list[str]:
    """Return the ids and those of all edits that must be undone or held with them."""
    asked = set(ids)
    groups = {group_named(e) for e in edits.edits if e.id in asked} - {""}
    return [e.id for e in edits.edits if e.id in asked or group_named(e) in groups]


def same_in_group(edits: EditList) -> EditList:
    """Spread what a person did to one edit of a group over the whole group.

    Undone is undone for all, held for all, and the least amount counts. A number that differs from
    that of the others was changed by somebody, and counts for all.
    """
    groups: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits.edits:
        if group_named(edit):
            groups[group_named(edit)].append(edit)
    new: dict[str, Edit] = {}
    for members in groups.values():
        if len(members) > 1:
            new |= {e.id: e for e in _alike(members)}
    return replace(edits, edits=tuple(new.get(e.id, e) for e in edits.edits))


def _alike(members: Sequence[Edit]) -> list[Edit]:
    bypass, hold = any(e.bypass for e in members), any(e.hold for e in members)
    amount = min(e.amount_percent for e in members)
    keys = [k for k in members[0].settings if all(k in e.settings for e in members)]
    settings = {k: _odd(members, lambda e, k=k: e.settings[k]) for k in keys}  # type: ignore[misc]
    return [
        replace(
            e,
            bypass=bypass,
            hold=hold,
            amount_percent=amount,
            settings={**e.settings, **settings},
            start_s=_odd(members, lambda m: m.start_s),
            end_s=_odd(members, lambda m: m.end_s),
        )
        for e in members
    ]


def _odd(members: Sequence[Edit], value: Callable[[Edit], Value]) -> Value:
    """Return the value that one of several has alone; else the usual one."""
    said = Counter(value(e) for e in members).most_common()
    return said[-1][0]
