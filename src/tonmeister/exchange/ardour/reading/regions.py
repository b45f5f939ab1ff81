"""Ardour's regions as clips: place, gain, polarity, fades, envelope; what lies over others hides.

An opaque region hides the part of lower ones that its body covers; under its fades they are heard.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from tonmeister.exchange.ardour.reading.curves import TOLERANCE_DB, breakpoints
from tonmeister.exchange.ardour.reading.document import Document, number, yes
from tonmeister.exchange.ardour.reading.sources import Sources
from tonmeister.exchange.daw.curves import as_levels, level_of
from tonmeister.exchange.daw.cutting import part
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.daw.thinning import thinned
from tonmeister.model.daw import DawClip, Fade, FadeShape

_DEFAULT_FADE_FRAMES = 64
_NEAR = 0.03


def read_playlist(
    playlist: Element, document: Document, sources: Sources, remarks: Remarks
) -> tuple[DawClip, ...]:
    """Return what a playlist plays, in order of time."""
    layered: list[tuple[float, bool, DawClip]] = []
    for region in playlist.findall("Region"):
        if region.get("type", "audio") != "audio":
            remarks.say("MIDI regions were left out")
            continue
        clip = _clip(region, document, sources, remarks)
        if clip is not None:
            layer = number(region.get("layering-index"), number(region.get("layer"), 0.0))
            layered.append((layer, yes(region.get("opaque"), default=True), clip))
    layered.sort(key=lambda entry: entry[0])
    clips: list[DawClip] = []
    for place, (_, _, clip) in enumerate(layered):
        over = [c for _, opaque, c in layered[place + 1 :] if opaque and not c.muted]
        clips += _seen(clip, over)
    return tuple(sorted(clips, key=lambda clip: clip.at_frames))


def _seen(clip: DawClip, over: Sequence[DawClip]) -> list[DawClip]:
    """Return what is left of a clip where others hide it."""
    open_parts = [(clip.at_frames, clip.end_frames)]
    for upper in over:
        begin = upper.at_frames + upper.fade_in.length_frames
        end = upper.end_frames - upper.fade_out.length_frames
        if end > begin:
            open_parts = [
                (a, b)
                for start, stop in open_parts
                for a, b in ((start, min(stop, begin)), (max(start, end), stop))
                if b > a
            ]
    at, start = clip.at_frames, clip.start_frames
    return [part(clip, a - at, b - at, start + a - at) for a, b in open_parts]


def _clip(
    region: Element, document: Document, sources: Sources, remarks: Remarks
) -> DawClip | None:
    file = sources.file(region)
    if file is None:
        return None
    at_exact, length_exact = document.stretch(region)
    at, length = round(at_exact), round(length_exact)
    start = round(document.frames(region.get("start")))
    name = region.get("name", file.name)
    if at < 0:
        start, length, at = start - at, length + at, 0
    if length <= 0:
        return None
    gain = number(region.get("scale-amplitude"), 1.0)
    if number(region.get("stretch"), 1.0) != 1.0 or number(region.get("shift"), 1.0) != 1.0:
        remarks.say(f"{name}: it was stretched or shifted there; its file plays as it lies")
    envelope = region.find("Envelope")
    levels = []
    if envelope is not None and yes(region.get("envelope-active")) and not _default(envelope):
        back = (length - 1) / length
        points = breakpoints(document, envelope.find("AutomationList"))
        levels = as_levels([(round(place * back), max(0.0, v)) for place, v in points])
    return DawClip(
        file=file.name,
        at_frames=at,
        length_frames=length,
        start_frames=start,
        name=name,
        gain_db=level_of(abs(gain)),
        fade_in=_fade(region, "in", length, document, remarks),
        fade_out=_fade(region, "out", length, document, remarks),
        envelope_db=thinned(levels, TOLERANCE_DB),
        flip_polarity=gain < 0.0,
        muted=yes(region.get("muted")),
    )


def _default(element: Element) -> bool:
    return yes(element.get("default"))


def _fade(region: Element, way: str, length: int, document: Document, remarks: Remarks) -> Fade:
    """Return a fade where there is one that is on."""
    fade = region.find("FadeIn" if way == "in" else "FadeOut")
    if not yes(region.get(f"fade-{way}-active"), default=fade is not None):
        return Fade()
    if fade is None or _default(fade):
        return Fade(length_frames=min(_DEFAULT_FADE_FRAMES, length))
    points = breakpoints(document, fade.find("AutomationList"))
    frames = min(length, round(points[-1][0])) if points else 0
    if frames < 2:
        return Fade()
    values = [(at / points[-1][0], value) for at, value in points]
    if way == "out":
        values = [(1.0 - at, value) for at, value in reversed(values)]
    shape, far = _nearest(values)
    if far > _NEAR:
        name = region.get("name", "A region")
        remarks.say(f"{name}: a fade of another shape became the nearest of ours")
    return Fade(length_frames=frames, shape=shape)


def _nearest(values: Sequence[tuple[float, float]]) -> tuple[FadeShape, float]:
    """Return which of our shapes is nearest, and how far it is off at the most.

    A straight fade needs only its ends, so its points say little: the way between them counts.
    """
    between = [
        (at, low + (high - low) * (at - left) / (right - left))
        for (left, low), (right, high) in itertools.pairwise(values)
        if right > left
        for at in [left + (right - left) * k / 8 for k in range(9)]
    ]
    straight = max((abs(value - at) for at, value in between), default=0.0)
    power = max((abs(value - math.sin(math.pi * at / 2)) for at, value in between), default=1.0)
    return ("linear", straight) if straight <= power else ("equal_power", power)
