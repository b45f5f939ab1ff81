"""A session's tempo map, time signatures, markers and notes as a MIDI file for any workstation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.midi_out import FIRST, LONGEST_TEMPO_US, TICKS, note_events, save, track
from tonmeister.model.daw import DawSession, DawTrack

NAME = "Tempo map.mid"


def write_tempo_midi(path: Path, session: DawSession) -> None:
    """Write the map as MIDI type 1, 960 ticks a quarter note; tracks with notes follow it.

    A tempo of a MIDI file is whole microseconds a quarter note: each is chosen so that the next
    change comes on time, so nothing adds up over the song.
    """
    line = Timeline(session.tempos, session.rate_hz)
    first = [*_tempos(session, line), *_meters(session), *_markers(session, line)]
    end = round(line.quarters_at(session.length_frames) * TICKS)
    tracks = [track(session.title or "Song", first, end)]
    tracks += [_notes(one, number, end) for number, one in enumerate(_with_notes(session))]
    save(path, tracks, TICKS)


def _tempos(session: DawSession, line: Timeline) -> list[tuple[int, int, Any]]:
    from mido import MetaMessage as Meta

    out = []
    told_s = 0.0  # where a reader of the file believes to be
    ticks = [round(line.quarters(tempo.at_s) * TICKS) for tempo in session.tempos]
    for n, tempo in enumerate(session.tempos):
        tempo_us = 60e6 / tempo.quarter_bpm
        if n + 1 < len(ticks):
            if ticks[n + 1] == ticks[n]:
                continue
            length = ticks[n + 1] - ticks[n]
            tempo_us = (session.tempos[n + 1].at_s - told_s) * 1e6 * TICKS / length
        whole_us = max(1, min(round(tempo_us), LONGEST_TEMPO_US))
        out.append((ticks[n], FIRST, Meta("set_tempo", tempo=whole_us)))
        if n + 1 < len(ticks):
            told_s += (ticks[n + 1] - ticks[n]) * whole_us / TICKS / 1e6
    return out


def _meters(session: DawSession) -> list[tuple[int, int, Any]]:
    from mido import MetaMessage as Meta

    return [
        (
            round(meter.at_quarters * TICKS),
            FIRST,
            Meta("time_signature", numerator=meter.beats, denominator=meter.unit),
        )
        for meter in session.meters
    ]


def _markers(session: DawSession, line: Timeline) -> list[tuple[int, int, Any]]:
    from mido import MetaMessage as Meta

    return [
        (
            max(0, round(line.quarters_at(marker.at_frames) * TICKS)),
            FIRST + 1,
            Meta("marker", text=marker.name),
        )
        for marker in session.markers
    ]


def _with_notes(session: DawSession) -> list[DawTrack]:
    return [track for track in session.tracks if track.notes]


def _notes(one: DawTrack, number: int, end: int) -> Any:
    events: list[tuple[int, int, Any]] = []
    for note in one.notes:
        start = max(0, round(note.at_quarters * TICKS))
        stop = round((note.at_quarters + note.length_quarters) * TICKS)
        velocity = max(1, min(127, round(note.velocity * 127)))
        channel = note.channel % 16
        events += note_events(start, stop, max(0, min(127, note.midi)), velocity, channel)
    return track(one.name or f"Notes {number + 1}", events, end)
