"""The tracks of an AAF's composition, walked through from clip to clip."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from tonmeister.exchange.aaf import definitions as known
from tonmeister.exchange.aaf.reading.chain import DEEPEST, followed
from tonmeister.exchange.aaf.reading.heard import Channel, HeardClip, HeardTrack
from tonmeister.exchange.aaf.reading.values import (
    is_combiner,
    is_gain,
    is_pan,
    number_of,
    value_of,
)
from tonmeister.model.daw import Fade, FramePoint

_AMPLITUDES = (known.AMPLITUDE, known.LEVEL)
_MOST_GAIN = 1e4


class Walk:
    """Reads tracks at a rate. ``told`` collects, once each, what could not be carried."""

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self.told: dict[str, None] = {}

    def track(self, slot: Any, name: str) -> HeardTrack:
        """Return a sound track with its clips."""
        self._edit_rate = float(slot.edit_rate)
        out = HeardTrack(name=name)
        segment = slot.segment
        while type(segment).__name__ == "OperationGroup" and _holds_sequence(segment):
            self._track_effect(out, segment)
            segment = next(iter(segment.segments))
        parts = segment.components if type(segment).__name__ == "Sequence" else [segment]
        at, into, before = 0, Fade(), None
        for part in parts:
            kind, length = type(part).__name__, int(part.length or 0)
            if kind == "Transition":
                into = self._fade(part)
                at -= length
                if before is not None:
                    before.fade_out = into
                continue
            before = None if kind == "Filler" else self._clip(part, at, length)
            if before is not None:
                before.fade_in = into
                out.clips.append(before)
            at, into = at + length, Fade()
        return out

    def _frames(self, units: float) -> int:
        return round(units * self.rate_hz / self._edit_rate)

    def _track_effect(self, out: HeardTrack, group: Any) -> None:
        """Take in an effect that lies over a whole track."""
        length = self._frames(group.length)
        if is_pan(group):
            out.pan = value_of(group, (known.PAN_VALUE,), length)
        elif is_gain(group):
            points = value_of(group, _AMPLITUDES, length)
            if len(points) > 1:
                out.volume = points
            elif points:
                out.gain *= points[0][1]
        else:
            self._left_out(group)

    def _clip(self, part: Any, at: int, length: int) -> HeardClip | None:
        """Return a clip inside all that is wrapped around it; ``None`` for what is no clip."""
        first, last = self._frames(at), self._frames(at + length)
        gain, muted = 1.0, False
        volume: tuple[FramePoint, ...] = ()
        segment = part
        for _ in range(DEEPEST):
            kind = type(segment).__name__
            if kind == "SourceClip" or (kind == "OperationGroup" and is_combiner(segment)):
                break
            if kind == "OperationGroup":
                points = self._clip_effect(segment, last - first)
                gain *= points[0][1] if len(points) == 1 else 1.0
                volume = _times(volume, points) if len(points) > 1 else volume
                segment = next(iter(segment.segments), None)
            elif kind == "Selector":  # a clip that is switched off hides behind a filler
                segment, muted = _chosen(segment)
            elif kind == "Sequence":
                sounds = [c for c in segment.components if type(c).__name__ != "Filler"]
                segment = sounds[0] if sounds else None
            elif kind == "EssenceGroup":
                segment = next(iter(segment["Choices"].value), None)
            else:
                return None
        if segment is None or last <= first:
            return None
        clips = [segment] if type(segment).__name__ == "SourceClip" else list(segment.segments)[:2]
        if any(clip.mob_id is None or clip.mob_id.int == 0 for clip in clips):
            return None
        channels: list[Channel] = []
        starts_s = []
        for clip in clips:
            channel, start_s = followed(clip, self._edit_rate)
            channels.append(channel)
            starts_s.append(start_s)
        return HeardClip(
            at_frames=first, length_frames=last - first, channels=tuple(channels),
            start_frames=round(starts_s[0] * self.rate_hz), name=channels[0].name,
            gain=max(-_MOST_GAIN, min(_MOST_GAIN, gain)), volume=volume, muted=muted,
        )  # fmt: skip

    def _clip_effect(self, group: Any, length: int) -> tuple[FramePoint, ...]:
        if is_gain(group):
            return value_of(group, _AMPLITUDES, length)
        self._left_out(group)
        return ()

    def _fade(self, transition: Any) -> Fade:
        """Return a fade; anything but equal power is played straight."""
        length = self._frames(transition.length)
        group = transition.get("OperationGroup", None)
        shape = ""
        if group is not None and group.value is not None and "Parameters" in group.value:
            for parameter in group.value.parameters:
                if "Interpolation" in parameter:
                    shape = number_of(parameter.interpolation)
        power = shape == known.POWER
        return Fade(length_frames=length, shape="equal_power" if power else "linear")

    def _left_out(self, group: Any) -> None:
        name = group.operation.name or "an effect without a name"
        self.told[f"The effect {name!r} was left out: Tonmeister does not know it."] = None


def _holds_sequence(group: Any) -> bool:
    """Whether an effect lies over a whole track: inside it, perhaps deeper, is a sequence."""
    for _ in range(DEEPEST):
        group = next(iter(group.segments), None)
        if type(group).__name__ != "OperationGroup":
            return type(group).__name__ == "Sequence"
    return False


def _chosen(selector: Any) -> tuple[Any, bool]:
    chosen = selector["Selected"].value
    others = list(selector.get("Alternates", None) or ())
    if type(chosen).__name__ == "Filler" and others:
        return others[0], True
    return chosen, False


def _times(ours: tuple[FramePoint, ...], theirs: tuple[FramePoint, ...]) -> tuple[FramePoint, ...]:
    """Return the product of two curves at all their breakpoints."""
    if not ours:
        return theirs
    frames = sorted({at for at, _ in (*ours, *theirs)})
    return tuple((at, on(ours, at) * on(theirs, at)) for at in frames)


def on(points: tuple[FramePoint, ...], at: int) -> float:
    """Return a curve's value at a frame; 1 where there is no curve."""
    if not points:
        return 1.0
    n = bisect_right(points, at, key=lambda point: point[0])
    if n == 0:
        return points[0][1]
    if n == len(points):
        return points[-1][1]
    (first, low), (last, high) = points[n - 1], points[n]
    return low + (high - low) * (at - first) / (last - first)
