"""Mono tracks of an AAF made into the tracks of a session; left and right brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tonmeister.exchange.aaf.reading.heard import HeardClip, HeardTrack
from tonmeister.exchange.aaf.reading.sides import without_side
from tonmeister.exchange.aaf.reading.sounds import Sounds
from tonmeister.exchange.aaf.reading.walking import on
from tonmeister.exchange.daw.curves import as_levels, level_of
from tonmeister.exchange.daw.laws import position_percent
from tonmeister.model.daw import DawClip, DawLane, DawTrack, FramePoint

NEAR = 1e-5


@dataclass(kw_only=True)
class Joined:
    """A track whose sides are known: clips with one or two channels, the pan in percent."""

    name: str
    clips: list[HeardClip]
    stereo: bool
    pan: list[FramePoint] = field(default_factory=list)
    gain: float = 1.0
    volume: tuple[FramePoint, ...] = ()


def tracks_of(heard: Sequence[HeardTrack], sounds: Sounds) -> list[DawTrack]:
    """Return the tracks in their order; raises ``CannotOpen`` for a sound that is missing."""
    out: list[DawTrack] = []
    waiting = list(heard)
    while waiting:
        one = waiting.pop(0)
        pair = waiting[0] if waiting else None
        if pair is not None and _is_pair(one, pair, sounds):
            joined = _both(one, waiting.pop(0))
        else:
            stereo = any(len(clip.channels) == 2 for clip in one.clips)
            pan = [(at, value * 200.0 - 100.0) for at, value in one.pan]
            joined = Joined(
                name=one.name, clips=one.clips, stereo=stereo, pan=pan, gain=one.gain,
                volume=one.volume,
            )  # fmt: skip
        out.append(_track(joined, sounds))
    return out


def _is_pair(one: HeardTrack, other: HeardTrack, sounds: Sounds) -> bool:
    """Whether two tracks are left and right of one: by name, by pan, and clip for clip."""
    (base, side), (base_too, side_too) = without_side(one.name), without_side(other.name)
    if (base, side, side_too) != (base_too, "left", "right") or len(one.clips) != len(other.clips):
        return False
    panned = [points[0][1] if len(points) == 1 else None for points in (one.pan, other.pan)]
    if (one.pan or other.pan) and panned != [0.0, 1.0]:
        return False
    if (one.gain, one.volume) != (other.gain, other.volume):
        return False
    return all(
        a.shape == b.shape
        and len(a.channels) == len(b.channels) == 1
        and a.gain * b.gain >= 0.0
        and sounds.rate_hz(a.channels[0]) == sounds.rate_hz(b.channels[0])
        for a, b in zip(one.clips, other.clips, strict=True)
    )


def _both(one: HeardTrack, other: HeardTrack) -> Joined:
    """Return left and right as one: what differs in level between them is where it stands."""
    out = Joined(
        name=without_side(one.name)[0], clips=[], stereo=True, gain=one.gain, volume=one.volume
    )
    for left, right in zip(one.clips, other.clips, strict=True):
        points = []
        frames = sorted({0, *(at for at, _ in (*left.volume, *right.volume))})
        common = left.gain if abs(left.gain - right.gain) < NEAR * abs(left.gain) else 1.0
        for at in frames:
            sides = abs(on(left.volume, at) * left.gain), abs(on(right.volume, at) * right.gain)
            if max(sides) <= 0.0:
                points.append((at, 0.0))
                continue
            percent, k = position_percent("balance", *sides)
            points.append((at, k / abs(common)))
            out.pan.append((left.at_frames + at, percent))
        still = not left.volume and not right.volume and abs(points[0][1] - 1.0) < NEAR
        out.clips.append(
            replace(
                left,
                channels=(*left.channels, *right.channels),
                name=without_side(left.name)[0],
                gain=common,
                volume=() if still else tuple(points),
            )
        )
    return out


def _track(joined: Joined, sounds: Sounds) -> DawTrack:
    steady = _steady([clip.volume for clip in joined.clips])
    muted = steady == 0.0
    fader = joined.gain * (1.0 if steady is None or muted else steady)
    clips = [_clip(clip, sounds, folded=steady is not None) for clip in joined.clips]
    pan = sorted(joined.pan, key=lambda point: point[0])
    still = not pan or max(p for _, p in pan) - min(p for _, p in pan) < 0.01
    curve: tuple[FramePoint, ...] = ()
    if joined.volume:
        curve = tuple(as_levels([(at, abs(v) * fader) for at, v in joined.volume]))
    return DawTrack(
        name=joined.name,
        channels=2 if joined.stereo else 1,
        law="balance" if joined.stereo else "sine",
        fader_db=0.0 if curve else level_of(abs(fader)),
        fader_curve_db=curve,
        pan_percent=_percent(pan[0][1]) if pan and still else 0.0,
        pan_curve_percent=() if still else tuple((at, _percent(p)) for at, p in pan),
        muted=muted,
        flip_polarity=fader < 0.0,
        lanes=(DawLane(clips=tuple(clips), name=joined.name),),
    )


def _clip(heard: HeardClip, sounds: Sounds, *, folded: bool) -> DawClip:
    """Return a clip; its volume becomes its envelope, unless it is on the fader already."""
    volume = () if folded else heard.volume
    return DawClip(
        file=sounds.file(heard.channels).name,
        at_frames=heard.at_frames,
        length_frames=heard.length_frames,
        start_frames=heard.start_frames,
        name=heard.name,
        gain_db=level_of(abs(heard.gain)),
        fade_in=heard.fade_in,
        fade_out=heard.fade_out,
        envelope_db=tuple(as_levels([(at, abs(value)) for at, value in volume])),
        flip_polarity=heard.gain < 0.0,
        muted=heard.muted,
    )


def _steady(volumes: list[tuple[FramePoint, ...]]) -> float | None:
    """Return the level at which the volumes of all clips stay, if they stay at one."""
    values = [value for volume in volumes for _, value in (volume or ((0, 1.0),))]
    if not values or max(values) - min(values) > NEAR * max(values):
        return None
    return values[0]


def _percent(value: float) -> float:
    return max(-100.0, min(100.0, value))
