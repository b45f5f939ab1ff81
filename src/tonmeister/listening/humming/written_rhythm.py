"""Rhythms as people read them: notes on the grid, short breaths not written as rests."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tonmeister.listening.humming.pulse import Pulse

REST_BEATS = Fraction(1, 2)
"""A shorter silence is a breath or a consonant: the note is written up to the next one."""
LEGATO_BEATS = Fraction(1)
LONG_BEATS = Fraction(5, 4)
"""Longer notes end on a beat."""


def written_rhythm(
    pulse: Pulse, beat_quarters: Fraction, lengths_s: Sequence[float]
) -> list[tuple[Fraction, Fraction]]:
    """Return (start, length) of each note in quarters from the first downbeat."""
    each = pulse.rhythm.steps_a_beat
    half = each if each == 3 else each // 2  # what short notes before a rest end on
    out = []
    for i, (step, length_s) in enumerate(zip(pulse.steps, lengths_s, strict=True)):
        start = int(step)
        sung = max(1, round(length_s / pulse.beat_s * each))
        if i + 1 < pulse.steps.size:
            room = int(pulse.steps[i + 1]) - start
            silent = Fraction(room - sung, each)
            if Fraction(room, each) <= LEGATO_BEATS or silent <= REST_BEATS:
                sung = room
            else:
                end = _rounded_up(start + sung, each if sung > LONG_BEATS * each else half)
                sung = min(room, max(1, end - start))
        else:
            sung = max(1, _rounded_up(start + sung, each) - start)
        out.append((Fraction(start, each) * beat_quarters, Fraction(sung, each) * beat_quarters))
    return out


def _rounded_up(step: int, to: int) -> int:
    """Round to the nearest whole of ``to``, up from a third on: singers leave notes early."""
    return -((-(step - to // 3)) // to) * to
