"""The arrangement of a DAWproject: clips, notes, rides, markers, tempo and meters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tonmeister.exchange.dawproject.clips import put_clip
from tonmeister.exchange.dawproject.curves import put_points
from tonmeister.exchange.dawproject.elements import figure, put
from tonmeister.exchange.dawproject.sheet import Sheet, take_id
from tonmeister.model.daw import DawLane, DawNote, DawTrack

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def put_transport(project: Element, sheet: Sheet) -> None:
    """Append the tempo and meter that the song begins with."""
    transport = put(project, "Transport")
    bpms = [tempo.quarter_bpm for tempo in sheet.session.tempos]
    put(
        transport, "Tempo", id="tempo", name="Tempo", min=min(20.0, *bpms), max=max(666.0, *bpms),
        unit="bpm", value=bpms[0],
    )  # fmt: skip
    first = sheet.session.meters[0]
    put(transport, "TimeSignature", id="meter", numerator=first.beats, denominator=first.unit)


def put_arrangement(project: Element, sheet: Sheet) -> None:
    """Append what sounds when: a lane a track in the order of the console, then the song's map."""
    session = sheet.session
    found = put(
        project, "Arrangement", id="arrangement",
        comment=f"{session.rate_hz} Hz, {session.length_frames} frames",
    )  # fmt: skip
    lanes = put(found, "Lanes", id="lanes", timeUnit="beats")
    for number, track in enumerate(session.tracks):
        lane = put(lanes, "Lanes", id=f"l{number}", track=f"t{number}", name=track.group or None)
        first = track.lanes[0] if track.lanes else DawLane()
        name = f"l{number}-clips" if track.lanes else f"l{number}-none"
        clips = _put_clips(lane, sheet, track, first, name)
        _put_notes(clips, track.notes, f"l{number}-notes")
        for n, ride in enumerate(sheet.rides.get(number, ())):
            put_points(lane, f"l{number}-ride{n}", ride.unit, ride.points, parameter=ride.parameter)
        for k, waiting in enumerate(track.lanes[1:], 1):
            mark = take_id(number, k, waiting.take)
            take = put(lanes, "Lanes", id=f"{mark}-lane", track=mark)
            _put_clips(take, sheet, track, waiting, f"{mark}-clips")
    _put_markers(found, sheet)
    _put_tempos(found, sheet)


def _put_clips(parent: Element, sheet: Sheet, track: DawTrack, lane: DawLane, mark: str) -> Element:
    clips = put(
        parent, "Clips", id=mark, name=lane.name or None,
        comment=f"take {lane.take}" if lane.take else None,
    )  # fmt: skip
    for n, clip in enumerate(lane.clips):
        put_clip(clips, sheet, clip, f"{mark}{n}", flipped=track.flip_polarity)
    return clips


def _put_notes(clips: Element, notes: Iterable[DawNote], mark: str) -> None:
    played = list(notes)
    if not played:
        return
    end = max(note.at_quarters + note.length_quarters for note in played)
    clip = put(clips, "Clip", time=0.0, duration=end, contentTimeUnit="beats", playStart=0.0)
    score = put(clip, "Notes", id=mark)
    for note in played:
        put(
            score, "Note", time=note.at_quarters, duration=note.length_quarters,
            channel=note.channel, key=note.midi, vel=note.velocity, rel=note.velocity,
        )  # fmt: skip


def _put_markers(found: Element, sheet: Sheet) -> None:
    if not sheet.session.markers:
        return
    markers = put(found, "Markers", id="markers", timeUnit="beats")
    for marker in sheet.session.markers:
        until = None
        if marker.end_frames:
            until = f"until quarter {figure(sheet.line.quarters_at(marker.end_frames))}"
        put(
            markers, "Marker", time=sheet.line.quarters_at(marker.at_frames), name=marker.name,
            comment=until,
        )  # fmt: skip


def _put_tempos(found: Element, sheet: Sheet) -> None:
    session = sheet.session
    if len(session.tempos) > 1:
        tempos = put(found, "TempoAutomation", id="tempos", timeUnit="beats", unit="bpm")
        put(tempos, "Target", parameter="tempo")
        for tempo in session.tempos:
            put(
                tempos, "RealPoint", time=sheet.line.quarters(tempo.at_s), value=tempo.quarter_bpm,
                interpolation="hold",
            )  # fmt: skip
    if len(session.meters) > 1:
        meters = put(found, "TimeSignatureAutomation", id="meters", timeUnit="beats")
        put(meters, "Target", parameter="meter")
        for meter in session.meters:
            put(
                meters, "TimeSignaturePoint", time=meter.at_quarters, numerator=meter.beats,
                denominator=meter.unit,
            )  # fmt: skip
