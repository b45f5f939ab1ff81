"""What the drummer plays in each bar: a pattern by energy, a fill, the crash after it, the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from zlib import crc32

import numpy as np

from tonmeister.knowledge.grooves import Bar, Fill, Groove, Pattern, Stroke, unrolled, velocity_of
from tonmeister.model import BarPlan, MeterAt
from tonmeister.producer.arranging.drums_meters import in_meter, is_compound

WHIM = 0.3
"""How far from the pattern nearest in energy the drummer's own choice may lead."""
LONG_FILL_ENERGY = 0.5
_UNDER_A_CRASH = {"hat", "hat-open", "ride"}
_COUNT = 7


@dataclass(frozen=True, slots=True)
class Played:
    """A bar's strokes; those in ``triplets`` stand on a triplet grid and are not swung."""

    strokes: Bar
    triplets: frozenset[Stroke]
    phrase_bar: int  # from 0, in its section


_NOTHING = Played((), frozenset(), 0)


def played_bars(plan: Sequence[BarPlan], groove: Groove, seed: int) -> list[Played]:
    """Return what is played in each bar of the plan."""
    out: list[Played] = []
    place, filled = 0, False
    for n, bar in enumerate(plan):
        place = 0 if bar.first else place + 1
        if "drums" not in bar.parts or not (groove.patterns or groove.ending):
            out.append(_NOTHING)
            filled = False
            continue
        if bar.ending:
            out.append(Played(groove.ending, frozenset(), place))
            continue
        if bar.section.lower().startswith("count"):
            out.append(Played(_counted(bar.meter), frozenset(), place))
            filled = False
            continue
        pattern = _pattern(bar, groove, seed)
        strokes = pattern.bars[place % len(pattern.bars)]
        triplets = frozenset(strokes) if pattern.triplets else frozenset()
        fill = _fill(bar, groove, seed, n) if bar.fill else None
        if fill is not None:
            strokes, late = _with_fill(strokes, fill, bar.meter.bar_quarters)
            triplets = frozenset(s for s in triplets if s in strokes) | late
        started = bar.first and n > 0 and bool(out[-1].strokes)
        if (filled or started) and bar.energy_score >= groove.crash_energy_score:
            strokes = _with_crash(strokes, groove.after_fill)
        whole = [(s, s in triplets) for s in strokes]
        single = [(one, t) for s, t in whole for one in unrolled((s,))]
        out.append(Played(tuple(s for s, _ in single), frozenset(s for s, t in single if t), place))
        filled = fill is not None
    return out


def _counted(meter: MeterAt) -> Bar:
    """Return the sticks that count a bar in."""
    beat = meter.beat_quarters
    return tuple(
        Stroke(at_quarters=n * beat, length_quarters=beat, lane="side-stick",
               velocity=velocity_of(_COUNT))
        for n in range(int(meter.bar_quarters / beat))
    )  # fmt: skip


def _pattern(bar: BarPlan, groove: Groove, seed: int) -> Pattern:
    """Choose a pattern: nearest in energy, the same wherever the section comes again."""
    ready = in_meter(groove, bar.meter)
    intro = bar.section.lower().startswith("intro") and bar.energy_score < LONG_FILL_ENERGY
    some = [p for p in ready if p.use == ("intro" if intro else "bar")]
    some = some or [p for p in ready if p.use == "bar"] or list(ready)
    name = "".join(c for c in bar.section.lower() if c.isalpha())
    whims = np.random.default_rng((seed, 2, crc32(name.encode("utf-8")))).random(len(some))
    energy = bar.energy_score

    def far(n: int) -> tuple[float, float]:
        low, high = some[n].low_energy_score, some[n].high_energy_score
        outside = max(low - energy, energy - high, 0.0)
        return outside, abs(energy - (low + high) / 2.0) + WHIM * float(whims[n])

    return some[min(range(len(some)), key=far)]


def _fill(bar: BarPlan, groove: Groove, seed: int, n: int) -> Fill | None:
    """Choose a fill that suits the energy; long ones lead from one section into the next."""
    compound = is_compound(bar.meter)
    fits = [
        f for f in groove.fills
        if f.compound == compound and f.length_quarters <= bar.meter.bar_quarters
    ]  # fmt: skip
    energy = bar.energy_score
    suits = [f for f in fits if f.low_energy_score <= energy <= f.high_energy_score] or fits
    if not (bar.last and energy >= LONG_FILL_ENERGY):
        half = bar.meter.bar_quarters / 2
        suits = [f for f in suits if f.length_quarters <= half] or suits
    if not suits:
        return None
    return suits[int(np.random.default_rng((seed, 3, n)).integers(len(suits)))]


def _with_fill(strokes: Bar, fill: Fill, bar_quarters: Fraction) -> tuple[Bar, frozenset[Stroke]]:
    """Return the bar with the fill at its end, and the fill's strokes that are triplets."""
    start = bar_quarters - fill.length_quarters
    late = tuple(replace(s, at_quarters=s.at_quarters + start) for s in fill.strokes)
    taken = {s.lane for s in late}
    kept = []
    for s in strokes:
        if s.at_quarters < start:
            room = start - s.at_quarters
            kept.append(replace(s, length_quarters=min(s.length_quarters, room)))
        elif s.lane in fill.keeps and s.lane not in taken:
            kept.append(s)
    whole = tuple(sorted((*kept, *late), key=lambda s: s.at_quarters))
    return whole, frozenset(late) if fill.triplets else frozenset()


def _with_crash(strokes: Bar, crash: Bar) -> Bar:
    """Put the strokes after a fill on the one, in place of what is there in their way."""
    lanes = {s.lane for s in crash}
    over = lanes | (_UNDER_A_CRASH if "crash" in lanes else set())
    return (*crash, *(s for s in strokes if s.at_quarters > 0 or s.lane not in over))
