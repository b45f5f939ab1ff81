"""An audio clip in the one shape that all importers understand.

Quarter notes on the arrangement, a clip within a clip, and warps that hold the sound to its own
seconds, with a marker at every change of tempo: nothing is stretched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonmeister.exchange.daw.curves import as_gains, gain_of
from tonmeister.exchange.dawproject.curves import put_points, with_corners
from tonmeister.exchange.dawproject.elements import figure, put
from tonmeister.exchange.dawproject.sheet import Sheet
from tonmeister.exchange.dawproject.sounds import Sound
from tonmeister.model.daw import DawClip, Fade

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def put_clip(parent: Element, sheet: Sheet, clip: DawClip, mark: str, *, flipped: bool) -> None:
    """Append a clip; ``flipped``: its track plays upside down."""
    line = sheet.line
    sound = sheet.sounds.of(clip.file, flipped=flipped != clip.flip_polarity)
    start, end = line.quarters_at(clip.at_frames), line.quarters_at(clip.end_frames)
    comes, goes = clip.fade_in.length_frames, clip.fade_out.length_frames
    outer = put(
        parent, "Clip", name=clip.name or None, comment=_said(clip), time=start,
        duration=end - start, playStart=0.0, fadeTimeUnit="beats",
        fadeInTime=line.quarters_at(clip.at_frames + comes) - start,
        fadeOutTime=end - line.quarters_at(clip.end_frames - goes),
        enable=False if clip.muted else None,
    )  # fmt: skip
    head = clip.start_frames / sheet.session.rate_hz * sheet.bpm_at(clip.at_frames) / 60.0
    events = put(outer, "Clips", id=f"{mark}-events")
    content = put(
        events, "Clip", time=0.0, duration=end - start, contentTimeUnit="beats", playStart=head,
        fadeTimeUnit="beats", fadeInTime=0.0, fadeOutTime=0.0,
    )  # fmt: skip
    if clip.gain_db or clip.envelope_db:
        content = put(content, "Lanes", id=f"{mark}-lanes")
    _put_warps(content, sheet, clip, sound, head, mark)
    if clip.gain_db or clip.envelope_db:
        put_points(content, f"{mark}-gain", "linear", _gains(sheet, clip, head), expression="gain")


def _put_warps(
    parent: Element, sheet: Sheet, clip: DawClip, sound: Sound, head: float, mark: str
) -> None:
    """Append the sound and where in the clip's quarter notes its seconds lie."""
    line, rate_hz = sheet.line, sheet.session.rate_hz
    warps = put(parent, "Warps", id=f"{mark}-warps", contentTimeUnit="seconds", timeUnit="beats")
    audio = put(
        warps, "Audio", id=f"{mark}-audio", name=sound.name, algorithm="raw",
        channels=sound.file.channels, sampleRate=sound.file.rate_hz, duration=sound.length_s,
    )  # fmt: skip
    put(audio, "File", path=sound.path)
    at_s, start = clip.at_frames / rate_hz, line.quarters_at(clip.at_frames)
    start_s, end_s = clip.start_frames / rate_hz, max(sound.length_s, 1.0 / rate_hz)
    marks = [(0.0, 0.0)]
    for tempo in sheet.session.tempos:
        inside_s = start_s + tempo.at_s - at_s
        if tempo.at_s > at_s and inside_s < end_s:
            marks.append((head + line.quarters(tempo.at_s) - start, inside_s))
    if end_s > start_s:
        marks.append((head + line.quarters(at_s + end_s - start_s) - start, end_s))
    else:
        marks.append((end_s * sheet.bpm_at(clip.at_frames) / 60.0, end_s))
    for time, seconds in marks:
        put(warps, "Warp", time=time, contentTime=seconds)


def _gains(sheet: Sheet, clip: DawClip, head: float) -> list[tuple[float, float]]:
    """Return the clip's own level over its quarter notes, as amplitudes."""
    gain = gain_of(clip.gain_db)
    if not clip.envelope_db:
        return [(0.0, gain)]
    corners = [corner - clip.at_frames for corner in sheet.corners]
    start = sheet.line.quarters_at(clip.at_frames)
    return [
        (head + sheet.line.quarters_at(clip.at_frames + at) - start, value * gain)
        for at, value in as_gains(with_corners(clip.envelope_db, corners))
    ]


def _said(clip: DawClip) -> str | None:
    """Return what a clip's attributes cannot say."""
    said = [f"gain {figure(clip.gain_db)} dB"] if clip.gain_db else []
    for words, fade in (("fade in", clip.fade_in), ("fade out", clip.fade_out)):
        if _bent(fade):
            said.append(f"{words} with equal power")
    return ", ".join(said) or None


def _bent(fade: Fade) -> bool:
    return fade.length_frames > 0 and fade.shape == "equal_power"
