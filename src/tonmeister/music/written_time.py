"""Notes that were played freely, written down: each to the nearest sixteenth or triplet.

A beat is read in four or in three, whichever its onsets lie nearer to; three has to be clearly
better, since most music is in four.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

EVEN, TRIPLET = 4, 3
BETTER_RATIO = 0.5
PLAIN = (1, 2, 3, 4, 6, 8, 12, 16, 24)
"""What a quarter note is divided by in written music."""
MOSTLY_SCORE = 0.9
LEAST_REST = Fraction(1, 4)
FINEST = 48


def is_written(starts: Sequence[Fraction]) -> bool:
    """Say whether onsets lie on a grid already, as in a file that a notation program wrote."""
    on = sum(s.denominator in PLAIN for s in starts)
    return not starts or on >= MOSTLY_SCORE * len(starts)


def tidied(notes: Sequence[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """Return written notes with those edges put right that are a tick off."""
    out = []
    for start, length in notes:
        begin, end = (_near(edge) for edge in (start, start + length))
        out.append((begin, end - begin if end > begin else length))
    return out


def _near(at: Fraction) -> Fraction:
    return at if at.denominator in PLAIN else Fraction(round(at * FINEST), FINEST)


def written(notes: Sequence[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """Return (start, length) of each note on the grid, in quarter notes; lengths stay above 0.

    Onsets that are on a grid already stay. A rest of a sixteenth or less goes to the note before.
    """
    starts = [start for start, _ in notes]
    parts: dict[int, list[Fraction]] = {}
    for start in starts:
        parts.setdefault(int(start // 1), []).append(start % 1)
    grids = {beat: _grid(inside) for beat, inside in parts.items()}
    begun = starts if is_written(starts) else [_snapped(start, grids) for start in starts]
    out = []
    for place, (begin, (start, length)) in enumerate(zip(begun, notes, strict=True)):
        end = _snapped(start + length, grids)
        following = next((b for b in begun[place + 1 :] if b > begin), None)
        if following is not None and end + LEAST_REST >= following:
            end = following
        least = Fraction(1, grids[int(start // 1)])
        out.append((begin, end - begin if end > begin else least))
    return out


def _grid(inside: Sequence[Fraction]) -> int:
    def cost(parts: int) -> float:
        return sum(float(abs(x * parts - round(x * parts)) / parts) ** 2 for x in inside)

    return TRIPLET if cost(TRIPLET) < BETTER_RATIO * cost(EVEN) else EVEN


def _snapped(at: Fraction, grids: dict[int, int]) -> Fraction:
    parts = grids.get(int(at // 1), EVEN)
    return Fraction(round(at * parts), parts)
