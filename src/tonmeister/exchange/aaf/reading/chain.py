"""From a clip to the sound it plays, through as many mobs as lie between."""

from __future__ import annotations

from typing import Any

from tonmeister.exchange.aaf.reading.heard import Channel
from tonmeister.exchange.daw.opening import CannotOpen

DEEPEST = 24


def followed(clip: Any, edit_rate: float, name: str = "", depth: int = 0) -> tuple[Channel, float]:
    """Return the channel that a source clip plays and where in it, in seconds.

    Raises ``CannotOpen`` where the way ends without a sound.
    """
    mob = clip.mob
    if depth > DEEPEST or mob is None:
        raise CannotOpen(f"the clip {name or clip.media_kind!r} plays nothing that is in the file")
    slot = mob.slot_at(clip.slot_id)
    start_s = float(clip.start) / edit_rate
    name = name or mob.name or ""
    if _holds_sound(mob):
        return Channel(mob, _number(mob, slot), name), start_s
    inner = _clip_in(slot.segment, clip.start, edit_rate, float(slot.edit_rate))
    if inner is None:
        raise CannotOpen(f"the clip {name!r} plays nothing that is in the file")
    channel, inside_s = followed(inner, float(slot.edit_rate), name, depth + 1)
    number = slot.get("PhysicalTrackNumber", None)
    if number is not None and number.value and channel.number == 0:
        channel = Channel(channel.mob, int(number.value) - 1, channel.name)
    return channel, start_s + inside_s


def _holds_sound(mob: Any) -> bool:
    """Whether a mob is the file itself: a description with its own essence or a place on disk."""
    if type(mob).__name__ != "SourceMob":
        return False
    kind = type(mob.descriptor).__name__
    return kind in ("WAVEDescriptor", "AIFCDescriptor", "PCMDescriptor", "MultipleDescriptor") or (
        "Length" in mob.descriptor and "SampleRate" in mob.descriptor
    )


def _number(mob: Any, slot: Any) -> int:
    """Return which channel of its sound a slot is, from 0."""
    told = slot.get("PhysicalTrackNumber", None)
    if told is not None and told.value:
        return int(told.value) - 1
    sounds = [s.slot_id for s in mob.slots if (s.media_kind or "").endswith("Sound")]
    return sounds.index(slot.slot_id) if slot.slot_id in sounds else 0


def _clip_in(segment: Any, start: int, edit_rate: float, own_rate: float) -> Any:
    """Return the source clip inside a segment, the one at ``start`` of a sequence."""
    for _ in range(DEEPEST):
        kind = type(segment).__name__
        if kind == "SourceClip":
            return segment
        if kind == "Sequence":
            at = int(start / edit_rate * own_rate)
            segment = segment.component_at_time(at)
        elif kind == "OperationGroup":
            segment = next(iter(segment.segments), None)
        elif kind == "Selector":
            segment = segment["Selected"].value
        elif kind == "EssenceGroup":
            segment = next(iter(segment["Choices"].value), None)
        else:
            return None
    return None
