"""How well a hum is understood: notes, tempo, meter, downbeat, key, chords, against known truth.

``python -m benchmarks.music_hum MATERIAL``. Our own melodies (``music_hum_songs``, seeds from
``FIRST_SEED`` on: none of them was looked at while the listening was made), each hummed well,
as people do and badly; the voices of ``music_hum_voices`` (espeak-ng through WORLD) where both are
there; the real recordings in MATERIAL. Notes by mir_eval: 50 cents, onset within 100 ms. Tempo
within 4 %; downbeat within 150 ms modulo a bar; a chord's root counts by the share of the bar it
holds in. ``grid``: notes whose place in the bars and pitch are both exact, F1.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.music_hum_songs import BARS, Hum, hum, song
from tonmeister.flow.humming.asked import HumAsked
from tonmeister.flow.humming.heard import beats_of
from tonmeister.flow.humming.on_paper import on_paper
from tonmeister.listening.humming.hearable import why_no_hum
from tonmeister.listening.humming.hum_notes import hum_notes
from tonmeister.listening.pitch import pitch_curve
from tonmeister.model import Chart, ChartChord
from tonmeister.music.chord_kinds import semitones
from tonmeister.music.clock import quarters
from tonmeister.studio.pitch_model import pitch_model

Real = np.ndarray[Any, np.dtype[np.float64]]
Truth = Sequence[tuple[float, float, float]]

FIRST_SEED, SONGS = 300, 24
QUALITIES = {"good": 0.1, "mid": 0.4, "bad": 0.9}
ASKED = HumAsked()


@dataclass
class Scores:
    """What is measured on one hum, each 0 to 1; ``cpu_s``: of the listening, a minute of sound."""

    note_f1: float
    tempo: float
    tempo_of_three: float
    meter: float
    downbeat: float
    feel: float
    key: float
    root_safe: float
    root_loop: float
    root_colour: float
    grid: float
    cpu_s: float


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table: one row a voice and quality, then the real recordings."""
    return list(_each(material))


def _each(material: Path) -> Iterator[dict[str, object]]:
    yield from _real(material)
    yield from _own()
    yield from _drifting()
    yield from _foreign()


def _own() -> Iterator[dict[str, object]]:
    for name, badness in QUALITIES.items():
        found = [scores(hum(song(seed), badness)) for seed in range(FIRST_SEED, FIRST_SEED + SONGS)]
        yield _mean(f"our singer, {name}", found)


def _drifting() -> Iterator[dict[str, object]]:
    """Hum with a tempo that moves by 10 % from beginning to end."""
    found = [
        scores(hum(song(seed), 0.4, drift_percent=10.0 * (-1) ** seed))
        for seed in range(FIRST_SEED, FIRST_SEED + 12)
    ]
    yield _mean("our singer, mid, tempo moves by 10 %", found)


def _foreign() -> Iterator[dict[str, object]]:
    from benchmarks.music_hum_voices import foreign_hum

    for name, badness in QUALITIES.items():
        hums = [foreign_hum(song(seed), badness) for seed in range(FIRST_SEED, FIRST_SEED + 12)]
        there = [scores(h) for h in hums if h is not None]
        if not there:
            yield {"voice": f"espeak-ng through WORLD, {name}", "note_f1": "not here"}
            continue
        yield _mean(f"espeak-ng through WORLD, {name}", there)


def scores(sung: Hum) -> Scores:
    """Hear a hum and compare."""
    written, began_s = sung.song, time.process_time()
    curve = pitch_curve(sung.sound, sung.rate_hz, pitch_model())
    notes = hum_notes(sung.sound, sung.rate_hz, curve)
    refused = why_no_hum(sung.sound, sung.rate_hz, curve, notes)
    if refused is not None:
        print(f"seed {written.seed} refused: {refused}", file=sys.stderr)
        return Scores(*[0.0] * 12)
    pulse = beats_of(notes, ASKED)[0]
    paper = on_paper(notes, pulse, ASKED, "hum")
    chart = paper.chart
    spent_s = time.process_time() - began_s
    truth = [
        (a, b, float(m)) for (a, b, _), (_, _, m) in zip(sung.notes, written.notes, strict=True)
    ]
    bar_s = float(BARS[written.kind]) * 60.0 / written.quarter_bpm
    early_s = (chart.first_s - written.first_s + 0.5 * bar_s) % bar_s - 0.5 * bar_s
    bpms = (pulse.beat_bpm, *chart.alternatives_bpm)
    right = [abs(np.log(bpm / written.beat_bpm / sung.tempo_ratio)) < 0.04 for bpm in bpms]
    in_three = pulse.rhythm.triplet or pulse.rhythm.unit == 8
    key = (semitones(chart.keys[0].tonic_fifths), chart.keys[0].mode)
    roots = {name: _roots(chart, row, sung, bar_s) for name, row in paper.rows.items()}
    return Scores(
        note_f1=note_f1(truth, [(n.start_s, n.end_s, float(n.midi)) for n in notes]),
        tempo=float(right[0]), tempo_of_three=float(any(right)),
        meter=float(pulse.rhythm.meter == written.meter), downbeat=float(abs(early_s) < 0.15),
        feel=float(in_three == (written.kind in ("6/8", "triplet"))),
        key=float(key == (written.tonic, written.mode)),
        root_safe=roots["safe"], root_loop=roots["loop"], root_colour=roots["colour"],
        grid=_grid(chart, sung) if right[0] else 0.0,
        cpu_s=60.0 * spent_s / (sung.sound.shape[1] / sung.rate_hz),
    )  # fmt: skip


def note_f1(truth: Truth, found: Truth, onset_s: float = 0.1) -> float:
    """F1 as mir_eval has it: onset, and pitch within 50 cents."""
    import mir_eval  # type: ignore[import-untyped]

    if not found:
        return 0.0
    one, other = (np.array(rows_, dtype=np.float64) for rows_ in (truth, found))
    one[:, 1] = np.maximum(one[:, 1], one[:, 0] + 0.03)
    hz = [440.0 * 2.0 ** ((table[:, 2] - 69.0) / 12.0) for table in (one, other)]
    return float(
        mir_eval.transcription.precision_recall_f1_overlap(
            one[:, :2], hz[0], other[:, :2], hz[1], onset_tolerance=onset_s, pitch_tolerance=50.0,
            offset_ratio=None,
        )[2]
    )  # fmt: skip


def _roots(chart: Chart, row: Sequence[ChartChord], sung: Hum, bar_s: float) -> float:
    held = []
    for bar, root in enumerate(sung.song.roots):
        for part in range(8):
            at = quarters(chart, sung.song.first_s + (bar + (part + 0.5) / 8) * bar_s)
            over = [c for c in row if 0 <= at - float(c.start_quarters) < float(c.length_quarters)]
            held.append(bool(over) and semitones(over[0].symbol.root_fifths) == root)
    return float(np.mean(held))


def _grid(chart: Chart, sung: Hum) -> float:
    moved = round((chart.first_s - sung.song.first_s) * sung.song.quarter_bpm / 60.0 * 4) / 4
    found = {(round(float(n.start_quarters) + moved, 3), n.pitch.midi) for n in chart.melody}
    truth = {(round(float(start), 3), midi) for start, _, midi in sung.song.notes}
    return 2.0 * len(found & truth) / (len(found) + len(truth))


def _real(material: Path) -> Iterator[dict[str, object]]:
    """Hear what people sang; of these only the notes are known."""
    sound, rate_hz = _read(material / "vocadito" / "vocadito_1.wav")
    notes = hum_notes(sound, rate_hz, pitch_curve(sound, rate_hz, pitch_model()))
    for who in "12":
        table = np.loadtxt(material / "vocadito" / f"vocadito_1_notesA{who}.csv", delimiter=",")
        truth = [(a, a + d, 69.0 + 12.0 * float(np.log2(hz / 440.0))) for a, hz, d in table]
        score = note_f1(truth, [(n.start_s, n.end_s, n.sung) for n in notes])
        yield {"voice": f"vocadito_1, annotator {who}", "note_f1": round(score, 3)}
    # a scale from C, one note a second or so; onsets read off its level curve by us
    sound, rate_hz = _read(material / "humming" / "B_humm.wav")
    notes = hum_notes(sound, rate_hz, pitch_curve(sound, rate_hz, pitch_model()))
    starts = (1.06, 2.05, 2.98, 4.01, 5.03, 6.05, 7.05, 8.10)
    scale = [
        (t, t + 0.6, float(m))
        for t, m in zip(starts, (48, 50, 52, 53, 55, 57, 59, 60), strict=True)
    ]
    score = note_f1(scale, [(n.start_s, n.end_s, float(n.midi)) for n in notes])
    yield {"voice": "B_humm (annotated by us)", "note_f1": round(score, 3)}
    for name in ("vocal_hum_1.mp3", "vocal_hum_2.mp3"):
        sound, rate_hz = _read(material / "humming" / name)
        found = hum_notes(sound, rate_hz, pitch_curve(sound, rate_hz, pitch_model()))
        yield {"voice": f"{name} (one note)", "note_f1": float(len(found) == 1)}


def _read(path: Path) -> tuple[Real, int]:
    sound, rate_hz = soundfile.read(path, always_2d=True)
    return np.ascontiguousarray(sound.T), int(rate_hz)


def _mean(name: str, found: Sequence[Scores]) -> dict[str, object]:
    names = Scores.__dataclass_fields__
    means = {n: round(float(np.mean([getattr(s, n) for s in found])), 3) for n in names}
    return {"voice": name, "songs": len(found), **means}


if __name__ == "__main__":
    for row_ in _each(Path(sys.argv[1])):
        print("  ".join(f"{k} {v}" for k, v in row_.items() if v is not None), flush=True)
