"""Charts of recordings with a known truth, with other people's tools beside ours.

``python -m benchmarks.music_chart MATERIAL [FOLDER]``. Songs of POP909 and songs of our own are
played by SoundFonts, track by track (FOLDER keeps the sounds for the next time); each is charted
from its tracks and from their sum, by the same way a user's song goes. mir_eval judges: beat F
(70 ms), tempo within 2 % (first choice, and with the alternatives shown), chords (root, majmin,
sevenths), key (exact), section boundaries within 3 s (HR3F) and 0.5 s; ``cpu_s`` is a song's chart
beyond the ingest and without the melody. Only songs that nobody looked at while building are
charted. librosa runs as a process of its own from the folder ``TONMEISTER_PEERS``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.music_chart_truth import SOUNDFONTS, Truth, our_songs, pop909
from tonmeister.model import Chart

SEEDS = range(12, 24)
LABELS = {
    "": "maj", "m": "min", "7": "7", "maj7": "maj7", "m7": "min7", "sus4": "sus4", "sus2": "sus2",
    "dim": "dim", "m7b5": "hdim7", "aug": "aug", "6": "maj6", "m6": "min6", "dim7": "dim7",
    "7sus4": "sus4(b7)",
}  # fmt: skip
DEGREES = {3: "b3", 4: "3", 6: "b5", 7: "5", 8: "#5", 9: "6", 10: "b7", 11: "7"}
MEASURES = (
    "beat_f_score", "tempo_score", "tempo_or_other_score", "root_score", "majmin_score",
    "sevenths_score", "key_score", "sections_3s_score", "sections_half_s_score",
)  # fmt: skip

Found = dict[str, Any]


def rows(material: Path, keep: Path | None = None) -> list[dict[str, object]]:
    """Return the table: one row a set of songs and engine."""
    if not any(font.exists() for font in SOUNDFONTS):
        return [{"songs": "all", "engine": "not here: no SoundFont"}]
    with tempfile.TemporaryDirectory(prefix="charts-") as hidden:
        into = keep or Path(hidden)
        into.mkdir(parents=True, exist_ok=True)
        each: list[dict[str, Any]] = []
        for kind, songs in (("POP909", pop909(material, into)), ("ours", our_songs(SEEDS, into))):
            for truth, folder in songs:
                for engine, found in _charted(folder, Path(hidden)):
                    judged = _judged(truth, found)
                    each.append({"songs": kind, "engine": engine, "name": truth.name, **judged})
                    print(json.dumps(each[-1]), file=sys.stderr, flush=True)
    kinds, engines = (dict.fromkeys(row[name] for row in each) for name in ("songs", "engine"))
    return [
        _mean(kind, engine, [r for r in each if (r["songs"], r["engine"]) == (kind, engine)])
        for kind in kinds
        for engine in engines
    ]


def _mean(songs: str, engine: str, each: Sequence[dict[str, Any]]) -> dict[str, object]:
    names = (*MEASURES, "cpu_s")
    return {"songs": songs, "engine": engine, "count": len(each)} | {
        name: round(float(np.mean([row[name] for row in each])), 3) if each else None
        for name in names
    }


def _charted(folder: Path, hidden: Path) -> list[tuple[str, Found]]:
    """Chart a song from its tracks, from their sum, and by others from the sum."""
    mix = hidden / f"{folder.name} mix.wav"
    _mix(folder, mix)
    out = [("ours, tracks", _ours(folder, hidden)), ("ours, mix", _ours(mix, hidden))]
    if peers := os.environ.get("TONMEISTER_PEERS"):
        script = Path(__file__).parent / "peers" / "chart_librosa.py"
        ran = subprocess.run(
            [sys.executable, str(script), str(mix)],
            env={**os.environ, "PYTHONPATH": peers}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if ran.returncode == 0:
            out.append(("librosa, mix", json.loads(ran.stdout.splitlines()[-1])))
    mix.unlink()
    return out


def _mix(folder: Path, path: Path) -> None:
    sounds = [soundfile.read(one, always_2d=True) for one in sorted(folder.glob("*.wav"))]
    whole = np.zeros((max(len(x) for x, _ in sounds), 2))
    for x, _ in sounds:
        whole[: len(x)] += x
    soundfile.write(path, 0.7 * whole / np.abs(whole).max(), sounds[0][1], subtype="PCM_16")


def _ours(song: Path, hidden: Path) -> Found:
    """Chart as the command does, without writing; ``cpu_s`` is what lies beyond the ingest."""
    from tonmeister.flow.charting.charted import chart_of
    from tonmeister.flow.charting.recording import open_recording
    from tonmeister.flow.tell import Teller

    with open_recording(song, Teller(), hidden / "out") as recording:
        began_s = time.process_time()
        chart = chart_of(recording, Teller(), melody=False)
        spent_s = time.process_time() - began_s
    return {"cpu_s": spent_s, **told(chart)}


def told(chart: Chart) -> Found:
    """Return what a chart says, in seconds and in mir_eval's labels."""
    from tonmeister.music.chord_kinds import semitones
    from tonmeister.music.clock import bar_count, bar_start, meter_at, pickup_quarters, seconds

    end = bar_start(chart, bar_count(chart))
    beats, at = [], -pickup_quarters(chart)
    while at < end:
        beats.append(seconds(chart, at))
        bar = max(0, next((b for b in range(bar_count(chart)) if bar_start(chart, b + 1) > at), 0))
        at += meter_at(chart, bar).beat_quarters
    names = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
    chords = []
    for one in chart.chords:
        root = semitones(one.symbol.root_fifths)
        low = root if one.symbol.bass_fifths is None else semitones(one.symbol.bass_fifths)
        over = DEGREES.get((low - root) % 12)
        label = f"{names[root]}:{LABELS[one.symbol.quality]}" + (f"/{over}" if over else "")
        stop = one.start_quarters + one.length_quarters
        chords.append((seconds(chart, one.start_quarters), seconds(chart, stop), label))
    places = [*[key.at_quarters for key in chart.keys], end]
    longest = max(range(len(chart.keys)), key=lambda i: places[i + 1] - places[i])
    key = chart.keys[longest]
    lines = [seconds(chart, bar_start(chart, s.first_bar)) for s in chart.sections]
    gap = chart.meters[0].beat_quarters
    return {
        "beats_s": beats,
        "tempo_bpm": float(np.median([t.quarter_bpm for t in chart.tempos])) / float(gap),
        "others_bpm": list(chart.alternatives_bpm),
        "chords": chords,
        "key": f"{names[semitones(key.tonic_fifths)]} {key.mode}",
        "sections_s": [*lines, seconds(chart, end)] if lines else [],
    }


def _judged(truth: Truth, found: Found) -> dict[str, float]:
    import mir_eval

    warnings.simplefilter("ignore")
    bpm = 60.0 / float(np.median(np.diff(truth.beats_s)))
    said = [found["tempo_bpm"], *found.get("others_bpm", ())]
    near = [abs(one / bpm - 1.0) < 0.02 for one in said]
    beats = np.array([at for at in found["beats_s"] if at >= 0.0])
    out = {
        "beat_f_score": float(mir_eval.beat.f_measure(truth.beats_s, beats)) if len(beats) else 0.0,
        "tempo_score": float(near[0]),
        "tempo_or_other_score": float(any(near)),
        "key_score": float(found["key"] == truth.key.replace("C#", "Db").replace("G#", "Ab")),
        "cpu_s": float(found["cpu_s"]),
    }
    out |= _chord_scores(truth, found["chords"])
    wanted = np.array([[a, b] for a, b, _ in truth.sections])
    lines = np.unique(np.maximum(found["sections_s"], 0.0))
    if len(lines) < 2:
        return out | {"sections_3s_score": 0.0, "sections_half_s_score": 0.0}
    got = np.stack([lines[:-1], lines[1:]], axis=1)
    for name, window in (("sections_3s_score", 3.0), ("sections_half_s_score", 0.5)):
        out[name] = float(mir_eval.segment.detection(wanted, got, window=window, trim=True)[2])
    return out


def _chord_scores(truth: Truth, chords: Sequence[tuple[float, float, str]]) -> dict[str, float]:
    import mir_eval

    names = ("root", "majmin", "sevenths")
    wanted = np.array([[a, b] for a, b, _ in truth.chords])
    spans, labels, at = [], [], 0.0
    for start, stop, label in chords:
        if start > at + 1e-6:
            spans.append([at, start])
            labels.append("N")
        if stop > max(start, at) + 1e-6:
            spans.append([max(start, at), stop])
            labels.append(label)
            at = stop
    if not spans:
        return dict.fromkeys([f"{name}_score" for name in names], 0.0)
    got, labels = mir_eval.util.adjust_intervals(
        np.array(spans), labels, wanted.min(), wanted.max(), "N", "N"
    )
    scores = mir_eval.chord.evaluate(wanted, [label for *_, label in truth.chords], got, labels)
    return {f"{name}_score": float(scores[name]) for name in names}


if __name__ == "__main__":
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    for row in rows(Path(sys.argv[1]), place):
        print(json.dumps(row))
