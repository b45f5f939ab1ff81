"""Every decision on a strip, with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tonmeister.model import Finding, RecallSheet
from tonmeister.units import say


def why(sheet: RecallSheet, findings: Sequence[Finding], strip: str) -> list[str]:
    """Tell what was done on a strip and why, one line for each move, in the order of its chain.

    Also what was taken back and what was left alone. Raises ``KeyError`` with one clear line
    for a strip that the sheet does not have.
    """
    names = [s.name for s in sheet.strips]
    if strip not in names:
        raise KeyError(f"there is no strip {strip!r}; there are {', '.join(names)}")
    known = {f.id for f in findings}
    lines = []
    for move in sheet.strip(strip).decisions:
        line = f"{move.id}: {move.reason}"
        if move.bypass:
            line += " (switched off)"
        elif move.amount_percent != 100.0:
            line += f" (at {move.amount_percent:g} %)"
        if move.author:
            line += f" (by {move.author}{', held' if move.hold else ''})"
        elif move.hold:
            line += " (held)"
        if measured := _measured(move.measured):
            line += f" Measured: {measured}."
        if lost := [i for i in move.because if i not in known]:
            line += f" (what was heard then is heard no more: {', '.join(lost)})"
        lines.append(line)
    lines += [
        f"{back.decision.id}, taken back: {back.reason}"
        for back in sheet.taken_back
        if back.strip == strip
    ]
    lines += [note for note in sheet.notes if strip in note and not note.startswith("I took")]
    return lines


def _measured(facts: Mapping[str, float]) -> str:
    return ", ".join(
        f"{_plain(name)} {say(name, value)}"
        for name, value in facts.items()
        if name != "heard_again_count"
    )


def _plain(name: str) -> str:
    words = name.rpartition("_")[0].replace("_", " ")
    return f"without this move {words.removeprefix('without ')}" if "without" in words else words
