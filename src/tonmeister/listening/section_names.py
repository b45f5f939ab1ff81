"""Verse, chorus, bridge: names for the parts of a song, where the evidence says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SUNG = 0.25
"""A part is sung where the lead vocal sings at least this much of it."""
LOUDER_DB = 1.0
LONGEST_ENDING = 0.3
"""An intro or an outro takes at most this part of the song."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part from bar ``start`` to ``stop``; parts of one ``group`` are the same music.

    ``sung`` and ``tracks``: how much of it is sung, and how many tracks play.
    """

    start: int
    stop: int
    group: int
    level_db: float
    sung: float
    tracks: float


def name_parts(parts: Sequence[Part]) -> list[tuple[str, float]]:
    """Name each part, with a confidence (0 to 1).

    The chorus comes again, is sung, and is the loudest or fullest of what is sung; the verse is
    the other sung part that comes again, or comes before it; a bridge is sung or played once
    between choruses; what is not sung before the first and after the last sung part is intro and
    outro. Everything else is called by a letter, the same for the same music.
    """
    names = [_letter(part.group) for part in parts]
    sure = [0.5] * len(parts)
    sung = [i for i, part in enumerate(parts) if part.sung >= SUNG]
    if not sung or len(parts) < 3:
        return list(zip(names, sure, strict=True))
    chorus = _chorus(parts, sung)
    if chorus is not None:
        group, confidence = chorus
        for i in sung:
            if parts[i].group == group:
                names[i], sure[i] = "chorus", confidence
        _name_verses(parts, sung, group, names, sure)
        _name_bridge(parts, group, names, sure)
    bars = parts[-1].stop
    for i in range(sung[0]):
        if parts[i].stop <= LONGEST_ENDING * bars:
            names[i], sure[i] = "intro", 0.8
    for i in range(sung[-1] + 1, len(parts)):
        if parts[i].start >= (1.0 - LONGEST_ENDING) * bars:
            names[i], sure[i] = "outro", 0.8
    last = max((i for i, name in enumerate(names) if name == "chorus"), default=len(parts))
    if last + 1 < len(parts) and parts[last + 1].start >= (1.0 - LONGEST_ENDING / 2) * bars:
        for i in range(last + 1, len(parts)):
            names[i], sure[i] = "outro", max(sure[i], 0.6)
    for i in range(sung[0], sung[-1]):
        if parts[i].sung < 0.08 and names[i] == _letter(parts[i].group):
            names[i], sure[i] = "instrumental", 0.6
    return list(zip(names, sure, strict=True))


def _letter(group: int) -> str:
    return chr(ord("A") + group % 26) + ("" if group < 26 else str(group // 26))


def _chorus(parts: Sequence[Part], sung: Sequence[int]) -> tuple[int, float] | None:
    """Return the group that is the chorus and how sure that is, or None."""
    groups = {parts[i].group for i in sung}
    again = {g for g in groups if sum(parts[i].group == g for i in sung) >= 2}
    if not again or len(groups) < 2:
        return None

    def energy(group: int) -> float:
        own = [parts[i] for i in sung if parts[i].group == group]
        bars = sum(p.stop - p.start for p in own)
        return sum((p.level_db + 0.5 * p.tracks) * (p.stop - p.start) for p in own) / bars

    ranked = sorted(again, key=energy, reverse=True)
    best = ranked[0]
    others = [energy(g) for g in groups if g != best]
    lead = energy(best) - max(others)
    if lead < LOUDER_DB:
        return None
    return best, min(0.95, 0.55 + 0.08 * lead)


def _name_verses(
    parts: Sequence[Part], sung: Sequence[int], chorus: int, names: list[str], sure: list[float]
) -> None:
    """Call verse what is sung, is not the chorus, and comes again or leads to the first chorus."""
    first = min(i for i in sung if parts[i].group == chorus)
    before = [i for i in sung if i < first]
    others = {parts[i].group for i in sung if parts[i].group != chorus}
    again = {g for g in others if sum(parts[i].group == g for i in sung) >= 2}
    verses = again | ({parts[before[0]].group} if before else set())
    if len(verses) > 1 and before:
        verses = {parts[before[0]].group}
    for i in sung:
        if parts[i].group in verses:
            names[i], sure[i] = "verse", 0.7


def _name_bridge(parts: Sequence[Part], chorus: int, names: list[str], sure: list[float]) -> None:
    """Call bridge what comes once, between the second chorus and the last."""
    places = [i for i, part in enumerate(parts) if part.group == chorus]
    if len(places) < 3:
        return
    for i in range(places[1] + 1, places[-1]):
        once = sum(part.group == parts[i].group for part in parts) == 1
        if once and names[i] not in ("verse", "chorus"):
            names[i], sure[i] = "bridge", 0.6
