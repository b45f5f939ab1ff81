"""Markers and time code of an AAF, as Media Composer writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tonmeister.model.daw import DawMarker

TIMECODE_FPS = 25
MARKERS_SLOT = 1000


def add_timecode(file: Any, composition: Any, rate_hz: int, length_frames: int) -> None:
    """Say that the song begins at 00:00:00:00, at 25 frames a second."""
    length = -(-length_frames * TIMECODE_FPS // rate_hz)
    slot = composition.create_timeline_slot(TIMECODE_FPS)
    slot.segment = file.create.Timecode(TIMECODE_FPS, drop=False, length=length)
    slot.name = "TC1"
    slot["PhysicalTrackNumber"].value = 1


def add_markers(
    file: Any, composition: Any, markers: Sequence[DawMarker], rate_hz: int, on_slot: int
) -> None:
    """Add markers as comments on a track; readers show the comment or the user as their name.

    A marker without an end has no length at all, as Media Composer writes it.
    """
    if not markers:
        return
    slot = file.create.EventMobSlot()
    slot["SlotID"].value = MARKERS_SLOT
    slot["EditRate"].value = rate_hz
    slot["SlotName"].value = "Markers"
    slot["PhysicalTrackNumber"].value = 1
    sequence = file.create.Sequence(media_kind="DescriptiveMetadata")
    for marker in sorted(markers, key=lambda m: m.at_frames):
        one = file.create.DescriptiveMarker()
        one["Position"].value = marker.at_frames
        one["Comment"].value = marker.name
        one["CommentMarkerUser"].value = marker.name
        one["DescribedSlots"].value = {on_slot}
        if marker.end_frames > marker.at_frames:
            one.length = marker.end_frames - marker.at_frames
        else:
            del one["Length"]
        sequence.components.append(one)
    del sequence["Length"]
    slot.segment = sequence
    composition.slots.append(slot)
