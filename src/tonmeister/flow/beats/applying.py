"""Giving a groove to another MIDI file: its swing, its pushes, its strengths."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tonmeister.flow.beats.midi_strokes import DRUM_CHANNEL, open_midi
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.grooves import Groove, lane_of
from tonmeister.music.feel import swung_place
from tonmeister.studio.disk import whole

STEP = Fraction(1, 4)
NEAR = 0.36
"""So far (in sixteenths) from its step a note is put on it; what lies between keeps its place."""


@dataclass(slots=True)
class _Note:
    start: int
    end: int
    on: Any


def apply_groove(path: Path, groove: Groove, out: Path) -> tuple[str, ...]:
    """Write a MIDI file whose notes are played with this groove's feel; returns what to say.

    Notes go to their sixteenths, then swing; drums take their lane's push and, where the pattern
    strikes the same step, its strength against that lane's mean. Lengths, other events and the
    tempo stay. Raises ``BadWish``.
    """
    import mido

    midi = open_midi(path)
    bpm = next(
        (60e6 / max(1, m.tempo) for t in midi.tracks for m in t if m.type == "set_tempo"), 120.0
    )
    count = 0
    tracks = []
    for track in midi.tracks:
        notes, others = _taken_apart(track)
        for note in notes:
            _moved(note, groove, midi.ticks_per_beat, bpm)
        count += len(notes)
        tracks.append(_put_together(notes, others))
    if not count:
        raise BadWish(f"{path.name} holds no notes: there is nothing to apply a groove to")
    written = mido.MidiFile(
        type=midi.type, ticks_per_beat=midi.ticks_per_beat, charset=midi.charset
    )
    written.tracks += tracks
    with whole(out) as part:
        written.save(str(part))
    return (f"{count} notes of {path.name} take this groove",)


def _taken_apart(track: Any) -> tuple[list[_Note], list[tuple[int, Any]]]:
    """Return a track's notes, and all its other events with their ticks."""
    tick = 0
    notes: list[_Note] = []
    open_: dict[tuple[int, int], list[_Note]] = {}
    others: list[tuple[int, Any]] = []
    for message in track:
        tick += message.time
        if message.type not in ("note_on", "note_off"):
            others.append((tick, message))
        elif message.type == "note_on" and message.velocity > 0:
            note = _Note(tick, tick, message)
            notes.append(note)
            open_.setdefault((message.channel, message.note), []).append(note)
        elif waiting := open_.get((message.channel, message.note)):
            waiting.pop(0).end = tick
    for waiting in open_.values():
        for note in waiting:
            note.end = max(tick, note.start + 1)
    return notes, others


def _moved(note: _Note, groove: Groove, per_quarter: int, bpm: float) -> None:
    """Put a note where the groove plays it."""
    at = note.start / per_quarter
    steps = at / float(STEP)
    straight = round(steps) * STEP if abs(steps - round(steps)) <= NEAR else Fraction(at)
    swing = groove.swing_percent(bpm)
    heard = swung_place(float(straight), swing, groove.swing.grid)
    velocity = note.on.velocity
    if note.on.channel == DRUM_CHANNEL and (lane := lane_of(note.on.note)):
        heard += groove.push_ms.of(lane) * bpm / 60_000.0
        velocity = max(1, min(127, round(velocity * _leaned(groove, lane, straight))))
    start = max(0, round(heard * per_quarter))
    note.end = start + max(1, note.end - note.start)
    note.start = start
    note.on = note.on.copy(velocity=velocity)


def _leaned(groove: Groove, lane: str, at: Fraction) -> float:
    """Return how hard the groove strikes a step of a lane, against that lane's mean."""
    if not groove.patterns:
        return 1.0
    pattern = groove.patterns[0]
    own = [s.velocity for bar in pattern.bars for s in bar if s.lane == lane]
    bar, place = divmod(at, pattern.bar_quarters)
    here = [
        s.velocity for s in pattern.bars[int(bar) % len(pattern.bars)]
        if s.lane == lane and s.at_quarters == place
    ]  # fmt: skip
    return here[0] * len(own) / sum(own) if here else 1.0


def _put_together(notes: list[_Note], others: list[tuple[int, Any]]) -> Any:
    import mido

    last = max([tick for tick, _ in others] + [n.end for n in notes], default=0)
    events: list[tuple[int, int, Any]] = []
    for tick, message in others:
        end = message.type == "end_of_track"
        events.append((last if end else tick, 3 if end else 0, message))
    for note in notes:
        events.append((note.start, 2, note.on))
        off = mido.Message("note_off", channel=note.on.channel, note=note.on.note, velocity=0)
        events.append((note.end, 1, off))
    out, now = mido.MidiTrack(), 0
    for tick, _, message in sorted(events, key=lambda e: e[:2]):
        out.append(message.copy(time=tick - now))
        now = tick
    return out
