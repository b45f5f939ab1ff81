"""Drum strokes as a MIDI file: General MIDI keys on channel 10, on the song's own beats."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from tonmeister.model import Hit, TempoMap
from tonmeister.studio.disk import whole

KEYS = {"kick": 36, "snare": 38, "hats": 42, "toms": 45, "cymbals": 49}
"""General MIDI level 1, percussion key map."""
TICKS = 960
_CHANNEL = 9
_LENGTH_S = 0.05
_PLAIN_BPM = 120.0
_SLOWEST_S, _FASTEST_S = 3.0, 0.15


class MidiOutError(ValueError):
    """A MIDI file cannot be written: one clear line."""


def write_drums_midi(path: Path, hits: Sequence[Hit], tempo: TempoMap | None, name: str) -> None:
    """Write strokes to a standard MIDI file (type 1), whole or not at all.

    With a tempo map each beat of the song is a beat of the file, and the first downbeat begins a
    bar; without one the file runs at 120 BPM, so that its seconds are the song's.
    """
    import mido

    if path.suffix.lower() not in (".mid", ".midi"):
        raise MidiOutError(f"{path.name}: a MIDI file ends in .mid")
    times_s, beats = _grid(tempo)
    map_track = mido.MidiTrack()
    meter = tempo.meter if tempo and tempo.meter > 0 else 4
    map_track.append(mido.MetaMessage("track_name", name=_latin(name), time=0))
    map_track.append(mido.MetaMessage("time_signature", numerator=meter, denominator=4, time=0))
    last = 0
    for (a_s, b_s), (a, b) in zip(pairwise(times_s), pairwise(beats), strict=True):
        tempo_us = round((b_s - a_s) / (b - a) * 1e6)
        tick = round(a * TICKS)
        map_track.append(mido.MetaMessage("set_tempo", tempo=tempo_us, time=tick - last))
        last = tick
    events = []
    for hit in hits:
        key, strength = KEYS[hit.piece], max(1, min(127, round(127 * hit.velocity)))
        start = round(_beat(hit.at_s, times_s, beats) * TICKS)
        end = max(start + 1, round(_beat(hit.at_s + _LENGTH_S, times_s, beats) * TICKS))
        events += [(start, 1, key, strength), (end, 0, key, 0)]
    notes = mido.MidiTrack()
    notes.append(mido.MetaMessage("track_name", name="Drums", time=0))
    now = 0
    for tick, on, key, strength in sorted(events):
        kind = "note_on" if on else "note_off"
        notes.append(
            mido.Message(kind, channel=_CHANNEL, note=key, velocity=strength, time=tick - now)
        )
        now = tick
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS)
    file.tracks += [map_track, notes]
    with whole(path) as part:
        file.save(str(part))


def _grid(tempo: TempoMap | None) -> tuple[list[float], list[float]]:
    """Return times in seconds and the beats there, both from 0 on."""
    beats_s = list(tempo.beats_s) if tempo else []
    gaps = [b - a for a, b in pairwise(beats_s)]
    if tempo is None or len(beats_s) < 2 or min(gaps) < _FASTEST_S or max(gaps) > _SLOWEST_S:
        beat_s = 60.0 / _PLAIN_BPM
        return [0.0, beat_s], [0.0, 1.0]
    meter = max(tempo.meter, 1)
    before = beats_s[0] / gaps[0]
    phase = -(tempo.downbeats[0] if tempo.downbeats else 0) % meter
    count = phase
    while count < before - 0.5 or (count == 0 and beats_s[0] > 0.0):
        count += meter
    times_s, beats = ([0.0], [0.0]) if count else ([], [])
    return times_s + beats_s, beats + [float(count + i) for i in range(len(beats_s))]


def _beat(at_s: float, times_s: Sequence[float], beats: Sequence[float]) -> float:
    """Return the beat at a time, the last tempo going on after the last beat."""
    place = 0
    while place < len(times_s) - 2 and times_s[place + 1] <= at_s:
        place += 1
    (a_s, b_s), (a, b) = times_s[place : place + 2], beats[place : place + 2]
    return max(0.0, a + (at_s - a_s) / (b_s - a_s) * (b - a))


def _latin(name: str) -> str:
    return name.encode("latin-1", "replace").decode("latin-1")
