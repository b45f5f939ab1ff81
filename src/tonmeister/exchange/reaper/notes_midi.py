"""The notes of a track as a MIDI item that REAPER holds in the project itself."""

from __future__ import annotations

from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.reaper.chunks import Chunk
from tonmeister.exchange.reaper.names import guid
from tonmeister.model.daw import DawTrack

TICKS = 960
"""Ticks of a quarter note, as REAPER counts by default."""


def add_notes(home: Chunk, track: DawTrack, timeline: Timeline, whose: str) -> None:
    """Write one MIDI item from the song's start to the last note's end."""
    if not track.notes:
        return
    events: list[tuple[int, int, str]] = []
    for note in track.notes:
        start = max(0, round(note.at_quarters * TICKS))
        end = max(start + 1, round((note.at_quarters + note.length_quarters) * TICKS))
        channel = note.channel & 15
        loud = max(1, min(127, round(note.velocity * 127)))
        events.append((start, 1, f"{0x90 | channel:02x} {note.midi & 127:02x} {loud:02x}"))
        events.append((end, 0, f"{0x80 | channel:02x} {note.midi & 127:02x} 00"))
    events.sort()
    item = home.add("ITEM")
    item.say("POSITION", 0)
    item.say("LENGTH", timeline.seconds(events[-1][0] / TICKS))
    item.say("LOOP", 0)
    item.say("MUTE", 0, 0)
    item.say("IGUID", guid("notes", whose))
    item.say("NAME", track.name)
    item.say("SOFFS", 0)
    item.say("PLAYRATE", 1, 1, 0, -1)
    item.say("GUID", guid("notes", "take", whose))
    source = item.add("SOURCE", "MIDI")
    source.say("HASDATA", 1, TICKS, "QN")
    at = 0
    for tick, _, event in events:
        source.body.append(f"E {tick - at} {event}")
        at = tick
    source.body.append("E 0 b0 7b 00")
