"""The drummer: plays a groove along the plan of the song."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tonmeister.knowledge.grooves import GM_KEYS, LANES, LENGTH_QUARTERS, Groove, Stroke
from tonmeister.model import BarPlan, Chart, Clip, ClipNote
from tonmeister.music.clock import tempo_at
from tonmeister.music.feel import lane_late_ms, lane_strength, swing_late_ms
from tonmeister.producer.arranging.drums_bars import Played, played_bars

SOFTEST, LOUDER = 0.82, 0.24
"""The strength of the strokes at energy 0, and how much energy 1 adds."""
SIXTEENTH = 0.25
_CLOSES = {"hat", "hat-open", "hat-foot"}


@dataclass(frozen=True, slots=True)
class _Placed:
    start_quarters: float
    late_ms: float
    velocity: float
    contour_percent: float
    lane: str


def drum_clip(
    chart: Chart, plan: Sequence[BarPlan], groove: Groove, *, seed: int, feel_percent: float
) -> Clip:
    """Play the drums of a song: patterns by energy, fills where planned, a crash on the one after.

    The feel is the groove's own: each lane's mean push is its figure (times ``feel_percent``),
    swing comes on top. Deterministic for a seed (0 or more). A groove without drums gives a clip
    without notes.
    """
    placed = [
        one
        for bar, played in zip(plan, played_bars(plan, groove, seed), strict=True)
        for one in _placed(chart, bar, played, groove, feel_percent)
    ]
    first = float(plan[0].start_quarters) if plan else 0.0
    whole = float(plan[-1].start_quarters + plan[-1].meter.bar_quarters) - first if plan else 0.0
    notes: list[ClipNote] = []
    for lane in LANES:
        own = [p for p in placed if p.lane == lane]
        places = [p.start_quarters - first for p in own]
        number = LANES.index(lane)
        late = lane_late_ms(
            places, push_ms=groove.push_ms.of(lane), loose_ms=groove.loose_ms.of(lane),
            whole_quarters=whole, seed=seed, lane=number, feel_percent=feel_percent,
        )  # fmt: skip
        strength = lane_strength(
            [p.velocity for p in own], places, [p.contour_percent for p in own],
            loose_percent=groove.loose_velocity_percent.of(lane),
            whole_quarters=whole, seed=seed, lane=number, feel_percent=feel_percent,
        )  # fmt: skip
        notes += [
            ClipNote(
                start_quarters=one.start_quarters,
                length_quarters=LENGTH_QUARTERS.get(lane, SIXTEENTH),
                midi=GM_KEYS[lane],
                velocity=float(v),
                late_ms=float(one.late_ms + ms),
                lane=lane,
            )
            for one, ms, v in zip(own, late, strength, strict=True)
        ]
    notes.sort(key=lambda n: (n.start_quarters, LANES.index(n.lane)))
    return Clip(part="drums", name="Drums", instrument=groove.kit, notes=tuple(_closed(notes)))


def _placed(
    chart: Chart, bar: BarPlan, played: Played, groove: Groove, feel_percent: float
) -> list[_Placed]:
    """Return a bar's strokes with their swing and what the place in the phrase adds to them."""
    quarter_bpm = tempo_at(chart, bar.start_quarters).quarter_bpm
    percent = groove.swing_percent(quarter_bpm, feel_percent)
    compound = bar.meter.beat_quarters.denominator == 2 and bar.meter.beat_quarters > 1
    loud = SOFTEST + LOUDER * bar.energy_score
    out = []
    for stroke in played.strokes:
        straight = stroke in played.triplets or (compound and groove.swing.grid == 8)
        at = float(stroke.at_quarters)
        out.append(
            _Placed(
                start_quarters=float(bar.start_quarters + stroke.at_quarters),
                late_ms=0.0 if straight else swing_late_ms(
                    at, percent=percent, grid=groove.swing.grid, quarter_bpm=quarter_bpm
                ),
                velocity=min(1.0, stroke.velocity * loud),
                contour_percent=groove.contour.percent(played.phrase_bar, _beat(bar, stroke)),
                lane=stroke.lane,
            )
        )  # fmt: skip
    return out


def _beat(bar: BarPlan, stroke: Stroke) -> int:
    return int(stroke.at_quarters // bar.meter.beat_quarters)


def _closed(notes: Sequence[ClipNote]) -> list[ClipNote]:
    """End an open hat where the hats are struck or closed next."""
    out: list[ClipNote] = []
    for n, note in enumerate(notes):
        length = note.length_quarters
        if note.lane == "hat-open":
            after = (m.start_quarters for m in notes[n + 1 :] if m.lane in _CLOSES)
            gap = next((at - note.start_quarters for at in after if at > note.start_quarters), 9.0)
            length = min(length, gap)
        out.append(
            ClipNote(
                start_quarters=note.start_quarters, length_quarters=length, midi=note.midi,
                velocity=note.velocity, late_ms=note.late_ms, lane=note.lane,
            )
        )  # fmt: skip
    return out
