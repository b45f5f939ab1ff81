"""One line of a test recording."""

from __future__ import annotations

from dataclasses import dataclass

from tonmeister.knowledge.roles import KEPT_OUT
from tonmeister.knowledge.words import tokens
from tonmeister.listening.features import TrackFeatures
from tonmeister.signal import Source

FAR = ("overheads", "drum room")
"""They hear every source of the kit, and are meant to."""

_PLACES = frozenset(
    (
        "in", "out", "inside", "outside", "top", "bottom", "bot", "btm", "under", "over", "up",
        "down", "di", "amp", "mic", "mike", "close", "near", "front", "back", "rear", "sub",
        "beater", "direct", "cab", "speaker", "line",
    )
)  # fmt: skip
"""Words that say where a microphone stands, not what it hears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One cable: its name, its role (``named``: its name says it), its sound and analysis.

    ``side`` is ``L`` or ``R`` for a half of a stereo pair; ``pair`` is the pair's name.
    """

    name: str
    role: str
    named: bool
    sound: Source
    features: TrackFeatures
    pair: str = ""
    side: str = ""

    @property
    def far(self) -> bool:
        """Whether it stands back from what it hears."""
        return self.role in FAR

    @property
    def aside(self) -> bool:
        """Whether it is no line of the recording: a click, a guide, a rough mix."""
        return self.role in KEPT_OUT

    @property
    def source_words(self) -> tuple[str, ...]:
        """What is left of its name without the places: "Kick In", "Kick Out" are one source."""
        return tuple(w for w in tokens(self.name, frozenset(), frozenset()) if w not in _PLACES)


def one_source(first: Line, second: Line) -> bool:
    """Say whether two lines are microphones on one source, by their names and roles."""
    if first.pair and first.pair == second.pair:
        return True
    return (
        not first.far
        and not second.far
        and first.role == second.role
        and first.role != "other"
        and first.source_words == second.source_words
    )
