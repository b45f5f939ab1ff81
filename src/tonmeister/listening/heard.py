"""Everything a check may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tonmeister.knowledge import Genre
from tonmeister.listening.features import TrackFeatures
from tonmeister.model import Session, SongMap
from tonmeister.signal import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A song as it was heard: its tracks (before the mix) or its strips (after it), and the mix.

    ``strips`` maps a strip's name to what it sounds like *in the mix* (after fader and pan);
    before there is a mix, to the raw track. ``roles`` gives each strip its role. ``mix`` is the
    sum; ``rendered`` says whether it is a print or only the plain sum of the raw tracks.
    ``mastered`` is the finished master, once there is one. ``sound`` is the finished sound itself
    (the master, or a mix that was handed over as a file), for checks that look at samples;
    ``sounds`` are the stems' own samples, where they can be read.
    """

    session: Session
    genre: Genre
    song: SongMap
    strips: Mapping[str, TrackFeatures]
    roles: Mapping[str, str]
    mix: TrackFeatures
    rendered: bool = False
    mastered: TrackFeatures | None = None
    target_lufs: float | None = None
    ceiling_dbtp: float | None = None
    extra: Mapping[str, TrackFeatures] = field(default_factory=dict)
    sound: Source | None = None
    sounds: Mapping[str, Source] = field(default_factory=dict)

    @property
    def outcome(self) -> TrackFeatures:
        """What would leave the house: the master, or the mix where there is none yet."""
        return self.mastered or self.mix
