"""Charts of real songs: POP909's chords and beats (annotation files), melody from its MIDI."""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from pathlib import Path

import numpy as np

from tonmeister.model import Chart, ChartChord, ChartNote, KeyAt, TempoAt
from tonmeister.music.chord_names import read_symbol
from tonmeister.music.spelling import spell_tonic, spelled

KINDS = {"maj": "", "min": "m", "min7": "m7", "maj7": "maj7", "7": "7", "sus2": "sus2",
         "sus4": "sus4", "maj6": "6", "min6": "m6", "hdim7": "m7b5", "dim": "dim", "dim7": "dim7",
         "aug": "aug", "sus4(b7)": "7sus4"}  # fmt: skip
INTERVALS = {"b3": 3, "3": 4, "5": 7, "b5": 6, "b7": 10, "7": 11, "2": 2, "4": 5, "6": 9}
NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")


def song(folder: Path) -> Chart:
    """Return a song's chart: chords on whole beats, bars of four from its first downbeat."""
    import mido

    beats = [tuple(float(w) for w in row.split()) for row in _lines(folder, "beat_midi.txt")]
    times = [row[0] for row in beats]
    first = next(n for n, row in enumerate(beats) if row[2] == 1.0)

    def place(at_s: float) -> Fraction:
        n = min(max(bisect_right(times, at_s) - 1, 0), len(times) - 2)
        share = (at_s - times[n]) / (times[n + 1] - times[n])
        return Fraction(round((n - first + share) * 4), 4)

    chords = []
    for row in _lines(folder, "chord_midi.txt"):
        start_s, end_s, label = row.split()
        name = _symbol(label)
        start, end = (Fraction(round(place(float(t)))) for t in (start_s, end_s))
        if name and end > start >= 0:
            chords.append(
                ChartChord(
                    start_quarters=start, length_quarters=end - start, symbol=read_symbol(name)
                )
            )
    tonic, _, mode = _lines(folder, "key_audio.txt")[0].split()[2].partition(":")
    mode = "major" if mode == "maj" else "minor"
    root = read_symbol(tonic).root_fifths * 7 % 12
    key = KeyAt(at_quarters=Fraction(0), tonic_fifths=spell_tonic(root, mode), mode=mode)
    melody: list[ChartNote] = []
    open_: dict[int, float] = {}
    at_s = 0.0
    file = mido.MidiFile(folder / f"{folder.name}.mid")
    tune = next(t for t in file.tracks if t.name == "MELODY")
    bpm = next(m for t in file.tracks for m in t if m.type == "set_tempo").tempo
    for message in tune:
        at_s += mido.tick2second(message.time, file.ticks_per_beat, bpm)
        if message.type == "note_on" and message.velocity:
            open_[message.note] = at_s
        elif message.type in ("note_on", "note_off") and message.note in open_:
            start, end = place(open_.pop(message.note)), place(at_s)
            length, pitch = max(end - start, Fraction(1, 4)), spelled(message.note, key)
            if start >= 0:
                melody.append(ChartNote(start_quarters=start, length_quarters=length, pitch=pitch))
    tempo = 60.0 / float(np.median(np.diff(times)))
    return Chart(
        title=f"POP909 {folder.name}", keys=(key,), chords=tuple(chords), melody=tuple(melody),
        tempos=(TempoAt(at_quarters=Fraction(0), quarter_bpm=round(tempo, 2)),),
    )  # fmt: skip


def _lines(folder: Path, name: str) -> list[str]:
    return [row for row in (folder / name).read_text("utf-8").splitlines() if row.strip()]


def _symbol(label: str) -> str | None:
    """Return a chord of the annotation as we write it: ``B:min7/b3`` is ``Bm7/D``."""
    root, _, rest = label.partition(":")
    if not rest:
        return None
    kind, _, over = rest.partition("/")
    bass = ""
    if over:
        home = read_symbol(root).root_fifths * 7 % 12
        bass = "/" + NAMES[(home + INTERVALS[over]) % 12]
    return f"{root}{KINDS[kind]}{bass}"
