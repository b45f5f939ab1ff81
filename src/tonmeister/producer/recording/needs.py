"""What the band would like to have recorded, the most important first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tonmeister.knowledge.gear_sources import Place, SoundSource
from tonmeister.producer.recording.band import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One place that wants a microphone (or two, or a cable)."""

    player: str
    source: SoundSource
    place: Place
    label: str
    order_count: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """Its turn: places to have before luxuries, then by what the song needs most."""
        return self.place.rank_count, -self.source.priority_count, self.order_count


def needs(band: Band) -> list[Need]:
    """Return every need in the order of the band's list."""
    played = [(player.name, source) for player in band.players for source in player.plays]
    total = Counter(source.name for _, source in played)
    seen: Counter[str] = Counter()
    found: list[Need] = []
    for player, source in played:
        seen[source.name] += 1
        number = f" {seen[source.name]}" if total[source.name] > 1 else ""
        for place in source.places:
            where = f", {place.title}" if len(source.places) > 1 else ""
            found.append(
                Need(
                    player=player, source=source, place=place,
                    label=f"{source.title}{number}{where}", order_count=len(found),
                )
            )  # fmt: skip
    return found
