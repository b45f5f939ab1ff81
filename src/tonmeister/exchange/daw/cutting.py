"""Clips cut shorter: what is left plays as it did."""

from __future__ import annotations

from dataclasses import replace

from tonmeister.exchange.daw.curves import value_at
from tonmeister.model.daw import DawClip


def part(clip: DawClip, begin: int, end: int, start: int) -> DawClip:
    """Return a stretch of a clip; the fades stay where they were, as far as they are in it."""
    whole = begin <= 0 and end >= clip.length_frames
    if whole:
        return replace(clip, start_frames=start)
    fade_in = clip.fade_in.length_frames if begin <= 0 else 0
    fade_out = clip.fade_out.length_frames - max(0, clip.length_frames - end)
    envelope = clip.envelope_db
    if envelope and begin > 0:
        inside = [(at - begin, level) for at, level in envelope if at > begin]
        envelope = ((0, value_at(envelope, begin)), *inside)
    return replace(
        clip,
        at_frames=clip.at_frames + begin,
        length_frames=end - begin,
        start_frames=start,
        fade_in=replace(clip.fade_in, length_frames=min(fade_in, end - begin)),
        fade_out=replace(clip.fade_out, length_frames=max(0, min(fade_out, end - begin))),
        envelope_db=envelope,
    )
