"""Patterns for every meter: written ones first, else made of those in four, three and six."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tonmeister.knowledge.grooves import Bar, Groove, Pattern
from tonmeister.model import MeterAt

_FOUR, _THREE = Fraction(4), Fraction(3)


def is_compound(meter: MeterAt) -> bool:
    """Whether a meter counts in dotted quarters, as 6/8 does, or in one (3/8)."""
    return meter.unit == 8 and meter.beats % 3 == 0


def in_meter(groove: Groove, meter: MeterAt) -> Sequence[Pattern]:
    """Return the groove's patterns for a meter.

    What is not written is put together: 12/8 of two bars of 6/8, 5/4 of three and two, 2/4 is
    half of 4/4, 7/8 a bar of 4/4 that breaks off.
    """
    written = _of(groove, meter.beats, meter.unit)
    if any(p.use == "bar" for p in written):
        return written
    size = meter.bar_quarters
    if is_compound(meter):
        six = _of(groove, 6, 8)
        if six:
            return [_made(p, [(p, size)], meter) for p in six]
    if size == _FOUR and _of(groove, 4, 4):
        return _of(groove, 4, 4)
    return _cut_fours(groove, meter) or [_made(p, [(p, size)], meter) for p in groove.patterns]


def _of(groove: Groove, beats: int, unit: int) -> list[Pattern]:
    return [p for p in groove.patterns if (p.beats, p.unit) == (beats, unit)]


def _cut_fours(groove: Groove, meter: MeterAt) -> list[Pattern]:
    threes = [p for p in _of(groove, 3, 4) if p.use == "bar"]
    out = []
    for n, four in enumerate(_of(groove, 4, 4)):
        three = threes[n % len(threes)] if threes else four
        rest, pieces = meter.bar_quarters, []
        while rest > 0:
            whole = rest >= 6 or rest == _FOUR
            piece = _FOUR if whole else _THREE if rest in (_THREE, 5) else min(rest, _FOUR)
            pieces.append((three if piece == _THREE else four, piece))
            rest -= piece
        out.append(_made(four, pieces, meter))
    return out


def _made(like: Pattern, pieces: Sequence[tuple[Pattern, Fraction]], meter: MeterAt) -> Pattern:
    """Return a pattern of pieces (which, how many quarters of it, again if it is shorter)."""
    return replace(
        like, beats=meter.beats, unit=meter.unit,
        bars=tuple(_bar(pieces, n) for n in range(len(like.bars))),
        triplets=any(p.triplets for p, _ in pieces),
    )  # fmt: skip


def _bar(pieces: Sequence[tuple[Pattern, Fraction]], n: int) -> Bar:
    out, start = [], Fraction(0)
    for pattern, size in pieces:
        turn, at = n, Fraction(0)
        while at < size:
            room = min(pattern.bar_quarters, size - at)
            for s in pattern.bars[turn % len(pattern.bars)]:
                if s.at_quarters < room:
                    length = min(s.length_quarters, room - s.at_quarters)
                    place = start + at + s.at_quarters
                    out.append(replace(s, at_quarters=place, length_quarters=length))
            at += room
            turn += 1
        start += size
    return tuple(out)
