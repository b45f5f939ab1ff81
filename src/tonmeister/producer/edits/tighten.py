"""From how late each stroke is to the moves that mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tonmeister.model import Edit, edit_id
from tonmeister.signal.stretch import Joint, Piece, chained

ATTACK_S = 0.050
"""So much of a stroke is moved whole at least, where there is room."""
AFTER_LAST_S = 0.030
LONGEST_GAP_S = 0.300
SHARE_FREE = 0.35
"""Of the way from one stroke's attack to the next one's cut, left free for stretching."""
LEAST_FREE_S = 0.008
LEAST_MOVE_MS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A stroke or note, and where it belongs.

    ``cut_s``: where it may be cut out, before all its microphones hear it; ``last_s``: when the
    last of them does. ``late_ms``: how late it is against where it belongs (None: it belongs to
    nothing and stays). ``against``: what that is, in words.
    """

    time_s: float
    cut_s: float
    last_s: float
    late_ms: float | None
    against: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a part is tightened. ``group``: its name, and that of all its moves; ``joint``: see
    ``tonmeister.signal.stretch``.
    """

    group: str
    strength_percent: float
    tolerance_ms: float
    joint: Joint
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A stroke that is to be moved: which (index), from where to where whole, by how much."""

    stroke: int
    start_s: float
    end_s: float
    move_ms: float
    lead_ms: float
    tail_ms: float


def plan_moves(
    strokes: Sequence[Stroke], manner: Manner, rate_hz: int, length_s: float,
    *, without: frozenset[int] = frozenset(),
) -> list[Planned]:  # fmt: skip
    """Return the moves, in order, no further than neighbours leave room.

    ``without``: strokes that were tried and stay.
    """
    frames = round(length_s * rate_hz)
    ends_s = [_end_s(strokes, i, length_s) for i in range(len(strokes))]
    pieces: dict[int, Piece] = {}
    for i, stroke in enumerate(strokes):
        if stroke.late_ms is None or i in without or abs(stroke.late_ms) <= manner.tolerance_ms:
            continue
        before_s = ends_s[i - 1] if i else 0.0
        after_s = strokes[i + 1].cut_s if i + 1 < len(strokes) else length_s
        shift = round(-stroke.late_ms * manner.strength_percent / 100.0 / 1000.0 * rate_hz)
        start, end = round(stroke.cut_s * rate_hz), round(ends_s[i] * rate_hz)
        if abs(shift) * 1000.0 / rate_hz < LEAST_MOVE_MS or end <= start:
            continue
        lead = start - round(max(before_s, stroke.cut_s - LONGEST_GAP_S) * rate_hz)
        tail = round(min(after_s, ends_s[i] + LONGEST_GAP_S) * rate_hz) - end
        pieces[i] = Piece(start, end, shift, max(0, lead), max(0, tail))
    fits = {p.start: p.shift for p in chained(list(pieces.values()), frames, rate_hz) if p.shift}
    return [
        Planned(
            stroke=i,
            start_s=p.start / rate_hz,
            end_s=p.end / rate_hz,
            move_ms=1000.0 * fits[p.start] / rate_hz,
            lead_ms=1000.0 * p.lead / rate_hz,
            tail_ms=1000.0 * p.tail / rate_hz,
        )
        for i, p in pieces.items()
        if abs(fits.get(p.start, 0)) * 1000.0 / rate_hz >= LEAST_MOVE_MS
    ]


def _end_s(strokes: Sequence[Stroke], i: int, length_s: float) -> float:
    """Return how far a stroke is moved whole: over its attack in all microphones."""
    stroke = strokes[i]
    wanted_s = max(stroke.time_s + ATTACK_S, stroke.last_s + AFTER_LAST_S)
    next_s = strokes[i + 1].cut_s if i + 1 < len(strokes) else length_s
    free_s = max(LEAST_FREE_S, SHARE_FREE * (next_s - stroke.cut_s))
    return max(stroke.cut_s, min(wanted_s, next_s - free_s))


def move_edits(
    planned: Sequence[Planned], strokes: Sequence[Stroke], tracks: Sequence[str], manner: Manner
) -> list[list[Edit]]:
    """Return one edit a track for each move, alike on all tracks."""
    return [
        [
            Edit(
                id=edit_id(track, "move", move.start_s),
                track=track,
                stage="tighten",
                kind="move",
                start_s=move.start_s,
                end_s=move.end_s,
                settings={
                    "move_ms": round(move.move_ms, 6),
                    "lead_ms": round(move.lead_ms, 6),
                    "tail_ms": round(move.tail_ms, 6),
                    "joint": manner.joint,
                    "group": f"{manner.group} {move.start_s:.3f}",
                },
                rule=manner.rule,
                reason=_reason(strokes[move.stroke], move, manner),
            )
            for track in tracks
        ]
        for move in planned
    ]


def _reason(stroke: Stroke, move: Planned, manner: Manner) -> str:
    late_ms = stroke.late_ms or 0.0
    came = "late" if late_ms > 0 else "early"
    way = "earlier" if move.move_ms < 0 else "later"
    return (
        f"{manner.group} came {abs(late_ms):.1f} ms {came} against {stroke.against}, more than the "
        f"{manner.tolerance_ms:.0f} ms that are let be; moved {abs(move.move_ms):.1f} ms {way}."
    )
