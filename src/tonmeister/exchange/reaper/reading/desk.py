"""What all channels of a project are read with."""

from __future__ import annotations

from dataclasses import dataclass, field

from tonmeister.exchange.daw.found import Sounds
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.reaper.chunks import Chunk


@dataclass
class Desk:
    """The project, its rate and map, its sounds, and what is to be said; ``law`` is its pan law."""

    project: Chunk
    rate_hz: int
    timeline: Timeline
    sounds: Sounds
    remarks: Remarks
    master: str
    law: float = field(init=False)

    def __post_init__(self) -> None:
        law = self.project.number("PANLAW", 0, 1.0)
        self.law = law if law > 0.0 else 1.0
