"""Clips as Ardour's regions: where they lie, how loud, how they come in and go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from tonmeister.exchange.ardour.fades import fade_in_db, fade_out_db, shape
from tonmeister.exchange.ardour.gains import (
    HIGHEST_GAIN,
    added,
    cut,
    is_level,
    on_frames,
    read_within,
)
from tonmeister.exchange.ardour.layers import Layer, layers
from tonmeister.exchange.ardour.marks import Marks, number, yes
from tonmeister.exchange.ardour.names import said
from tonmeister.exchange.ardour.sounds import Sound
from tonmeister.exchange.daw.curves import as_gains, gain_of
from tonmeister.model.daw import DawClip, Fade, FramePoint

_TOLERANCE_DB = 0.02


def playlist(
    parent: Element,
    marks: Marks,
    name: str,
    track_id: str,
    clips: Sequence[DawClip],
    sounds: Mapping[str, Sound],
    ride_db: Sequence[FramePoint],
    channels: int,
) -> str:
    """Add a playlist of a track and return its id."""
    ident = marks.id()
    out = SubElement(parent, "Playlist", {
        "id": ident, "name": said(name), "type": "audio", "orig-track-id": track_id,
        "pgroup-id": "", "shared-with-ids": "", "frozen": "0", "combine-ops": "0",
    })  # fmt: skip
    heard = [whole_clip(clip, sounds[clip.file].frames) for clip in clips]
    there = [(clip, sounds[clip.file].frames) for clip in heard if clip is not None]
    for level, layer in enumerate(layers(there)):
        _region(out, marks, layer, sounds[layer.clip.file], level, ride_db, channels)
    return ident


def whole_clip(clip: DawClip, file_frames: int) -> DawClip | None:
    """Return a clip as far as it has sound and lies in the song; ``None`` where nothing is left.

    What is cut off takes its part of the fade with it; the rest of that fade goes into the gain
    envelope, as do fades that lie over one another.
    """
    early = max(0, -clip.start_frames, -clip.at_frames)
    length = min(clip.length_frames, file_frames - clip.start_frames) - early
    if length <= 0:
        return None
    late = clip.length_frames - early - length
    fade_in, fade_out = clip.fade_in, clip.fade_out
    if not early and not late and fade_in.length_frames + fade_out.length_frames <= length:
        return clip
    curves = [cut(clip.envelope_db, early, length)] if clip.envelope_db else []
    kept_in, kept_out = Fade(), Fade()
    fits = fade_in.length_frames + fade_out.length_frames <= length
    if not early and fits:
        kept_in = fade_in
    elif fade_in.length_frames > early:
        curves.append(cut(fade_in_db(fade_in), early, length))
    if not late and fits:
        kept_out = fade_out
    elif fade_out.length_frames > late:
        curves.append(cut(fade_out_db(clip), early, length))
    return DawClip(
        file=clip.file, name=clip.name, gain_db=clip.gain_db, muted=clip.muted,
        flip_polarity=clip.flip_polarity, at_frames=clip.at_frames + early,
        start_frames=clip.start_frames + early, length_frames=length,
        fade_in=kept_in, fade_out=kept_out, envelope_db=tuple(added(*curves)),
    )  # fmt: skip


def _region(
    parent: Element, marks: Marks, layer: Layer, sound: Sound, level: int,
    ride_db: Sequence[FramePoint], channels: int,
) -> None:  # fmt: skip
    """Add one region."""
    clip = layer.clip
    length = clip.length_frames
    curves = [list(clip.envelope_db), cut(ride_db, clip.at_frames, length)]
    envelope = added(*(curve for curve in curves if curve))
    gain = gain_of(clip.gain_db)
    gains: list[FramePoint] = []
    if envelope and is_level(envelope):
        gain *= gain_of(envelope[0][1])
    elif envelope:
        gains = as_gains(on_frames(envelope), _TOLERANCE_DB)
        highest = max(value for _, value in gains)
        if highest > HIGHEST_GAIN:
            gain *= highest
            gains = [(at, value / highest) for at, value in gains]
    if clip.flip_polarity:
        gain = -gain
    fade_in, fade_out = clip.fade_in.length_frames > 1, clip.fade_out.length_frames > 1
    wide = max(channels, len(sound.ids))
    said_to_be = {
        "name": said(clip.name or clip.file), "muted": yes(clip.muted), "opaque": yes(layer.hides),
        "locked": "0", "video-locked": "0", "automatic": "0", "whole-file": "0", "import": "0",
        "external": "0", "sync-marked": "0", "left-of-split": "0", "right-of-split": "0",
        "hidden": "0", "position-locked": "0", "valid-transients": "0",
        "start": marks.at(clip.start_frames),
        "length": f"{marks.at(length)}@{marks.at(clip.at_frames)}", "sync-position": "a0",
        "ancestral-start": "a0", "ancestral-length": "a0@a0", "stretch": "1", "shift": "1",
        "layering-index": str(level), "tags": "", "contents": "0",
        "envelope-active": yes(bool(gains)), "default-fade-in": "0", "default-fade-out": "0",
        "fade-in-active": yes(fade_in), "fade-out-active": yes(fade_out),
        "scale-amplitude": number(gain), "id": marks.id(), "type": "audio",
        "first-edit": "nothing", "channels": str(wide),
    }  # fmt: skip
    for channel in range(wide):
        source = sound.ids[channel % len(sound.ids)]
        said_to_be[f"source-{channel}"] = said_to_be[f"master-source-{channel}"] = source
    out = SubElement(parent, "Region", said_to_be)
    if gains:
        marks.points(SubElement(out, "Envelope"), "envelope", read_within(gains, length))
    else:
        SubElement(out, "Envelope", {"default": "yes"})
    _fade(out, marks, clip.fade_in, "FadeIn")
    if fade_in:
        under = [(0, 1.0), (clip.fade_in.length_frames, 1.0)]
        marks.points(SubElement(out, "InverseFadeIn"), "fadein", under)
    _fade(out, marks, clip.fade_out, "FadeOut")


def _fade(region: Element, marks: Marks, fade: Fade, tag: str) -> None:
    """Add a fade where there is one."""
    if fade.length_frames < 2:
        SubElement(region, tag, {"default": "yes"})
        return
    points = shape(fade)
    if tag == "FadeOut":
        last = fade.length_frames - 1
        points = [(last - at, gain) for at, gain in reversed(points)]
    marks.points(SubElement(region, tag), tag.lower(), read_within(points, fade.length_frames))
