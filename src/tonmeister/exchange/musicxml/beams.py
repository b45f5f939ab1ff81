"""Beams: short notes of one beat hang together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tonmeister.exchange.musicxml.rhythm import Beats

FLAGS = {"eighth": 1, "16th": 2, "32nd": 3, "64th": 4}


def beam(pieces: Sequence[Any], beats: Beats, start: int) -> None:
    """Write into each piece of a bar how its beams go on, outermost first.

    A triplet has beams of its own.
    """
    group: list[Any] = []
    beat: tuple[int, object] = (-1, None)
    for piece in [*pieces, None]:
        flagged = piece is not None and piece.event is not None and piece.kind in FLAGS
        now: tuple[int, object] = (-1, None)
        if piece is not None:
            now = max(s for s in beats.starts if s <= piece.at - start), piece.cell
        if group and not (flagged and now == beat):
            _write(group)
            group = []
        if flagged:
            group.append(piece)
            beat = now


def _write(group: Sequence[Any]) -> None:
    if len(group) < 2:
        return
    flags = [FLAGS[piece.kind] for piece in group]
    for n, piece in enumerate(group):
        for level in range(1, flags[n] + 1):
            before = n > 0 and flags[n - 1] >= level
            after = n + 1 < len(group) and flags[n + 1] >= level
            piece.beams.append(_name(before, after, first=n == 0))


def _name(before: bool, after: bool, *, first: bool) -> str:
    if before and after:
        return "continue"
    if before or after:
        return "end" if before else "begin"
    return "forward hook" if first else "backward hook"
