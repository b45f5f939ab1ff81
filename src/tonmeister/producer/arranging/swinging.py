"""A chart that swings makes the band swing, whatever the style does by itself."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tonmeister.knowledge.grooves import Figure, Groove, Swing
from tonmeister.model import Chart

TRIPLETS_PERCENT = 66.7
SWINGS_FROM_PERCENT = 58.0
AS_WRITTEN = Figure(
    low=50.0, usual=TRIPLETS_PERCENT, high=75.0, grade="standard",
    source="the feel that the chart names: eighths as triplets",
)  # fmt: skip


def as_the_chart_swings(
    chart: Chart, groove: Groove, ratio: Fraction, quarter_bpm: float
) -> tuple[Groove, str | None]:
    """Return the groove with the chart's swing, and why, in words.

    A groove that swings its eighths by itself keeps its own way. ``ratio``: the players' quarters
    to written ones; in half time written eighths are their sixteenths.
    """
    grid = {Fraction(1): 8, Fraction(1, 2): 16}.get(ratio)
    own = groove.swing_percent(quarter_bpm)
    if chart.feel == "straight" or grid is None:
        return groove, None
    if groove.swing.grid == grid and own >= SWINGS_FROM_PERCENT:
        return groove, None
    swing = Swing(percent=AS_WRITTEN, grid=grid, kept=True)
    said = f"The chart says {chart.feel}: everybody plays its eighths as triplets."
    return replace(groove, swing=swing), said
