"""Every edit of a track, with its reason."""

from __future__ import annotations

from collections.abc import Mapping

from tonmeister.model import Edit, EditList
from tonmeister.units import say


def why_edits(edits: EditList, track: str) -> list[str]:
    """Tell what was done to a recording and why, one line an edit, in the order of playing.

    Also what was taken back, and what was left alone.
    """
    lines = [_line(edit) for edit in edits.of(track)]
    lines += [
        f"{back.edit.id}, taken back: {back.reason}"
        for back in edits.taken_back
        if back.edit.track == track
    ]
    return lines + [note for note in edits.notes if note.startswith(f"{track}: ")]


def _line(edit: Edit) -> str:
    line = f"{edit.id}: {edit.reason}"
    if edit.bypass:
        line += " (undone)"
    elif edit.amount_percent != 100.0:
        line += f" (at {edit.amount_percent:g} %)"
    if edit.hold:
        line += " (held)"
    if measured := _measured(edit.before, edit.after):
        line += f" Measured: {measured}."
    return line


def _measured(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    return ", ".join(
        f"{name.rpartition('_')[0].replace('_', ' ')} {say(name, before[name])} before, "
        f"{say(name, value)} after"
        for name, value in after.items()
        if name in before
    )
