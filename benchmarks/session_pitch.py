"""How well the pitch and the notes of one voice are heard: real singers and voices of known truth.

``python -m benchmarks.session_pitch MATERIAL``: raw pitch accuracy (RPA, 50 cents, where a person
or the singer's own truth says that something is sung), octave errors, what is voiced but should
not be, and the F1 of notes (50 cents; onset within 50 and 100 ms) against those who wrote them
down.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from tonmeister.flow.demo import _sung
from tonmeister.listening.pitch import PitchCurve, notes_of, pitch_curve
from tonmeister.listening.pitch.level import level_db
from tonmeister.music.demo_song import form
from tonmeister.signal.instruments.singer import Singer, sing_with_pitch
from tonmeister.studio.pitch_model import pitch_model

Real = NDArray[np.float64]
Notes = list[tuple[float, float]]
"""(onset in s, pitch in semitones)."""


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table: one row a voice."""
    return [*_real(material), *_choir(material), *_takes(material), *_synthetic()]


def f0_scores(curve: PitchCurve, times_s: Real, true_hz: Real) -> dict[str, object]:
    """Compare a curve with the truth at the truth's times; 0 Hz: nothing is sung."""
    heard = np.interp(times_s, curve.times_s, curve.f0_hz)
    near = np.clip(np.round(times_s / curve.step_s).astype(int), 0, curve.f0_hz.size - 1)
    voiced = curve.voiced[near]
    heard = np.where(voiced, np.where(heard > 0.0, heard, 1.0), 1.0)
    sung = true_hz > 0.0
    cents = 1200.0 * np.log2(heard / np.where(sung, true_hz, 1.0))
    right = sung & voiced & (np.abs(cents) < 50.0)
    octave = sung & voiced & (np.abs(np.abs(cents) - 1200.0) < 50.0)
    return {
        "rpa": round(float(right.sum()) / max(1, sung.sum()), 3),
        "rpa_where_voiced": round(float(right.sum()) / max(1, (sung & voiced).sum()), 3),
        "octave_errors": round(float(octave.sum()) / max(1, sung.sum()), 4),
        "recall": round(float((sung & voiced).sum()) / max(1, sung.sum()), 3),
        "false_voiced": round(float((~sung & voiced).sum()) / max(1, (~sung).sum()), 3),
        "median_cents": round(float(np.median(np.abs(cents[right]))), 1) if right.any() else None,
    }


def note_f1(truth: Notes, heard: Notes, within_s: float, within_cents: float = 50.0) -> float:
    """Return the F1 of notes, each matched once (as mir_eval matches: maximum, bipartite)."""
    if not truth or not heard:
        return 0.0
    a, b = np.array(truth), np.array(heard)
    fits = np.abs(a[:, None, 0] - b[None, :, 0]) <= within_s + 1e-9
    fits &= 100.0 * np.abs(a[:, None, 1] - b[None, :, 1]) <= within_cents
    pairs = int((maximum_bipartite_matching(csr_matrix(fits)) >= 0).sum())
    return round(2.0 * pairs / (len(truth) + len(heard)), 3)


def hear(sound: Real, rate_hz: int) -> tuple[PitchCurve, Notes, float]:
    """Return curve, notes and CPU seconds per minute of sound."""
    began = time.process_time()
    rows_ = np.ascontiguousarray(np.atleast_2d(sound))
    curve = pitch_curve(rows_, rate_hz, pitch_model())
    level = level_db(rows_, rate_hz, curve.f0_hz.size)
    notes = [(n.start_s, n.pitch) for n in notes_of(curve, level)]
    spent_s = time.process_time() - began
    return curve, notes, round(spent_s / (rows_.shape[1] / rate_hz) * 60.0, 2)


def _read(path: Path) -> tuple[Real, int]:
    sound, rate_hz = soundfile.read(path, always_2d=True)
    return np.ascontiguousarray(sound.T), int(rate_hz)


def _midi(hz: Real | float) -> Real:
    return np.asarray(69.0 + 12.0 * np.log2(np.asarray(hz) / 440.0))


def _row(
    name: str, sound: Real, rate_hz: int, truth: Real, notes: list[Notes]
) -> dict[str, object]:
    curve, heard, cpu_s = hear(sound, rate_hz)
    row: dict[str, object] = {"voice": name}
    row |= dict.fromkeys(
        ("rpa", "rpa_where_voiced", "octave_errors", "recall", "false_voiced", "median_cents",
         "note_f1_50ms", "note_f1_100ms")
    )  # fmt: skip
    row["cpu_s_per_min"] = cpu_s
    if truth.size:
        row |= f0_scores(curve, truth[:, 0], truth[:, 1])
    if notes:
        for ms in (50, 100):
            row[f"note_f1_{ms}ms"] = " / ".join(str(note_f1(t, heard, ms / 1000.0)) for t in notes)
    return row


def _real(material: Path) -> Iterator[dict[str, object]]:
    folder = material / "vocadito"
    sound, rate_hz = _read(folder / "vocadito_1.wav")
    written = []
    for who in "12":
        table = np.loadtxt(folder / f"vocadito_1_notesA{who}.csv", delimiter=",")
        written.append([(float(t), float(_midi(f))) for t, f, _ in table])
    truth = np.loadtxt(folder / "vocadito_1_f0.csv", delimiter=",")
    yield _row("vocadito_1", sound, rate_hz, truth, written)
    for song, number in (("Rock", "05"), ("Punk", "04")):
        base = material / "mdbdrums" / song
        sound, rate_hz = _read(base / "raw" / f"MusicDelta_{song}_RAW_{number}_01.wav")
        truth = np.loadtxt(
            base / "medleydb" / f"MusicDelta_{song}_STEM_{number}.csv",
            delimiter=",",
            usecols=(0, 1),
        )
        full = np.arange(0.0, sound.shape[1] / rate_hz, 0.005804988662131519)
        filled = np.zeros((full.size, 2))
        filled[:, 0] = full
        at = np.clip(np.round(truth[:, 0] / 0.005804988662131519).astype(int), 0, full.size - 1)
        filled[at, 1] = truth[:, 1]
        yield _row(f"MusicDelta {song}", sound, rate_hz, filled, [])


def _choir(material: Path) -> Iterator[dict[str, object]]:
    for path in sorted((material / "choir_unison").glob("sol_*.wav")):
        sound, rate_hz = _read(path)
        truth = np.loadtxt(path.parent / "f0_estimates" / f"{path.stem}_CREPE.f0")
        yield _row(f"{path.stem} (CREPE is no truth)", sound, rate_hz, truth, [])


def _takes(material: Path) -> Iterator[dict[str, object]]:
    for path in sorted((material / "ssvd").glob("*/*.mp3")):
        sound, rate_hz = _read(path)
        table = np.loadtxt(path.parent / f"{path.stem}_v2_onset_offset_pitch.txt")
        notes = [(float(t), float(p)) for t, _, p in table]
        yield _row(f"ssvd {path.stem}", sound, rate_hz, np.zeros((0, 2)), [notes])


def _synthetic() -> Iterator[dict[str, object]]:
    part = form()[1]
    lines = _sung(part.lines, 0.8)
    length_s = max(s[0] + s[1] for line in lines for s in line) + 1.0
    for name, low, throat in (("tenor", 0, 1.0), ("bass", -17, 0.92), ("soprano", 14, 1.16)):
        moved = [[(a, b, p + low, v, s) for a, b, p, v, s in line] for line in lines]
        who = Singer(throat_ratio=throat, timing_ms=0.0, seed=5)
        dry, curve_hz = sing_with_pitch(moved, length_s, who)
        truth = np.column_stack([np.arange(curve_hz.size) / 1000.0, curve_hz])[::5]
        written = [[(s[0], s[2]) for line in moved for s in line]]
        yield _row(f"our {name}", dry, 48000, truth, written)
        if low:
            continue
        rng = np.random.default_rng(9)
        for snr_db in (20, 5):
            noise = rng.standard_normal(dry.size) * np.sqrt((dry**2).mean() / 10 ** (snr_db / 10))
            yield _row(f"our {name}, noise {snr_db} dB below", dry + noise, 48000, truth, written)
        t = np.arange(48000 * 2) / 48000.0
        tail = rng.standard_normal(t.size) * 10.0 ** (-3.0 * t / 1.5)
        tail *= 0.5 / np.sqrt((tail**2).sum())
        size = dry.size + tail.size
        wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(tail, size), size)[: dry.size]
        yield _row(f"our {name}, a hall of 1.5 s", dry + wet, 48000, truth, written)


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1])):
        print("  ".join(f"{k} {v}" for k, v in row.items()))
