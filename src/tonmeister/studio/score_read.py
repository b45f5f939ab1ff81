"""A melody from a MIDI file, in seconds."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from tonmeister.listening.pitch.written import WrittenNote

TUNES = ("lead vocal", "lead vox", "vocal", "vox", "melody", "voice", "tune", "singer", "lead")
DRUM_CHANNEL = 9
LEAST_ALONE = 0.9


class BadScore(ValueError):
    """A score that holds no melody we can read; says why in one line."""


def read_melody(path: Path, track: str | None = None) -> list[WrittenNote]:
    """Return the melody of a MIDI file: the track named, or called like a voice, or the only one.

    Where notes overlap by a finger the first is cut; chords are no melody.
    """
    import mido

    try:
        midi = mido.MidiFile(path)
    except FileNotFoundError as error:
        raise BadScore(f"{path} is not there: give a MIDI file with the melody") from error
    except (OSError, EOFError, ValueError, KeyError, IndexError) as error:
        why = str(error) or "it ends early"
        raise BadScore(f"{path.name} cannot be read as MIDI ({why})") from error
    if midi.type == 2:
        raise BadScore(f"{path.name}: its tracks are songs of their own; save it as MIDI type 1")
    clock = _clock(midi)
    parts = {}
    for number, one in enumerate(midi.tracks):
        notes = _notes(one, clock)
        if notes:
            parts[one.name.strip() or f"track {number + 1}"] = notes
    if not parts:
        raise BadScore(f"{path.name} holds no notes")
    return _alone(path, *_chosen(path, parts, track))


def _chosen(
    path: Path, parts: dict[str, list[WrittenNote]], track: str | None
) -> tuple[str, list[WrittenNote]]:
    names = ", ".join(parts)
    if track is not None:
        fits = [name for name in parts if track.casefold() in name.casefold()]
        if len(fits) != 1:
            raise BadScore(f"{path.name} has no single track {track!r}; it has {names}")
        return fits[0], parts[fits[0]]
    if len(parts) == 1:
        return next(iter(parts.items()))
    for word in TUNES:
        for name, notes in parts.items():
            if word in name.casefold():
                return name, notes
    single = [name for name, notes in parts.items() if _single(notes) >= LEAST_ALONE]
    if len(single) == 1:
        return single[0], parts[single[0]]
    raise BadScore(
        f"{path.name}: which of its tracks is the melody? It has {names}; call that one "
        '"melody", or save it alone'
    )


def _alone(path: Path, name: str, notes: list[WrittenNote]) -> list[WrittenNote]:
    if _single(notes) < LEAST_ALONE:
        raise BadScore(f"{path.name}: {name} plays chords, no melody: one note at a time is needed")
    out: list[WrittenNote] = []
    for note in notes:
        if out and note.start_s < out[-1].end_s:
            out[-1] = WrittenNote(out[-1].start_s, note.start_s, out[-1].midi)
            if out[-1].end_s - out[-1].start_s < 0.03:
                out.pop()
        out.append(note)
    return out


def _single(notes: list[WrittenNote]) -> float:
    """Return the share of notes that start after the one before is nearly over."""
    free = sum(b.start_s >= a.start_s + 0.5 * (a.end_s - a.start_s) for a, b in pairwise(notes))
    return (free + 1) / len(notes)


def _clock(midi: Any) -> list[tuple[int, float, float]]:
    """Return (tick, second, seconds a tick) from each change of tempo on."""
    per_beat = midi.ticks_per_beat
    changes = {0: 500_000}
    for track in midi.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "set_tempo":
                changes[tick] = message.tempo
    clock: list[tuple[int, float, float]] = []
    for tick in sorted(changes):
        at_s = clock[-1][1] + (tick - clock[-1][0]) * clock[-1][2] if clock else 0.0
        clock.append((tick, at_s, changes[tick] / 1e6 / per_beat))
    return clock


def _notes(track: Any, clock: list[tuple[int, float, float]]) -> list[WrittenNote]:
    def second(tick: int) -> float:
        start, at_s, each_s = next(c for c in reversed(clock) if c[0] <= tick)
        return at_s + (tick - start) * each_s

    tick = 0
    open_: dict[int, int] = {}
    notes = []
    for message in track:
        tick += message.time
        if message.type not in ("note_on", "note_off") or message.channel == DRUM_CHANNEL:
            continue
        if message.note in open_:
            start = open_.pop(message.note)
            if tick > start:
                notes.append(WrittenNote(second(start), second(tick), float(message.note)))
        if message.type == "note_on" and message.velocity > 0:
            open_[message.note] = tick
    return sorted(notes, key=lambda n: (n.start_s, n.midi))
