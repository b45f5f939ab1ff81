"""Clips that lie over one another: in Ardour the upper hides the lower, with us both sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tonmeister.exchange.ardour.fades import fade_out_db
from tonmeister.exchange.ardour.gains import added
from tonmeister.exchange.daw.curves import OFF_DB
from tonmeister.model.daw import DawClip, Fade, FramePoint

_WIDTH = 4


@dataclass(frozen=True)
class Layer:
    """A clip and how it lies over those before it.

    ``hides``: what is under it ends before its fade-in does, so it may hide the rest, as Ardour's
    crossfades do. Else it is mixed over them.
    """

    clip: DawClip
    hides: bool


def layers(clips: Sequence[tuple[DawClip, int]]) -> list[Layer]:
    """Return clips (each with the length of its file) in their layers, the earliest lowest.

    Ardour mixes what does not hide by fours, up to three frames beyond the end of its body
    (7.3, ``mix_buffers_no_gain``): such a clip is made to end on a multiple of four, silent.
    """
    out: list[Layer] = []
    for clip, file_frames in sorted(clips, key=lambda pair: pair[0].at_frames):
        body = clip.at_frames + (
            clip.fade_in.length_frames if clip.fade_in.length_frames > 1 else 0
        )
        under = max(
            (other.clip.end_frames for other in out if not other.clip.muted), default=clip.at_frames
        )
        hides = clip.muted or under <= body
        out.append(Layer(clip if hides else _in_fours(clip, file_frames), hides))
    return out


def _in_fours(clip: DawClip, file_frames: int) -> DawClip:
    """Return a clip that ends on a multiple of four, its fade-out drawn as its envelope."""
    fade = clip.fade_out
    if (clip.end_frames - _frames(fade)) % _WIDTH == 0:
        return clip
    more = min(-clip.end_frames % _WIDTH, file_frames - clip.start_frames - clip.length_frames)
    curves: list[Sequence[FramePoint]] = [clip.envelope_db] if clip.envelope_db else []
    if fade.length_frames > 1:
        curves.append(fade_out_db(clip))
    if more > 0:
        last = clip.length_frames
        curves.append(((0, 0.0), (last - 1, 0.0), (last, OFF_DB), (last + more, OFF_DB)))
    return replace(
        clip, length_frames=clip.length_frames + max(0, more), fade_out=Fade(),
        envelope_db=tuple(added(*curves)),
    )  # fmt: skip


def _frames(fade: Fade) -> int:
    """Return how long a fade is; one of a single frame is none."""
    return fade.length_frames if fade.length_frames > 1 else 0
