"""Half time and double time: what a band does with a tempo that its style was not made for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tonmeister.knowledge.grooves.nouns import Figure
from tonmeister.model import BarPlan, Chart, Clip, MeterAt
from tonmeister.music.clock import tempo_at

BEYOND = 1.25
"""Only so far outside a style's range is a tempo counted otherwise."""
SIMPLE = {(2, 4), (3, 4), (4, 4)}


@dataclass(frozen=True, slots=True)
class Counted:
    """The song as the players count it: ``ratio`` of their quarters to written ones."""

    ratio: Fraction
    chart: Chart
    plan: tuple[BarPlan, ...]


def counted(chart: Chart, plan: Sequence[BarPlan], tempo: Figure) -> tuple[Counted, str | None]:
    """Return the song as it is counted, and why, in words.

    A tempo far above the style's range is felt at half of it, one far below at double; where the
    meters do not allow it, or it would not help, the tempo stays as written.
    """
    beat = 1.5 if chart.meters[0].beat_quarters == Fraction(3, 2) else 1.0
    bpm = tempo_at(chart, 0).quarter_bpm / beat
    whole = Counted(Fraction(1), chart, tuple(plan))
    if tempo.low / BEYOND <= bpm <= tempo.high * BEYOND:
        return whole, None
    ratio = Fraction(1, 2) if bpm > tempo.high else Fraction(2)
    word = "half" if ratio < 1 else "double"
    range_said = f"{tempo.low:.0f} to {tempo.high:.0f} BPM"
    felt = bpm * float(ratio)
    better = tempo.low / BEYOND <= felt <= tempo.high * BEYOND
    if not better or any((m.beats, m.unit) not in SIMPLE for m in chart.meters):
        return whole, f"{bpm:.0f} BPM lies outside the style ({range_said}); I keep it as written."
    scaled = replace(
        chart,
        tempos=tuple(
            replace(t, at_quarters=t.at_quarters * ratio, quarter_bpm=t.quarter_bpm * float(ratio))
            for t in chart.tempos
        ),
        chords=tuple(
            replace(c, start_quarters=c.start_quarters * ratio,
                    length_quarters=c.length_quarters * ratio)
            for c in chart.chords
        ),
        melody=tuple(
            replace(n, start_quarters=n.start_quarters * ratio,
                    length_quarters=n.length_quarters * ratio)
            for n in chart.melody
        ),
        keys=tuple(replace(k, at_quarters=k.at_quarters * ratio) for k in chart.keys),
    )  # fmt: skip
    bars = _paired(plan) if ratio < 1 else _doubled(plan)
    said = (
        f"{bpm:.0f} BPM is far from the style's {range_said}: "
        f"the band plays in {word} time, as at {felt:.0f}."
    )
    return Counted(ratio, scaled, bars), said


def uncounted(clip: Clip, ratio: Fraction) -> Clip:
    """Return a clip in written quarters again. What players are late in ms stays."""
    if ratio == 1:
        return clip
    back = float(1 / ratio)
    notes = tuple(
        replace(n, start_quarters=n.start_quarters * back, length_quarters=n.length_quarters * back)
        for n in clip.notes
    )
    return replace(clip, notes=notes)


def _paired(plan: Sequence[BarPlan]) -> tuple[BarPlan, ...]:
    """Return two bars as one, within a section and among the same players; else half a bar."""
    out: list[BarPlan] = []
    n = 0
    while n < len(plan):
        one = plan[n]
        other = plan[n + 1] if n + 1 < len(plan) else None
        start = one.start_quarters / 2
        fits = (
            other is not None and not other.first and not other.ending and not one.ending
            and other.meter == one.meter and other.parts == one.parts
        )  # fmt: skip
        if fits and other is not None:
            meter = MeterAt(bar=len(out), beats=6, unit=8) if one.meter.beats == 3 else one.meter
            out.append(replace(other, bar=len(out), start_quarters=start, first=one.first,
                               meter=replace(meter, bar=len(out)),
                               fill=one.fill or other.fill))  # fmt: skip
            n += 2
        else:
            short = {2: (1, 4), 3: (3, 8), 4: (2, 4)}[one.meter.beats]
            meter = MeterAt(bar=len(out), beats=short[0], unit=short[1])
            out.append(replace(one, bar=len(out), start_quarters=start, meter=meter))
            n += 1
    return tuple(out)


def _doubled(plan: Sequence[BarPlan]) -> tuple[BarPlan, ...]:
    """Return each bar as two; the last one of the song stays one, twice as long to ring."""
    out: list[BarPlan] = []
    for bar in plan:
        start = bar.start_quarters * 2
        half = bar.meter.bar_quarters
        row = replace(bar, bar=len(out), start_quarters=start,
                      meter=replace(bar.meter, bar=len(out)))  # fmt: skip
        if bar.ending:
            out.append(replace(row, meter=MeterAt(bar=len(out), beats=bar.meter.beats * 2)))
            continue
        out.append(replace(row, last=False, fill=False))
        here = len(out)
        out.append(replace(row, bar=here, start_quarters=start + half, first=False,
                           meter=replace(bar.meter, bar=here)))  # fmt: skip
    return tuple(out)
