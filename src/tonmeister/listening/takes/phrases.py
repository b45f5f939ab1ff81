"""The lines of a part: where all takes breathe."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.listening.takes.aligned import ReferenceNote
from tonmeister.model import Phrase, SongMap, Span

GAP_S = 0.24
"""A pause of this length between two notes ends a phrase."""
SHORTEST_S, LONGEST_S = 1.5, 8.0
JOINED_S = 1.2
"""A phrase that is too short joins a neighbour that is no further away."""
BEFORE_S, AFTER_S = 0.12, 0.15
BAR_COUNTS_S = 0.25
"""What the beginning of a bar is worth when a long phrase must be cut, in seconds of pause."""

Row = list[int]


def phrases_of(
    notes: Sequence[ReferenceNote], song: SongMap | None = None, lines: Sequence[str] = ()
) -> tuple[tuple[Phrase, ...], tuple[str, ...]]:
    """Return the phrases of a melody, and what must be said about the words.

    Lines of lyrics go one on each phrase where there are as many of both.
    """
    if not notes:
        return (), ()
    downbeats = _downbeats(song)
    rows = _joined(_at_pauses(notes), notes)
    rows = [part for row in rows for part in _cut(row, notes, downbeats)]
    said = [line.strip() for line in lines if line.strip()]
    problems: tuple[str, ...] = ()
    if said and len(said) != len(rows):
        problems = (
            f"the lyrics have {len(said)} lines, but {len(rows)} phrases are sung: the words are "
            "left off (give one line for each phrase)",
        )
        said = []
    found = []
    for number, row in enumerate(rows):
        before_s = notes[rows[number - 1][-1]].end_s if number else 0.0
        after_s = notes[rows[number + 1][0]].start_s if number + 1 < len(rows) else float("inf")
        first_s, last_s = notes[row[0]].start_s, notes[row[-1]].end_s
        start_s = max(first_s - BEFORE_S, 0.5 * (before_s + first_s), 0.0)
        where = Span(
            round(min(start_s, first_s), 3),
            round(max(last_s, min(last_s + AFTER_S, 0.5 * (last_s + after_s))), 3),
        )
        found.append(
            Phrase(
                number=number + 1,
                where=where,
                notes=(row[0], row[-1] + 1),
                words=said[number] if said else "",
                bars=song.bars(Span(first_s, last_s)) if song else str(where),
            )
        )
    return tuple(found), problems


def _downbeats(song: SongMap | None) -> list[float]:
    if song is None or song.tempo is None:
        return []
    return [song.tempo.beats_s[i] for i in song.tempo.downbeats]


def _at_pauses(notes: Sequence[ReferenceNote]) -> list[Row]:
    rows: list[Row] = [[0]]
    for number in range(1, len(notes)):
        if notes[number].start_s - notes[number - 1].end_s >= GAP_S:
            rows.append([])
        rows[-1].append(number)
    return rows


def _length(row: Row, notes: Sequence[ReferenceNote]) -> float:
    return notes[row[-1]].end_s - notes[row[0]].start_s


def _joined(rows: list[Row], notes: Sequence[ReferenceNote]) -> list[Row]:
    """Join what is too short to be a line with the nearer neighbour, if it is near."""
    rows = [list(row) for row in rows]
    while True:
        best: tuple[float, int] | None = None
        for at in range(len(rows) - 1):
            one, other = rows[at], rows[at + 1]
            gap_s = notes[other[0]].start_s - notes[one[-1]].end_s
            short = min(_length(one, notes), _length(other, notes)) < SHORTEST_S
            both_s = _length(one + other, notes)
            if (
                short
                and gap_s <= JOINED_S
                and both_s <= LONGEST_S
                and (gap_s, at) < (best or (float("inf"), 0))
            ):
                best = (gap_s, at)
        if best is None:
            return rows
        at = best[1]
        rows[at : at + 2] = [rows[at] + rows[at + 1]]


def _cut(row: Row, notes: Sequence[ReferenceNote], downbeats: Sequence[float]) -> list[Row]:
    """Cut a line that is too long at its longest pause, near its middle, near a bar line."""
    length_s = _length(row, notes)
    if length_s <= LONGEST_S or len(row) < 2:
        return [row]
    start_s = notes[row[0]].start_s

    def worth(at: int) -> float:
        here_s = notes[row[at]].start_s
        pause_s = here_s - notes[row[at - 1]].end_s
        held_s = notes[row[at - 1]].end_s - notes[row[at - 1]].start_s
        bar = any(abs(here_s - d) < 0.12 for d in downbeats)
        beside = abs((here_s - start_s) / length_s - 0.5)
        return pause_s + 0.1 * min(held_s, 1.5) + BAR_COUNTS_S * bar - 0.6 * beside

    inside = [
        at
        for at in range(1, len(row))
        if notes[row[at]].start_s - start_s >= SHORTEST_S
        and notes[row[-1]].end_s - notes[row[at]].start_s >= SHORTEST_S
    ]
    if not inside:
        return [row]
    best = max(inside, key=lambda at: (worth(at), -at))
    return [*_cut(row[:best], notes, downbeats), *_cut(row[best:], notes, downbeats)]
