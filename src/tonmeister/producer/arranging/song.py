"""What every player has on the stand: the plan, the chords, the groove, and a seed for whims."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from tonmeister.knowledge.grooves import Groove
from tonmeister.knowledge.styles import Chair
from tonmeister.model import BarPlan, Chart
from tonmeister.music.clock import tempo_at
from tonmeister.producer.arranging.figures import Beat, in_bar
from tonmeister.producer.arranging.harmony import Harmony, Stretch

LISTENS = 2
VARIES = 0.35
"""How often the last bar of four takes another figure of the same kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A note as the player means it. ``strength`` 0 to 1 before energy and phrase.

    ``spread_ms``: where in the strum it comes, around 0.
    """

    start: float
    length: float
    midi: int
    strength: float
    spread_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """A bar to be played, and how many bars into its section it is."""

    bar: BarPlan
    number: int
    start: float
    end: float
    quarter_bpm: float
    swing_percent: float
    beat_quarters: float


class Song:
    """A chart with its plan, as the band sees it."""

    def __init__(
        self, chart: Chart, plan: Sequence[BarPlan], groove: Groove, seed: int, feel_percent: float
    ) -> None:
        self.chart, self.plan, self.groove = chart, tuple(plan), groove
        self.seed, self.feel_percent = seed, feel_percent
        self.harmony = Harmony(chart)
        self._tune = {round(float(n.start_quarters) * 4) for n in chart.melody}
        self.places: list[Place] = []
        number = 0
        for bar in self.plan:
            number = 0 if bar.first else number + 1
            start = float(bar.start_quarters)
            end = start + float(bar.meter.bar_quarters)
            quarter_bpm = tempo_at(chart, bar.start_quarters).quarter_bpm
            percent = groove.swing_percent(quarter_bpm, feel_percent)
            beat = float(bar.meter.beat_quarters)
            self.places.append(Place(bar, number, start, end, quarter_bpm, percent, beat))
        self._starts = [p.start for p in self.places]
        self.end = self.places[-1].end if self.places else 0.0

    def bars_of(self, part: str) -> Iterator[Place]:
        """Yield the bars a part plays in."""
        return (p for p in self.places if part in p.bar.parts)

    def place_at(self, at: float) -> Place:
        """Return the bar that a place lies in; the first for what comes before it."""
        return self.places[max(0, bisect_right(self._starts, at + 1e-6) - 1)]

    def silent_from(self, part: str) -> dict[int, float]:
        """Return, for each bar a part plays in, where it next falls silent."""
        out: dict[int, float] = {}
        end = self.end
        for place in reversed(self.places):
            if part not in place.bar.parts:
                end = place.start
            else:
                out[place.bar.bar] = end
        return out

    def chance(self, *words: str | int) -> np.random.Generator:
        """Return a generator that is the same for the same seed and words."""
        rows = [w if isinstance(w, int) else crc32(w.encode("utf-8")) for w in words]
        return np.random.default_rng((self.seed, 7, *rows))

    def beats(self, chair: Chair, place: Place, *, left: bool = False, each_bar: bool = False
              ) -> tuple[Beat, ...]:  # fmt: skip
        """Return the figure a player takes in a bar.

        The same wherever a section comes again at the same strength, with another one now and
        then in the last bar of four; ``each_bar``: a new one every bar, of some that come to mind
        the one that leaves the tune most room.
        """
        some = chair.patterns.get("left", ()) if left else chair.figures(place.bar.energy_score)
        if not some:
            return ()
        name = "".join(c for c in place.bar.section.casefold() if c.isalpha())
        level = round(place.bar.energy_score * 20)
        own = self.chance(chair.part, name, level, "left" if left else "")
        first = int(own.integers(1 << 16))
        index = first % len(some)
        three, six = (
            some_[first % len(some_)] if some_ else ""
            for key in ("three", "six")
            for some_ in [chair.patterns.get(f"left_{key}" if left else key, ())]
        )
        bar_chance = self.chance(chair.part, "bar", place.bar.bar)
        varied = place.number % 4 == 3 and not place.bar.first and bar_chance.random() < VARIES
        if each_bar or (varied and not left):
            index = int(bar_chance.integers(len(some)))
        chosen = in_bar(some[index], place.bar.meter, place.number, three, six)
        if not each_bar:
            return chosen
        ways = [chosen]
        for _ in range(LISTENS):
            other = some[int(bar_chance.integers(len(some)))]
            ways.append(in_bar(other, place.bar.meter, place.number, three, six))
        return min(ways, key=lambda way: self._with_tune(place, way))

    def _with_tune(self, place: Place, way: Sequence[Beat]) -> int:
        """Return how many beats of a figure come together with a note of the tune."""
        return sum(round((place.start + beat.at) * 4) in self._tune for beat in way)

    def chord_ahead(self, place: Place, beat: Beat) -> Stretch | None:
        """Return the chord that a beat plays ahead of: the next bar's, or the next in this bar."""
        here = self.harmony.at(place.start + beat.at)
        follows = self.harmony.after(here) if here else None
        if follows is not None and follows.start <= place.start + beat.at + 1.0 + 1e-6:
            return follows
        return self.harmony.at(place.end) or here
