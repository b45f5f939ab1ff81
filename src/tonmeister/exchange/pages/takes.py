"""What the page of a part's takes shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.model import Comp, Direction, TakeScore
from tonmeister.producer.takes.enough import Advice
from tonmeister.producer.takes.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesPage:
    """All of the page of one part. ``said`` is what the performer is told after each take (by
    number), ``verdict`` and ``reasons`` whether to go on; ``bars_s`` when the bars begin on the
    reference clock (empty: seconds are shown); ``notes`` what else is to be said; ``moments`` what
    stands out in each take, worst first.
    """

    song: str
    aligned: AlignedTakes
    scores: Sequence[TakeScore]
    directions: Sequence[Direction]
    said: Mapping[int, str]
    advice: Advice
    verdict: str
    reasons: Sequence[str]
    progress: Progress
    comp: Comp | None = None
    bars_s: Sequence[float] = ()
    notes: Sequence[str] = ()
    version: str = ""
    names: Mapping[int, str] = field(default_factory=dict)
    moments: Mapping[int, Sequence[str]] = field(default_factory=dict)

    def name(self, take: int) -> str:
        """Name a take."""
        return self.names.get(take, f"Take {take}")

    @property
    def ranked(self) -> list[TakeScore]:
        """The takes, best first."""
        return sorted(self.scores, key=lambda s: (s.rank or 99, s.cost_score, s.take))

    @property
    def in_order(self) -> list[TakeScore]:
        """The takes in the order of recording."""
        return sorted(self.scores, key=lambda s: s.take)

    def chosen(self, phrase: int) -> list[int]:
        """Return which takes the comp uses for a phrase."""
        regions = self.comp.regions if self.comp else ()
        return list(dict.fromkeys(r.take for r in regions if r.phrase == phrase))
