"""A recording on the bench while it is cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tonmeister.flow.editing.bench import Bench
from tonmeister.listening.cleaning.running import presence_lost_db
from tonmeister.listening.cleaning.voice_frames import VoiceFrames, voice_frames
from tonmeister.listening.sound_file import FileSound, walk
from tonmeister.model import Edit, EditTakenBack
from tonmeister.producer.edits.clean import CleanWish
from tonmeister.signal import Audio, Samples

MOST_LOST_DB = 0.5
"""More than this taken from 2 to 8 kHz where it is loud is harm."""


@dataclass(kw_only=True)
class Work:
    """A recording on its way: as it is now, what was done, what was taken back and why.

    What the ears wrote down about it is kept until it changes.
    """

    bench: Bench
    name: str
    role: str
    wish: CleanWish
    now: Samples
    edits: list[Edit] = field(default_factory=list)
    taken_back: list[EditTakenBack] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _walked: FileSound | None = None
    _frames: VoiceFrames | None = None

    @property
    def rate_hz(self) -> int:
        """The rate of the recording."""
        return self.bench.rate_hz

    @property
    def walked(self) -> FileSound:
        """What a walk through the samples as they are now wrote down."""
        if self._walked is None:
            self._walked = walk(Audio(self.now[[0, -1]], self.rate_hz))
        return self._walked

    @property
    def frames(self) -> VoiceFrames:
        """How loud it is now and what sings, every 10 ms."""
        if self._frames is None:
            self._frames = voice_frames(self.now, self.rate_hz)
        return self._frames

    def part(self, edit: Edit) -> slice:
        """Return the frames an edit works on."""
        return slice(round(edit.start_s * self.rate_hz), round(edit.end_s * self.rate_hz))

    def keep(self, edits: Sequence[Edit], played: Samples, *, as_loud: bool = False) -> None:
        """Go on with what was played. ``as_loud``: levels are as before, by 10 ms."""
        self.edits += edits
        self.now, self._walked = np.ascontiguousarray(played), None
        self._frames = self._frames if as_loud else None

    def take_back(self, edits: Sequence[Edit], why: str) -> None:
        """Leave the sound as it was."""
        self.taken_back += [EditTakenBack(edit=edit, reason=why) for edit in edits]

    def judge(
        self, edits: Sequence[Edit], played: Samples, gain_db: float, least_db: float, what: str
    ) -> None:
        """Keep edits that help more than they harm."""
        lost_db = presence_lost_db(self.now, played, self.rate_hz)
        if gain_db < least_db:
            self.take_back(edits, f"{what} came down by {gain_db:.1f} dB only")
        elif lost_db > MOST_LOST_DB:
            self.take_back(edits, f"2 to 8 kHz lost {lost_db:.1f} dB where it is loud")
        else:
            self.keep(edits, played)
