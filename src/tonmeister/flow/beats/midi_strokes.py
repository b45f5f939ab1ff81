"""Drum strokes from a MIDI file, in quarters from its first bar."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.grooves import lane_of
from tonmeister.listening.grooves import PlayedStroke
from tonmeister.model import MeterAt

DRUM_CHANNEL = 9
MOST_BYTES = 20_000_000


@dataclass(frozen=True, kw_only=True)
class MidiDrums:
    """The drums of a MIDI file. ``strange`` are keys that are no lane of ours, and how often."""

    strokes: tuple[PlayedStroke, ...]
    quarter_bpm: float
    meter: MeterAt
    strange: dict[int, int]
    notes: tuple[str, ...]


def open_midi(path: Path) -> Any:
    """Return a file opened by mido; raises ``BadWish`` with one clear line."""
    import mido

    if not path.is_file():
        raise FileNotFoundError(2, "there is no such MIDI file", str(path))
    if path.stat().st_size > MOST_BYTES:
        raise BadWish(f"{path.name} is over 20 MB: no drum part is that long")
    try:
        midi = mido.MidiFile(path, clip=True)
    except Exception as error:  # mido raises nearly anything on a broken file
        why = str(error) or "it ends early"
        raise BadWish(f"{path.name} cannot be read as MIDI ({why})") from error
    if midi.type == 2:
        raise BadWish(f"{path.name}: its tracks are songs of their own; save it as MIDI type 1")
    if not 0 < midi.ticks_per_beat < 32768:
        raise BadWish(f"{path.name} counts in film frames, not in beats: export it with bars")
    return midi


def midi_drums(path: Path) -> MidiDrums:
    """Return the strokes on channel 10 of a MIDI file; raises ``BadWish``."""
    midi = open_midi(path)
    per_quarter = midi.ticks_per_beat
    strokes: list[PlayedStroke] = []
    strange: Counter[int] = Counter()
    tempos: list[tuple[int, float]] = []
    meters: list[tuple[int, int, int]] = []
    last, others = 0, 0
    for track in midi.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "set_tempo":
                tempos.append((tick, 60e6 / max(1, message.tempo)))
            elif message.type == "time_signature":
                meters.append((tick, message.numerator, message.denominator))
            elif message.type == "note_on" and message.velocity > 0:
                last = max(last, tick)
                if message.channel != DRUM_CHANNEL:
                    others += 1
                    continue
                lane = lane_of(message.note)
                if lane is None:
                    strange[message.note] += 1
                    continue
                at = tick / per_quarter
                strokes.append(PlayedStroke(at=at, lane=lane, velocity=message.velocity / 127))
    if not strokes:
        why = f"; its {others} notes are on other channels" if others else ""
        raise BadWish(f"{path.name} has no drums: they are sought on channel 10{why}")
    notes = []
    if len({m[1:] for m in meters}) > 1:
        notes.append("the meter changes: its first one is taken for the whole file")
    bpm, changes = _mean_tempo(tempos, last)
    if changes:
        notes.append(f"the tempo changes: milliseconds are told at its mean, {bpm:.1f} BPM")
    _, beats, unit = min(meters, default=(0, 4, 4))
    return MidiDrums(
        strokes=tuple(strokes), quarter_bpm=bpm, meter=MeterAt(bar=0, beats=beats, unit=unit),
        strange=dict(strange), notes=tuple(notes),
    )  # fmt: skip


def _mean_tempo(tempos: list[tuple[int, float]], last: int) -> tuple[float, bool]:
    """Return the tempo on average over the ticks played, and whether it changes by over 1 %."""
    whole = {0: 120.0} | dict(sorted(tempos, key=lambda t: t[0]))
    edges = [*(t for t in whole if t < last or t == 0), max(last, 1)]
    bpms = list(whole.values())[: len(edges) - 1]
    spans = [b - a for a, b in pairwise(edges)]
    minutes = sum(span / bpm for span, bpm in zip(spans, bpms, strict=True))
    bpm = sum(spans) / minutes
    return bpm, max(bpms) / min(bpms) > 1.01
