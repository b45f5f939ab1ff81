"""What an AAF says, before it is made ours: mono tracks with clips, in frames and amplitudes."""

from __future__ import annotations

from dataclasses import dataclass, field

from tonmeister.model.daw import Fade, FramePoint


@dataclass(frozen=True)
class Channel:
    """One channel of a sound: the source mob that holds it and which of its channels."""

    mob: object
    number: int
    name: str


@dataclass(kw_only=True)
class HeardClip:
    """A clip as it was found; frames of the session. ``volume``: amplitudes from its start."""

    at_frames: int
    length_frames: int
    start_frames: int
    channels: tuple[Channel, ...]
    name: str = ""
    gain: float = 1.0
    volume: tuple[FramePoint, ...] = ()
    fade_in: Fade = field(default_factory=Fade)
    fade_out: Fade = field(default_factory=Fade)
    muted: bool = False

    @property
    def shape(self) -> tuple[object, ...]:
        """What must be the same on both sides of a stereo clip."""
        return (self.at_frames, self.length_frames, self.start_frames, self.fade_in, self.fade_out,
                self.muted)  # fmt: skip


@dataclass(kw_only=True)
class HeardTrack:
    """A track as it was found. ``pan``: 0 left to 1 right over song frames; none was said."""

    name: str
    clips: list[HeardClip] = field(default_factory=list)
    pan: tuple[FramePoint, ...] = ()
    gain: float = 1.0
    volume: tuple[FramePoint, ...] = ()
