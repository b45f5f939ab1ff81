"""A clip as a MIDI file of its own: drums on channel 10, ready to drop into a DAW."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from tonmeister.exchange.midi_out import Grid, note_events, save, song_events, track
from tonmeister.model import Chart, Clip
from tonmeister.music.clock import tempo_at

BEND_SEMITONES = 12.0
_BEND_STEPS = 24


def write_clip(path: Path, clip: Clip, chart: Chart, end_quarters: float) -> Path:
    """Write a clip with its feel, in the tempo and meter of a chart, ``end_quarters`` long."""
    from mido import Message

    grid = Grid(chart)
    channel = 9 if clip.part == "drums" else 0
    events = song_events(chart, grid)
    if channel != 9:
        events.append((0, 1, Message("program_change", channel=channel, program=clip.program)))
    if clip.bends:
        for control, value in ((101, 0), (100, 0), (6, int(BEND_SEMITONES)), (38, 0)):
            events.append(
                (0, 1, Message("control_change", channel=channel, control=control, value=value))
            )
    last_tick = grid.tick(end_quarters)
    for note in clip.notes:
        quarter_bpm = tempo_at(chart, note.start_quarters).quarter_bpm
        at = note.start_quarters + note.late_ms * quarter_bpm / 60_000.0
        start = min(grid.tick(at), last_tick - 1)
        end = min(grid.tick(at + note.length_quarters), last_tick)
        velocity = max(1, min(127, round(127 * note.velocity)))
        events += note_events(start, max(end, start + 1), note.midi, velocity, channel)
    for a, b in pairwise((*clip.bends, None)):
        assert a is not None
        steps = _BEND_STEPS if b is not None and b.semitones != a.semitones else 1
        for n in range(steps):
            share = n / steps
            at = a.at_quarters + (share * (b.at_quarters - a.at_quarters) if b else 0.0)
            semitones = a.semitones + (share * (b.semitones - a.semitones) if b else 0.0)
            bend = max(-8192, min(8191, round(8192 * semitones / BEND_SEMITONES)))
            events.append((grid.tick(at), 1, Message("pitchwheel", channel=channel, pitch=bend)))
    save(path, [track(clip.name, events, last_tick)], grid.ticks)
    return path
