"""From a hum to a record of it: heard, arranged, played, mixed and mastered, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tonmeister.flow.arranging.band import Arranged, ArrangeWish, arrange_chart
from tonmeister.flow.humming.asked import HumAsked
from tonmeister.flow.humming.hum import Hummed, hum
from tonmeister.flow.produce import produce
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import Wishes


@dataclass(frozen=True, kw_only=True)
class Sketched:
    """What each step left: the chart, the band's folder, and the last event of the record."""

    hummed: Hummed
    arranged: Arranged
    record: dict[str, Any]


def sketch(
    idea: Path,
    tell: Teller,
    asked: HumAsked,
    wish: Callable[[Path], ArrangeWish],
    *,
    out: Path | None = None,
) -> Sketched:
    """Hear a hum, let a band play it, produce what it played.

    ``wish`` is told the chart's folder and returns what the band shall do. Each step is the
    command of its own name (``hum``, ``arrange``, ``produce``) and can be run again by itself.
    """
    hummed = hum(idea, tell, asked, out=out)
    arranged = arrange_chart(wish(hummed.folder), tell)
    tags = {"title": arranged.arrangement.chart.title}
    record = produce(Wishes(song=arranged.folder, genre=arranged.genre, tags=tags), tell)
    return Sketched(hummed=hummed, arranged=arranged, record=record)
