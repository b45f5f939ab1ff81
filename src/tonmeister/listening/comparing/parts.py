"""The parts in which two mixes are laid side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import db, smooth, steps
from tonmeister.listening.comparing.sides import Side
from tonmeister.model import SongMap, Span

On = NDArray[np.bool_]
LEAST_S = 4.0
APART_LU = 4.0
"""So far must loud and quiet parts lie apart in both songs to be compared for themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of both mixes: its name, its place (one song) and the steps of 0.1 s in each."""

    name: str
    where: Span | None
    on_a: On
    on_b: On


def parts_together(a: Side, b: Side, song: SongMap | None) -> tuple[Part, ...]:
    """Return the whole and each section of a song, for two mixes that begin together."""
    count = min(a.features.k_power.size, b.features.k_power.size)
    length_s = min(a.features.length_s, b.features.length_s)
    active = np.zeros(count, np.bool_)
    active |= a.features.active[:count] | b.features.active[:count]
    out = [_part("the whole", Span(0.0, length_s), active, a, b)]
    named: dict[str, int] = {}
    for section in song.sections if song is not None else ():
        where = Span(section.where.start_s, min(section.where.end_s, length_s))
        named[section.name] = named.get(section.name, 0) + 1
        if where.end_s - where.start_s < LEAST_S:
            continue
        on = np.zeros(count, np.bool_)
        on[steps(a.features, where)] = True
        if (on & active).any():
            number = f" {named[section.name]}" if named[section.name] > 1 else ""
            out.append(_part(f"{section.name}{number}", where, on & active, a, b))
    return tuple(out) if len(out) > 2 else tuple(out[:1])


def _part(name: str, where: Span, on: On, a: Side, b: Side) -> Part:
    def long(side: Side) -> On:
        out = np.zeros(side.features.k_power.size, np.bool_)
        out[: on.size] = on
        return out

    return Part(name=name, where=where, on_a=long(a), on_b=long(b))


def parts_apart(a: Side, b: Side) -> tuple[Part, ...]:
    """Return the whole, the loud and the quiet parts of two different songs."""
    whole = Part(name="the whole", where=None, on_a=a.features.active, on_b=b.features.active)
    loud_a, quiet_a, apart_a = _loud_and_quiet(a)
    loud_b, quiet_b, apart_b = _loud_and_quiet(b)
    if min(apart_a, apart_b) < APART_LU:
        return (whole,)
    return (
        whole,
        Part(name="loud parts", where=None, on_a=loud_a, on_b=loud_b),
        Part(name="quiet parts", where=None, on_a=quiet_a, on_b=quiet_b),
    )


def _loud_and_quiet(one: Side) -> tuple[On, On, float]:
    """Return the louder and the quieter third of a song, and how far they lie apart."""
    active = one.features.active
    if active.sum() < 60:
        return active, active, 0.0
    level = db(smooth(one.features.k_power, 30))
    low, high = np.percentile(level[active], [33.0, 67.0])
    loud, quiet = active & (level >= high), active & (level <= low)
    return loud, quiet, float(level[loud].mean() - level[quiet].mean())
