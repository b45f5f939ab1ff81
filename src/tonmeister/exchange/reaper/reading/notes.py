"""MIDI items: REAPER's event lines as notes in quarter notes from the song's start."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.reaper.chunks import Chunk, number, split
from tonmeister.model.daw import DawNote

_EVENTS = ("E", "e", "Em", "em")
_MOST_LOOPS = 1000


def read_notes(item: Chunk, source: Chunk, timeline: Timeline, remarks: Remarks) -> list[DawNote]:
    """Return what a MIDI item plays, cut to the item; loops are written out."""
    has_data = source.line("HASDATA")
    if not has_data:
        remarks.say("A MIDI item that keeps its notes in a file of its own was left out")
        return []
    ticks = number(has_data, 1, 960.0) or 960.0
    notes, end = _events(source, ticks)
    rate = item.number("PLAYRATE", 0, 1.0) or 1.0
    at_s = item.number("POSITION", 0, 0.0)
    start = timeline.quarters(at_s)
    length = timeline.quarters(at_s + item.number("LENGTH", 0, 0.0)) - start
    skipped = item.line("SOFFS")
    offset = number(skipped, 1, number(skipped, 0, 0.0) * _per_s(timeline, at_s))
    looped = item.number("LOOP", 0, 0.0) != 0.0 and end > 0.0
    rounds = math.ceil((offset + length * rate) / end) if looped else 1
    out = []
    for turn in range(min(_MOST_LOOPS, max(1, rounds))):
        for at, long, channel, midi, velocity in notes:
            begin = (at + turn * end - offset) / rate
            stop = min(length, begin + long / rate)
            begin = max(0.0, begin)
            if stop > begin and begin < length:
                out.append(
                    DawNote(
                        at_quarters=round(start + begin, 9),
                        length_quarters=round(stop - begin, 9),
                        midi=midi,
                        velocity=velocity / 127.0,
                        channel=channel,
                    )
                )
    return out


def _per_s(timeline: Timeline, at_s: float) -> float:
    return timeline.quarters(at_s + 1.0) - timeline.quarters(at_s)


def _events(source: Chunk, ticks: float) -> tuple[list[tuple[float, float, int, int, int]], float]:
    """Return (start, length, channel, key, velocity) in quarter notes, and the source's end."""
    at = 0
    held: dict[tuple[int, int], list[tuple[int, int]]] = {}
    notes: list[tuple[float, float, int, int, int]] = []
    for kind, words in _told(source):
        at += max(0, int(number(words, 0, 0.0)))
        data = [_byte(word) for word in words[1:4]]
        if kind not in _EVENTS or len(data) < 3:
            continue
        status, midi, velocity = data
        key = (status & 15, midi & 127)
        if status & 0xF0 == 0x90 and velocity > 0:
            held.setdefault(key, []).append((at, 0 if kind in ("Em", "em") else velocity & 127))
        elif status & 0xF0 in (0x80, 0x90) and held.get(key):
            begin, loud = held[key].pop(0)
            if loud:
                notes.append((begin / ticks, (at - begin) / ticks, *key, loud))
    for key, open_notes in held.items():
        notes += [(b / ticks, (at - b) / ticks, *key, loud) for b, loud in open_notes if loud]
    return sorted(notes), at / ticks


def _told(source: Chunk) -> Iterator[tuple[str, list[str]]]:
    """Return each event's kind and words; long ones stand in chunks and only take their time."""
    for entry in source.body:
        if isinstance(entry, Chunk):
            if entry.name in ("X", "x", "Xm", "xm"):
                yield entry.name, entry.words
        elif (words := split(entry)) and words[0] in _EVENTS:
            yield words[0], words[1:]


def _byte(word: str) -> int:
    try:
        return int(word, 16)
    except ValueError:
        return 0
