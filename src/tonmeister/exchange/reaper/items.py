"""Clips as REAPER's items: place, fades, gain, polarity, envelope, and takes in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tonmeister.exchange.daw.curves import as_gains, gain_of
from tonmeister.exchange.reaper.chunks import Chunk
from tonmeister.exchange.reaper.envelopes import add_envelope
from tonmeister.exchange.reaper.names import guid
from tonmeister.model.daw import DawClip, DawLane, DawTrack, Fade

SHAPES = {"linear": 0, "equal_power": 1}
"""REAPER's fades that stand for ours: straight, and the one that its menu calls equal power."""

NORMAL, MONO_SUM = 0, 2
"""What of a file an item plays: all, or half the sum of both sides."""

_SOURCES = {".flac": "FLAC", ".mp3": "MP3", ".ogg": "VORBIS", ".opus": "OPUS", ".wv": "WAVPACK"}


@dataclass(frozen=True)
class Sound:
    """A sound file as the project names it; ``summed`` where its two sides play as one."""

    path: str
    summed: bool = False


def taken_together(track: DawTrack) -> bool:
    """Say whether each waiting clip stands in the place of a playing one: then they are takes."""
    places = [_place(clip) for clip in track.clips]
    if len(set(places)) != len(places):
        return False
    return all(
        len(lane.clips) == len({_place(clip) for clip in lane.clips})
        and all(_place(clip) in places for clip in lane.clips)
        for lane in track.lanes[1:]
    )


def _place(clip: DawClip) -> tuple[object, ...]:
    """Return what takes of one item share."""
    return clip.at_frames, clip.length_frames, clip.fade_in, clip.fade_out, clip.muted


def add_items(
    home: Chunk, lanes: Sequence[DawLane], media: Mapping[str, Sound], rate_hz: int, whose: str
) -> None:
    """Write the first lane's clips as items, those of the others as their further takes."""
    if not lanes:
        return
    waiting = [{_place(clip): clip for clip in lane.clips} for lane in lanes[1:]]
    for place, clip in enumerate(lanes[0].clips):
        takes = [lane.get(_place(clip)) for lane in waiting]
        _add_item(home, clip, takes, media, rate_hz, f"{whose}/{place}")


def _add_item(
    home: Chunk,
    clip: DawClip,
    takes: Sequence[DawClip | None],
    media: Mapping[str, Sound],
    rate_hz: int,
    whose: str,
) -> None:
    item = home.add("ITEM")
    item.say("POSITION", clip.at_frames / rate_hz)
    item.say("SNAPOFFS", 0)
    item.say("LENGTH", clip.length_frames / rate_hz)
    item.say("LOOP", 0)
    item.say("ALLTAKES", 0)
    _fade(item, "FADEIN", clip.fade_in, rate_hz)
    _fade(item, "FADEOUT", clip.fade_out, rate_hz)
    item.say("MUTE", int(clip.muted), 0)
    item.say("SEL", 0)
    item.say("IGUID", guid("item", whose))
    _take(item, clip, media, rate_hz, f"{whose}/0", first=True)
    while takes and takes[-1] is None:
        takes = takes[:-1]
    for number, take in enumerate(takes, 1):
        if take is None:
            item.say("TAKE", "NULL")
        else:
            item.say("TAKE")
            _take(item, take, media, rate_hz, f"{whose}/{number}", first=False)


def _fade(item: Chunk, name: str, fade: Fade, rate_hz: int) -> None:
    shape = SHAPES[fade.shape]
    item.say(name, shape, fade.length_frames / rate_hz, 0, shape, 0, 0, 0)


def _take(
    item: Chunk,
    clip: DawClip,
    media: Mapping[str, Sound],
    rate_hz: int,
    whose: str,
    *,
    first: bool,
) -> None:
    """Write one take: a negative volume is a flipped polarity."""
    sound = media[clip.file]
    volume = gain_of(clip.gain_db) * (-1.0 if clip.flip_polarity else 1.0)
    item.say("NAME", clip.name)
    if first:
        item.say("VOLPAN", 1, 0, volume, -1)
    else:
        item.say("TAKEVOLPAN", 0, volume, -1)
    item.say("SOFFS", clip.start_frames / rate_hz)
    item.say("PLAYRATE", 1, 1, 0, -1, 0, 0.0025)
    item.say("CHANMODE", MONO_SUM if sound.summed else NORMAL)
    item.say("GUID", guid("take", whose))
    source = item.add("SOURCE", _SOURCES.get(PurePosixPath(sound.path).suffix.lower(), "WAVE"))
    source.say("FILE", sound.path)
    add_envelope(item, "VOLENV", as_gains(clip.envelope_db), rate_hz, whose)
