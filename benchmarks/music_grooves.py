"""Grooves: what is written is what is played, what is played is what is heard; loops chopped.

``python -m benchmarks.music_grooves MATERIAL``. The first table is our drummer against the figures
of the files: the mean push of every lane over 20 seeds of 32 bars with fills, swing taken off. The
second plays 16 bars as MIDI and 8 bars on our own kit and hears swing and pushes again. The third
chops real loops (Sonic Pi's and Tone.js's): tempo, slices, and what is left when the MIDI clip
plays the slices back and the loop is taken off. Peers come from the folder ``TONMEISTER_PEERS``
(librosa: the tempo of the same loops).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from tonmeister.flow.beats.chopping import ChopWish, chop
from tonmeister.flow.tell import Teller
from tonmeister.knowledge.grooves import Groove, groove, grooves
from tonmeister.listening.drums.hits import hits
from tonmeister.listening.grooves import (
    HeardGroove,
    PlayedStroke,
    drum_pulse,
    hear_groove,
    on_grid,
    sharpened,
    strokes_of_hits,
)
from tonmeister.model import BarPlan, Chart, Clip, MeterAt, TempoAt
from tonmeister.producer.arranging.drums import drum_clip
from tonmeister.signal.instruments.drum_kit import PIECES, play_drums

Row = dict[str, object]

FOUR = MeterAt(bar=0)
SEEDS = 20
RATE_HZ = 48_000
LOOPS = {
    "sonic_pi/loop_amen.flac": 136.9, "sonic_pi/loop_breakbeat.flac": 126.0,
    "sonic_pi/loop_compus.flac": 148.0, "sonic_pi/loop_industrial.flac": 135.8,
    "sonic_pi/loop_safari.flac": 119.9, "tonejs_loop/kick.ogg": 108.0,
    "tonejs_loop/snare.ogg": 108.0, "tonejs_loop/hh.ogg": 108.0,
}  # fmt: skip
"""Tempos: whole beats in each loop's length, as its maker cut it."""


def rows(material: Path) -> list[Row]:
    """Return all rows."""
    names = [name for name in grooves() if groove(name).patterns]
    return [*map(_law, names), *map(_heard, names), *_chopped(material)]


def _bars(count: int, *, fills: bool) -> list[BarPlan]:
    return [
        BarPlan(
            bar=n, start_quarters=Fraction(4 * n), meter=FOUR, section=f"S{n // 8 % 2}",
            first=n % 8 == 0, last=n % 8 == 7,
            energy_score=(0.35, 0.85)[n // 8 % 2] if fills else 0.6,
            fill=fills and n % 4 == 3, ending=fills and n == count - 1,
            parts=frozenset({"drums"}),
        )
        for n in range(count)
    ]  # fmt: skip


def _play(one: Groove, bars: int, seed: int, *, fills: bool) -> Clip:
    tempo = TempoAt(at_quarters=Fraction(0), quarter_bpm=one.tempo_bpm.usual)
    chart = Chart(title="x", tempos=(tempo,))
    return drum_clip(chart, _bars(bars, fills=fills), one, seed=seed, feel_percent=100.0)


def _law(name: str) -> Row:
    """Return how far any lane's mean is from its figure where nothing swings."""
    one = groove(name)
    figure = replace(one.swing.percent, low=50.0, usual=50.0)
    straight = replace(one, swing=replace(one.swing, percent=figure, by_tempo=False))
    worst, notes, began_s = 0.0, 0, time.process_time()
    for seed in range(SEEDS):
        clip = _play(straight, 32, seed, fills=True)
        notes += len(clip.notes)
        for lane in {n.lane for n in clip.notes}:
            late = [n.late_ms for n in clip.notes if n.lane == lane]
            worst = max(worst, abs(float(np.mean(late)) - one.push_ms.of(lane)))
    took_s = (time.process_time() - began_s) / SEEDS
    return {"what": "played", "groove": name, "strokes": notes // SEEDS,
            "worst_mean_push_ms": round(worst, 6), "bars_32_s": round(took_s, 4)}  # fmt: skip


def _errors(one: Groove, heard: HeardGroove, zero_ms: float, least: int) -> tuple[float, float]:
    want = one.swing_percent(one.tempo_bpm.usual)
    pushes = [
        abs(heard.groove.push_ms.lanes[lane] - one.push_ms.of(lane) + zero_ms)
        for lane, count in heard.counts.items()
        if count >= least and lane in one.lanes and lane != "tom-mid"
    ]
    return abs(heard.groove.swing.percent.usual - want), max(pushes, default=0.0)


def _heard(name: str) -> Row:
    """Return how far swing and pushes are off when heard from MIDI and from our kit."""
    one = groove(name)
    bpm = one.tempo_bpm.usual
    clip = _play(one, 16, 5, fills=False)
    ticks = 960.0
    strokes = [
        PlayedStroke(
            at=round((n.start_quarters + n.late_ms * bpm / 60_000) * ticks) / ticks,
            lane=n.lane, velocity=n.velocity,
        )
        for n in clip.notes
    ]  # fmt: skip
    midi = hear_groove(strokes, name=name, quarter_bpm=bpm, meter=FOUR, source="midi")
    swing, push = _errors(one, midi, 0.0, 8)
    row: Row = {"what": "heard", "groove": name, "midi_swing_percent": round(swing, 2),
                "midi_push_ms": round(push, 2)}  # fmt: skip
    notes = [
        (n.start_quarters * 60 / bpm + n.late_ms / 1000 + 0.2, 0.1, n.midi, n.velocity)
        for n in _play(one, 8, 5, fills=False).notes if n.midi in PIECES
    ]  # fmt: skip
    sound = 0.3 * np.sum(list(play_drums(notes, 32 * 60 / bpm + 1.0, 1).values()), axis=0)[None]
    struck = sharpened(sound, RATE_HZ, strokes_of_hits(hits(sound, RATE_HZ)))
    pulse = drum_pulse(struck)
    if pulse is None:
        return row | {"audio_bpm": None}
    heard = hear_groove(
        on_grid(struck, pulse), name=name, quarter_bpm=pulse.quarter_bpm, meter=FOUR,
        source="audio", to_the_kick=True,
    )  # fmt: skip
    swing, push = _errors(one, heard, one.push_ms.of("kick"), 24)
    pair = 8 / one.swing.grid
    audible = [n for n in _play(one, 8, 5, fills=False).notes if n.midi in PIECES]
    if sum(n.start_quarters % pair == pair / 2 for n in audible) < 12:
        swing = float("nan")  # what is hardly played cannot be heard
    return row | {
        "bpm": bpm, "audio_bpm": round(pulse.quarter_bpm, 2),
        "audio_swing_percent": round(swing, 2), "audio_push_ms": round(push, 2),
    }  # fmt: skip


def _chopped(material: Path) -> Iterator[Row]:
    for name, bpm in LOOPS.items():
        path = material / name
        if not path.is_file():
            yield {"what": "chopped", "loop": name, "bpm": "not here"}
            continue
        began_s = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            done = chop(path, Teller(), ChopWish(out=Path(folder) / "out"))
            took_s = round(time.process_time() - began_s, 2)
            left = _null_dbfs(path, done.files["MIDI"], done.slices)
        tempo = done.tempo
        yield {
            "what": "chopped", "loop": name, "bpm": bpm,
            "ours_bpm": round(tempo.quarter_bpm, 2) if tempo else None,
            "librosa_bpm": _librosa(path), "slices": len(done.slices),
            "key": done.key.name if done.key else "none", "null_dbfs": round(left, 1),
            "cpu_s": took_s,
        }  # fmt: skip


def _null_dbfs(path: Path, clip: Path, slices: tuple[Path, ...]) -> float:
    """Return what is left of a loop when its clip plays the slices and it is taken off."""
    import mido
    import soundfile as sf

    sound, rate_hz = sf.read(path, always_2d=True)
    file = mido.MidiFile(clip)
    now_s, tempo = 0.0, 500_000
    for message in file.tracks[0]:
        now_s += message.time * tempo / 1e6 / file.ticks_per_beat
        if message.type == "set_tempo":
            tempo = message.tempo
        if message.type == "note_on" and message.velocity:
            piece, _ = sf.read(slices[message.note - 36], always_2d=True)
            at = round(now_s * rate_hz)
            sound[at : at + len(piece)] -= piece
    return float(20.0 * np.log10(np.abs(sound).max() + 1e-12))


def _librosa(path: Path) -> object:
    folder = os.environ.get("TONMEISTER_PEERS")
    if not folder or not (Path(folder) / "librosa").is_dir():
        return "not here"
    sys.path.append(folder)
    try:
        import librosa
    except ImportError:
        return "not here"
    sound, rate_hz = librosa.load(path, sr=None)
    tempo, _ = librosa.beat.beat_track(y=sound, sr=rate_hz)
    return round(float(np.atleast_1d(tempo)[0]), 1)


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1])):
        print(row)
