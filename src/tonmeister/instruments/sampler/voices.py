"""Which zones a note sounds: keys, velocities, turns, chance, chokes, what sounds on release."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tonmeister.instruments.sampler.bank import Zone
from tonmeister.model import SoundNote

_FOREVER_S = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """One zone that sounds for one note. ``choke_s`` is when another one silences it."""

    zone: Zone
    midi: float
    velocity: float  # 0 to 1
    start_s: float
    held_s: float
    gain_db: float
    note: int  # which note it belongs to, in the order of time
    choke_s: float | None = None


def voices_of(zones: Sequence[Zone], notes: Sequence[SoundNote], seed: int) -> list[Voice]:
    """Return the voices that play the notes, in the order of time."""
    rng = np.random.default_rng(seed)
    in_order = sorted(notes, key=lambda n: (n.start_s, n.midi))
    by_key = _by_key(zones)
    again = _next_of_key(in_order)
    met: dict[int, int] = defaultdict(int)
    voices: list[Voice] = []
    for number, note in enumerate(in_order):
        chance = float(rng.random())
        held_s = max(min(note.length_s, again[number] - note.start_s), 0.0)
        key = min(max(round(note.midi), 0), 127)
        struck = min(max(round(127.0 * note.velocity), 1), 127)
        for zone in by_key.get(key, ()):
            if not zone.low_velocity <= struck <= zone.high_velocity:
                continue
            if not zone.low_chance <= chance < zone.high_chance:
                continue
            turn = met[id(zone)]
            met[id(zone)] += 1
            if turn % zone.turns != zone.turn:
                continue
            now = zone if zone.struck is None else zone.struck(key, struck)
            voices.append(_voice(now, note, number, held_s))
    return _choked(voices)


def _by_key(zones: Sequence[Zone]) -> dict[int, list[Zone]]:
    out: dict[int, list[Zone]] = defaultdict(list)
    for zone in zones:
        for key in range(max(zone.low_key, 0), min(zone.high_key, 127) + 1):
            out[key].append(zone)
    return out


def _next_of_key(notes: Sequence[SoundNote]) -> list[float]:
    """Return when each note's key is struck again: a string sounds one note at a time."""
    coming: dict[float, float] = {}
    out = [_FOREVER_S] * len(notes)
    for number in range(len(notes) - 1, -1, -1):
        note = notes[number]
        out[number] = coming.get(note.midi, _FOREVER_S)
        coming[note.midi] = note.start_s
    return out


def _voice(zone: Zone, note: SoundNote, number: int, held_s: float) -> Voice:
    velocity = min(max(note.velocity, 1.0 / 127.0), 1.0)
    gain_db = zone.gain_db + zone.velocity_percent / 100.0 * 40.0 * math.log10(velocity)
    gain_db += _crossfade_db(zone, 127.0 * velocity)
    start_s = note.start_s
    if zone.trigger == "release":
        start_s += held_s
        gain_db -= zone.release_fall_db * held_s
        held_s = _FOREVER_S
    elif zone.loop == "once":
        held_s = _FOREVER_S
    return Voice(zone, note.midi, velocity, start_s, held_s, gain_db, number)


def _crossfade_db(zone: Zone, struck: float) -> float:
    share = 1.0
    if zone.velocity_in is not None:
        low, high = zone.velocity_in
        share *= min(max((struck - low) / max(high - low, 1), 0.0), 1.0)
    if zone.velocity_out is not None:
        low, high = zone.velocity_out
        share *= min(max((high - struck) / max(high - low, 1), 0.0), 1.0)
    return 10.0 * math.log10(max(share, 1e-12))


def _choked(voices: Sequence[Voice]) -> list[Voice]:
    """Silence what a later note of its group silences."""
    by_group: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for voice in voices:
        if voice.zone.group:
            by_group[voice.zone.group].append((voice.start_s, voice.note))
    for starts in by_group.values():
        starts.sort()
    out = []
    for voice in voices:
        starts = by_group.get(voice.zone.off_by, []) if voice.zone.off_by else []
        later = bisect_right(starts, (voice.start_s, 1 << 60))
        while later < len(starts) and starts[later][1] == voice.note:
            later += 1
        out.append(replace(voice, choke_s=starts[later][0]) if later < len(starts) else voice)
    return out
