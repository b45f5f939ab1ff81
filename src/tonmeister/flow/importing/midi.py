"""The notes of a session's MIDI clips as files, one a track, each with the tempo map."""

from __future__ import annotations

import math
from pathlib import Path

from tonmeister.exchange.clips_midi import velocity
from tonmeister.exchange.daw.names import FileNames
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.midi_out import (
    FIRST,
    LONGEST_TEMPO_US,
    TICKS,
    Event,
    note_events,
    save,
    track,
)
from tonmeister.model import DawNote, DawSession

MAP = "tempo map"


def write_midi(session: DawSession, folder: Path) -> list[Path]:
    """Write a file for every track with notes, and one with the map alone where the tempo moves.

    Ticks are 960 a quarter note; quarter 0 is the song's first frame.
    """
    plan = _map(session)
    names = FileNames()
    names.take(MAP)
    made = []
    for one in session.tracks:
        notes = [note for note in one.notes if _can_be(note)]
        if notes:
            path = folder / f"{names.take(one.name)}.mid"
            events = [event for note in notes for event in _played(note)]
            save(path, [track(session.title, plan), track(one.name, events)], TICKS)
            made.append(path)
    if len(session.tempos) > 1 or len(session.meters) > 1:
        path = folder / f"{MAP}.mid"
        save(path, [track(session.title, plan)], TICKS)
        made.append(path)
    return made


def _map(session: DawSession) -> list[Event]:
    from mido import MetaMessage

    line = Timeline(session.tempos, session.rate_hz)
    out: list[Event] = []
    for tempo in session.tempos:
        tempo_us = min(round(60e6 / tempo.quarter_bpm), LONGEST_TEMPO_US)
        tick = round(line.quarters(tempo.at_s) * TICKS)
        out.append((tick, FIRST, MetaMessage("set_tempo", tempo=tempo_us)))
    for meter in session.meters:
        sign = MetaMessage("time_signature", numerator=meter.beats, denominator=meter.unit)
        out.append((round(meter.at_quarters * TICKS), FIRST, sign))
    for marker in session.markers:
        tick = round(line.quarters_at(max(0, marker.at_frames)) * TICKS)
        out.append((tick, FIRST + 1, MetaMessage("marker", text=marker.name)))
    return out


def _played(note: DawNote) -> list[Event]:
    start = max(0, round(note.at_quarters * TICKS))
    end = round((note.at_quarters + note.length_quarters) * TICKS)
    return note_events(start, end, note.midi, velocity(note.velocity), note.channel)


def _can_be(note: DawNote) -> bool:
    """Whether a note fits into MIDI at all."""
    numbers = (note.at_quarters, note.length_quarters, note.velocity)
    fits = 0 <= note.midi <= 127 and 0 <= note.channel <= 15
    return fits and all(map(math.isfinite, numbers))
