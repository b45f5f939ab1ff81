"""One take of an item as clips: where it lies, what it plays, how loud, how it comes and goes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tonmeister.exchange.daw.curves import as_levels, level_of
from tonmeister.exchange.daw.cutting import part
from tonmeister.exchange.daw.found import Sounds
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.daw.thinning import thinned
from tonmeister.exchange.reaper.chunks import Chunk, number
from tonmeister.exchange.reaper.items import MONO_SUM, NORMAL
from tonmeister.exchange.reaper.reading.shapes import plays, straight
from tonmeister.model.daw import DawClip, DawFile, Fade, FadeShape, FramePoint

_FADES: dict[int, FadeShape] = {1: "equal_power", 3: "equal_power", 7: "equal_power"}
_EXACT_FADES = (0, 1)
_MOST_LOOPS = 10_000
TOLERANCE_DB = 1e-5


@dataclass(frozen=True)
class Place:
    """What a clip must know of where it is read."""

    rate_hz: int
    name: str


def read_clips(
    take: Chunk, source: Chunk, place: Place, sounds: Sounds, remarks: Remarks
) -> list[DawClip]:
    """Return a take's clips: one, or several where its source is looped; none without its sound."""
    section, source = _section(source)
    told = source.word("FILE")
    file = sounds.file(told) if told else None
    if file is None:
        if not told:
            kind = (source.words or ["?"])[0]
            remarks.say(f"An item of the kind {kind}, which plays no file, was left out")
        return []
    whole = _whole(take, file, place, remarks)
    if whole.length_frames <= 0:
        return []
    if section is not None and int(section.number("MODE", 0, 0.0)) & 2:
        remarks.say(f"{whole.name}: it plays backwards, so it came in muted and forwards")
        whole = replace(whole, muted=True)
    start, available = 0, math.floor(file.frames * place.rate_hz / file.rate_hz + 0.5)
    if section is not None and not int(section.number("MODE", 0, 0.0)) & 1:
        start = round(section.number("STARTPOS", 0, 0.0) * place.rate_hz)
        length = round(section.number("LENGTH", 0, 0.0) * place.rate_hz)
        available = min(length or available, max(0, available - start))
    looped = take.number("LOOP", 0, 0.0) != 0.0
    return list(_pieces(whole, start, available, looped=looped))


def _whole(take: Chunk, file: DawFile, place: Place, remarks: Remarks) -> DawClip:
    """Return the take as one clip, whatever its file's length."""
    at = round(take.number("POSITION", 0, 0.0) * place.rate_hz)
    length = round(take.number("LENGTH", 0, 0.0) * place.rate_hz)
    start = round(take.number("SOFFS", 0, 0.0) * place.rate_hz)
    name = take.word("NAME") or file.name
    rate = take.number("PLAYRATE", 0, 1.0) or 1.0
    if abs(rate - 1.0) > 1e-9 or take.number("PLAYRATE", 2, 0.0) != 0.0 or take.line("SM"):
        remarks.say(f"{name}: it is stretched or shifted in pitch there; here it plays as recorded")
    if take.number("CHANMODE", 0, NORMAL) not in (NORMAL, MONO_SUM) and file.channels > 1:
        remarks.say(f"{name}: another choice of its channels plays there; here all do")
    volume = take.line("TAKEVOLPAN")
    trim = take.number("VOLPAN", 0, 1.0)
    pan, gain = (
        (number(volume, 0, 0.0), number(volume, 1, 1.0))
        if volume
        else (take.number("VOLPAN", 1, 0.0), take.number("VOLPAN", 2, 1.0))
    )
    if pan != 0.0 or plays(take.chunk("PANENV", "PANENV2")):
        remarks.say(f"{name}: the pan of the item itself was left out")
    if take.chunk("TAKEFX") is not None:
        remarks.say(f"{name}: the plug-ins of the item itself were left out")
    envelope = take.chunk("VOLENV", "VOLENV2")
    points: list[FramePoint] = []
    if envelope is not None and plays(envelope):
        points = [(round(s * place.rate_hz), v) for s, v in straight(envelope, rate)]
    if at < 0:
        points = [(frame + at, value) for frame, value in points]
        start, length, at = start - at, length + at, 0
    return DawClip(
        file=file.name,
        at_frames=at,
        length_frames=length,
        start_frames=start,
        name=name,
        gain_db=round(level_of(abs(trim * gain)), 9),
        fade_in=_fade(take.line("FADEIN"), length, place.rate_hz, name, remarks),
        fade_out=_fade(take.line("FADEOUT"), length, place.rate_hz, name, remarks),
        envelope_db=thinned(as_levels(points), TOLERANCE_DB),
        flip_polarity=math.copysign(1.0, trim * gain) < 0.0,
        muted=take.number("MUTE", 0, 0.0) != 0.0,
    )


def _fade(words: list[str], length: int, rate_hz: int, name: str, remarks: Remarks) -> Fade:
    """Return a fade; where REAPER crossfades by itself, the third word is its length."""
    auto = number(words, 2, 0.0)
    frames = round((auto if auto > 0.0 else number(words, 1, 0.0)) * rate_hz)
    frames = max(0, min(frames, length))
    shape = int(number(words, 0, 0.0))
    if frames and (shape not in _EXACT_FADES or number(words, 5, 0.0) != 0.0):
        remarks.say(f"{name}: a fade of another shape became the nearest of ours")
    return Fade(length_frames=frames, shape=_FADES.get(shape, "linear") if frames else "linear")


def _section(source: Chunk) -> tuple[Chunk | None, Chunk]:
    """Return the section of a source, if it is one, and the source that plays."""
    section = None
    while "SECTION" in source.words[:1] and (inner := source.chunk("SOURCE")) is not None:
        section, source = section or source, inner
    return section, source


def _pieces(clip: DawClip, start: int, available: int, *, looped: bool) -> Iterator[DawClip]:
    """Return a clip cut to what its file holds, repeated where it is looped."""
    if available <= 0:
        return
    at = clip.start_frames
    if at < 0 and not looped:
        yield from _pieces(part(clip, -at, clip.length_frames, 0), start, available, looped=False)
        return
    if not looped:
        fits = min(clip.length_frames, available - at)
        if fits > 0:
            yield part(clip, 0, fits, start + at)
        return
    done, count = 0, 0
    while done < clip.length_frames and count < _MOST_LOOPS:
        begin = (at + done) % available
        fits = min(available - begin, clip.length_frames - done)
        yield part(clip, done, done + fits, start + begin)
        done, count = done + fits, count + 1
