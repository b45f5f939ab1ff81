"""Vocal tuning against a known truth, with other people's engines beside it.

``python -m benchmarks.session_tune MATERIAL``. A clean voice is detuned note by note by known
amounts (real voices by running the recording faster and slower, as a tape does: another engine
than the one that mends it; our singer by singing it out of tune), then tuned back to where the
clean voice had it, at full strength and without tolerance. Measured: the distance to the clean
voice's pitch in every voiced frame within the notes (``residual``), how far the tone lies from the
clean voice (mel-cepstral distance), CPU time and memory of a process of its own. Peers come from
the folder ``TONMEISTER_PEERS`` (pyworld, librosa) and from the system (ffmpeg with
its filter ``lv2``, x42-plugins).
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

Real = np.ndarray[Any, np.dtype[np.float64]]

STEP_S = 0.005
DETUNED_CENTS = 40.0
LONGEST_S = 13.0
EARLY_S = 0.03
FAT1 = "http://gareus.org/oss/lv2/fat1"
ENGINES = ("ours", "ours_alone", "world", "librosa", "x42")


@dataclass
class Case:
    """A detuned voice and its truth: ``clean_at_s`` [T] is where in the clean sound each step of
    5 ms of the detuned one comes from; ``goal_hz`` [T] the clean pitch there.
    """

    name: str
    clean: Real
    detuned: Real
    rate_hz: int
    clean_at_s: Real
    goal_hz: Real
    notes: list[tuple[float, float, float]]


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table: one row a voice and engine, then one row an engine over all voices."""
    out = list(_each(material, ENGINES))
    return out + _over_all(out)


def _each(material: Path, engines: tuple[str, ...]) -> Iterator[dict[str, object]]:
    for case in chain(real_cases(material), vocoded_cases(material), sung_cases()):
        yield _row(case, "nothing done", case.detuned, None, None, None)
        for engine in engines:
            yield _by(case, engine)


def real_cases(material: Path) -> Iterator[Case]:
    """Detune real voices by varispeed."""
    names = {
        "vocadito_1": "vocadito/vocadito_1.wav",
        "megami vocals_1": "megami/2_rock/vocals_1.wav",
        "megami vocals_2": "megami/2_rock/vocals_2.wav",
        "MusicDelta Rock": "mdbdrums/Rock/raw/MusicDelta_Rock_RAW_05_01.wav",
        "sms singing-female": "sms_tools/singing-female.wav",
        "choir alto": "choir_unison/sol_alto1_loc.wav",
        "choir bass": "choir_unison/sol_bass1_loc.wav",
        "choir soprano": "choir_unison/sol_soprano1_loc.wav",
        "choir tenor": "choir_unison/sol_tenor1_loc.wav",
    }
    for number, (name, path) in enumerate(names.items()):
        if not (material / path).is_file():
            continue
        sound, rate_hz = soundfile.read(material / path, always_2d=True)
        mono = sound.mean(axis=1)[: int(LONGEST_S * rate_hz)]
        yield detuned_case(name, mono, int(rate_hz), seed=100 + number)


def vocoded_cases(material: Path) -> Iterator[Case]:
    """Detune real voices by WORLD, vowels kept: the clean voice is then WORLD's copy of it."""
    names = {
        "vocadito_1 through WORLD": "vocadito/vocadito_1.wav",
        "choir alto through WORLD": "choir_unison/sol_alto1_loc.wav",
        "megami vocals_1 through WORLD": "megami/2_rock/vocals_1.wav",
    }
    for number, (name, path) in enumerate(names.items()):
        if not (material / path).is_file():
            continue
        sound, rate_hz = soundfile.read(material / path, always_2d=True)
        mono = sound.mean(axis=1)[: int(LONGEST_S * rate_hz)]
        _, notes = _heard(mono, int(rate_hz))
        spans = np.array([(n.start_s - 0.02, n.end_s - 0.02, n.pitch) for n in notes])
        rng = np.random.default_rng(200 + number)
        off = np.clip(DETUNED_CENTS * rng.standard_normal(len(notes)), -90.0, 90.0)
        copies = []
        for shifts in (np.zeros(len(notes)), off):
            done = _in_a_process("world", mono, int(rate_hz), spans, shifts)
            if done is None:
                return
            copies.append(done[0])
        curve, _ = _heard(copies[0], int(rate_hz))
        placed = [(float(a), float(b), n.pitch) for (a, b, _), n in zip(spans, notes, strict=True)]
        yield Case(name, copies[0], copies[1], int(rate_hz), curve.times_s, curve.f0_hz, placed)


def detuned_case(name: str, clean: Real, rate_hz: int, seed: int) -> Case:
    """Run a clean voice faster and slower, another amount for each note."""
    from scipy.interpolate import CubicSpline

    curve, notes = _heard(clean, rate_hz)
    rng = np.random.default_rng(seed)
    times_s = np.arange(0.0, clean.size / rate_hz, 0.001)
    cents = np.zeros(times_s.size)
    for note in notes:
        off = float(np.clip(DETUNED_CENTS * rng.standard_normal(), -90.0, 90.0))
        cents[(times_s >= note.start_s - 0.02) & (times_s < note.end_s - 0.02)] = off
    width = np.hanning(41)
    cents = np.convolve(cents, width / width.sum(), "same")
    ratio = 2.0 ** (cents / 1200.0)
    played_s = np.concatenate([[0.0], np.cumsum(0.001 / ratio)])[: times_s.size]
    frames = np.arange(int(played_s[-1] * rate_hz))
    source = np.interp(frames / rate_hz, played_s, times_s) * rate_hz
    four = _finer(clean, 4)
    detuned = CubicSpline(np.arange(four.size), four)(source * 4.0)
    steps_s = np.arange(0.0, detuned.size / rate_hz, STEP_S)
    at_s = np.interp(steps_s, played_s, times_s)
    goal = _held(curve.f0_hz, at_s)
    moved = [
        (float(np.interp(n.start_s, times_s, played_s)),
         float(np.interp(n.end_s, times_s, played_s)), n.pitch)
        for n in notes
    ]  # fmt: skip
    return Case(name, clean, detuned, rate_hz, at_s, goal, moved)


def sung_cases() -> Iterator[Case]:
    """Let our singer sing in tune and, the same in everything else, out of tune."""
    from tonmeister.flow.demo import _sung
    from tonmeister.music.demo_song import form
    from tonmeister.signal.instruments.singer import Singer, sing_with_pitch

    lines = _sung(form()[1].lines, 0.8)
    length_s = max(s[0] + s[1] for line in lines for s in line) + 1.0
    for name, up, throat in (("tenor", 0, 1.0), ("bass", -17, 0.92), ("soprano", 14, 1.16)):
        rng = np.random.default_rng(7)
        pair = []
        for off_cents in (0.0, DETUNED_CENTS):
            sung = [
                [(a, b, p + up + off_cents / 100.0 * float(rng.uniform(-2, 2)), v, w)
                 for a, b, p, v, w in line]
                for line in lines
            ]  # fmt: skip
            who = Singer(throat_ratio=throat, tuning_cents=3.0, timing_ms=0.0, seed=11)
            pair.append(sing_with_pitch(sung, length_s, who))
        (clean, clean_hz), (detuned, _) = pair
        at_s = np.arange(0.0, clean.size / 48000.0, STEP_S)
        notes = [_as_sung(a - EARLY_S, a + b - EARLY_S, clean_hz) for line in lines
                 for a, b, _, _, _ in line]  # fmt: skip
        yield Case(f"our {name}", clean, detuned, 48000, at_s, clean_hz[::5][: at_s.size], notes)


def _as_sung(start_s: float, end_s: float, curve_hz: Real) -> tuple[float, float, float]:
    """Return a note of our singer, whose pitch goes on to the next one a little early."""
    inside = curve_hz[int((start_s + 0.03) * 1000) : int((end_s - 0.02) * 1000)]
    middle_hz = float(np.median(inside[inside > 0.0]))
    return start_s, end_s, 69.0 + 12.0 * float(np.log2(middle_hz / 440.0))


def _by(case: Case, engine: str) -> dict[str, object]:
    """Tune a case by one engine."""
    done = _in_a_process(engine, case.detuned, case.rate_hz, np.array(case.notes), _wanted(case))
    if done is None:
        return _row(case, f"{engine}: not here", None, None, None, None)
    tuned, cpu_s, peak_mb, null_db = done
    per_min = cpu_s / (case.detuned.size / case.rate_hz) * 60.0
    return _row(case, engine, tuned, per_min, peak_mb, None if np.isnan(null_db) else null_db)


def _in_a_process(
    engine: str, sound: Real, rate_hz: int, notes: Real, shifts: Real
) -> tuple[Real, float, float, float] | None:
    """Run an engine in a process of its own; None (and why, on stderr) where it is not here."""
    with tempfile.TemporaryDirectory() as folder:
        given, gives = Path(folder) / "in.npz", Path(folder) / "out.npy"
        np.savez(given, sound=sound, rate_hz=rate_hz, notes=notes, shifts=shifts)
        env = dict(os.environ, NUMBA_NUM_THREADS="1", OMP_NUM_THREADS="1")
        if engine in ("world", "librosa"):
            env["PYTHONPATH"] = os.environ.get("TONMEISTER_PEERS", "")
        done = subprocess.run(
            [sys.executable, __file__, "--engine", engine, str(given), str(gives)],
            env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            print(f"{engine}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        cpu_s, peak_mb, null_db = (float(v) for v in done.stdout.split()[-3:])
        return np.load(gives), cpu_s, peak_mb, null_db


def _wanted(case: Case) -> Real:
    """Return how far each note is to go, in cents."""
    curve, _ = _heard(case.detuned, case.rate_hz)
    shifts = []
    for start_s, end_s, _ in case.notes:
        span = curve.part(start_s + 0.03, end_s - 0.02)
        both = (curve.f0_hz[span] > 0) & (case.goal_hz[span] > 0)
        if not both.any():
            shifts.append(0.0)
            continue
        apart = 1200.0 * np.log2(case.goal_hz[span][both] / curve.f0_hz[span][both])
        shifts.append(float(np.median(apart)))
    return np.array(shifts)


def _row(
    case: Case, engine: str, tuned: Real | None, cpu_s: float | None, peak_mb: float | None,
    null_db: float | None,
) -> dict[str, object]:  # fmt: skip
    row: dict[str, object] = {
        "voice": case.name, "engine": engine, "residual_median_cents": None,
        "residual_p95_cents": None, "note_median_cents": None, "voiced_kept": None,
        "mcd_db": None, "untouched_null_db": null_db, "cpu_s_per_min": cpu_s, "peak_mb": peak_mb,
    }  # fmt: skip
    if tuned is None:
        return row
    size = min(tuned.size, case.detuned.size)
    tuned = _in_time(tuned[:size], case.detuned[:size], case.rate_hz) if engine == "x42" else tuned
    curve, _ = _heard(tuned, case.rate_hz)
    steps = min(curve.f0_hz.size, case.goal_hz.size)
    inside = np.zeros(steps, bool)
    centres = []
    for start_s, end_s, _ in case.notes:
        span = curve.part(start_s, end_s)
        inside[span] = True
        part = curve.part(start_s + 0.03, end_s - 0.02)
        both = (curve.f0_hz[part] > 0) & (case.goal_hz[part] > 0)
        if both.sum() > 4:
            apart = 1200.0 * np.log2(curve.f0_hz[part][both] / case.goal_hz[part][both])
            centres.append(abs(float(np.median(apart))))
    goal, got = case.goal_hz[:steps], curve.f0_hz[:steps]
    sung = inside & (goal > 0)
    both = sung & (got > 0)
    cents = np.abs(1200.0 * np.log2(got[both] / goal[both]))
    at_s = np.arange(steps)[both][::2] * STEP_S
    apart_db = _mcd(tuned, at_s, case.clean, case.clean_at_s[:steps][both][::2], case.rate_hz)
    return row | {
        "residual_median_cents": round(float(np.median(cents)), 1),
        "residual_p95_cents": round(float(np.percentile(cents, 95)), 1),
        "note_median_cents": round(float(np.median(centres)), 1),
        "voiced_kept": round(both.sum() / max(1, sung.sum()), 3),
        "mcd_db": round(apart_db, 2),
        "cpu_s_per_min": None if cpu_s is None else round(cpu_s, 2),
        "peak_mb": None if peak_mb is None else round(peak_mb),
    }


def _mcd(one: Real, one_s: Real, other: Real, other_s: Real, rate_hz: int) -> float:
    """Return the mel-cepstral distance in dB (Kubichek 1993), 24 coefficients, 40 ms windows."""
    from scipy.fft import dct

    size = round(0.04 * rate_hz)
    hz = np.fft.rfftfreq(size, 1.0 / rate_hz)
    top = 2595.0 * np.log10(1.0 + min(12000.0, 0.45 * rate_hz) / 700.0)
    edges = 700.0 * (10.0 ** (np.linspace(2595.0 * np.log10(1 + 60 / 700), top, 42) / 2595.0) - 1.0)
    bank = np.stack([np.interp(hz, edges[i : i + 3], [0, 1, 0]) for i in range(40)], axis=1)
    floor = 0.0

    def bands(sound: Real, at_s: Real) -> Real:
        first = np.clip(np.round(at_s * rate_hz).astype(int) - size // 2, 0, sound.size - size)
        frames = sound[first[:, None] + np.arange(size)] * np.hanning(size)
        return np.asarray((np.abs(np.fft.rfft(frames, axis=1)) ** 2) @ bank)

    a, b = bands(one, one_s), bands(other, other_s)
    a *= b.sum() / a.sum()
    floor = 1e-6 * float(b.max())
    gap = dct(np.log(a + floor) - np.log(b + floor), axis=1, norm="ortho")[:, 1:25]
    return float(10.0 / np.log(10.0) * np.sqrt(2.0) * np.sqrt((gap**2).sum(axis=1)).mean() / 2.0)


def _in_time(tuned: Real, like: Real, rate_hz: int) -> Real:
    """Take out an engine's delay, by the loudness curve."""
    hop = rate_hz // 1000
    one, other = (
        np.sqrt((x[: x.size // hop * hop].reshape(-1, hop) ** 2).mean(axis=1))
        for x in (tuned, like)
    )
    size = 1 << int(np.ceil(np.log2(2 * one.size)))
    both = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)), size)
    late = int(np.argmax(both[:200])) * hop
    return np.concatenate([tuned[late:], np.zeros(late)])


def _heard(sound: Real, rate_hz: int) -> tuple[Any, Any]:
    from tonmeister.listening.pitch import notes_of, pitch_curve
    from tonmeister.listening.pitch.level import level_db
    from tonmeister.studio.pitch_model import pitch_model

    rows_ = np.ascontiguousarray(sound[None])
    curve = pitch_curve(rows_, rate_hz, pitch_model())
    return curve, notes_of(curve, level_db(rows_, rate_hz, curve.f0_hz.size))


def _held(f0_hz: Real, at_s: Real) -> Real:
    """Read a curve between its steps; 0 where either neighbour is not sung."""
    at = np.clip(at_s / STEP_S, 0, f0_hz.size - 1.001)
    low = at.astype(int)
    a, b = f0_hz[low], f0_hz[low + 1]
    share = at - low
    both = (a > 0) & (b > 0)
    return np.where(
        both, np.where(both, a, 1.0) ** (1 - share) * np.where(both, b, 1.0) ** share, 0
    )


def _finer(sound: Real, times: int) -> Real:
    spectrum = np.fft.rfft(sound)
    return np.asarray(np.fft.irfft(spectrum, sound.size * times) * times)


def _over_all(found: list[dict[str, object]]) -> list[dict[str, object]]:
    out = []
    for engine in ("nothing done", *ENGINES):
        mine = [row for row in found if row["engine"] == engine]
        if not mine:
            continue
        total: dict[str, object] = {"voice": "all, mean", "engine": engine}
        for name in list(mine[0])[2:]:
            values = [float(str(row[name])) for row in mine if row[name] is not None]
            total[name] = round(float(np.mean(values)), 2) if values else None
        out.append(total)
    return out


# --- the engines, each in a process of its own -------------------------------------------------


def _ours_alone(given: Any) -> tuple[Real, float]:
    """Tune as the command does, finding the notes itself; slides and passing notes stay."""
    return _ours(given, own_ears=True)


def _ours(given: Any, *, own_ears: bool = False) -> tuple[Real, float]:
    """Tune as the command does, given the notes and where they belong, as the peers are."""
    from tonmeister.console.edits import AtHand, play_edits
    from tonmeister.listening.pitch import notes_of, notes_within, pitch_curve
    from tonmeister.listening.pitch.level import level_db
    from tonmeister.listening.pitch.shape import shape_of
    from tonmeister.producer.edits.tune import TuneWish, tuning_edits
    from tonmeister.producer.edits.tune_targets import by_pitches
    from tonmeister.studio.pitch_model import pitch_model

    sound, rate_hz = np.ascontiguousarray(given["sound"][None]), int(given["rate_hz"])
    curve = pitch_curve(sound, rate_hz, pitch_model())
    placed = given["notes"]
    if own_ears:
        notes = notes_of(curve, level_db(sound, rate_hz, curve.f0_hz.size))
    else:
        notes = notes_within(curve, [(a, b) for a, b, _ in placed])
    pitches: list[float | None] = []
    for note in notes:
        shared = np.minimum(placed[:, 1], note.end_s) - np.maximum(placed[:, 0], note.start_s)
        k = int(np.argmax(shared))
        pitches.append(float(placed[k, 2]) if shared[k] > 0.0 else None)
    targets = by_pitches(notes, pitches, "the clean voice has", "nothing is known there",
                         known=not own_ears)  # fmt: skip
    wish = TuneWish(strength_percent=100.0, tolerance_cents=0.0)
    edits, _ = tuning_edits("v", notes, [shape_of(n, curve) for n in notes], targets, wish,
                            lambda n: f"{n.start_s:.2f}")  # fmt: skip
    hands = AtHand(pitch=lambda s, r: pitch_curve(s, r, pitch_model()))
    played = play_edits(sound, rate_hz, edits, hands)
    outside = np.ones(sound.shape[1], bool)
    for edit in edits:
        outside[
            max(0, int((edit.start_s - 0.03) * rate_hz)) : int((edit.end_s + 0.03) * rate_hz) + 1
        ] = False
    gap = float(np.abs(played - sound)[0][outside].max(initial=0.0))
    return played[0], 20.0 * np.log10(gap + 1e-15)


def _world(given: Any) -> tuple[Real, float]:
    import pyworld  # type: ignore[import-not-found]

    sound, rate_hz = np.ascontiguousarray(given["sound"]), int(given["rate_hz"])
    f0, at_s = pyworld.harvest(sound, rate_hz)
    envelope = pyworld.cheaptrick(sound, f0, at_s, rate_hz)
    noise = pyworld.d4c(sound, f0, at_s, rate_hz)
    cents = _note_curve(given, at_s)
    out = pyworld.synthesize(f0 * 2.0 ** (cents / 1200.0), envelope, noise, rate_hz)
    return np.asarray(out[: sound.size]), float("nan")


def _librosa(given: Any) -> tuple[Real, float]:
    import librosa  # type: ignore[import-not-found]

    sound, rate_hz = given["sound"], int(given["rate_hz"])
    out = np.array(sound)
    fade = int(0.01 * rate_hz)
    for (start_s, end_s, _), shift in zip(given["notes"], given["shifts"], strict=True):
        a, b = int(start_s * rate_hz), min(int(end_s * rate_hz), sound.size)
        low, high = max(0, a - fade), min(sound.size, b + fade)
        if high - low < 2048:
            continue
        moved = librosa.effects.pitch_shift(sound[low:high], sr=rate_hz, n_steps=shift / 100.0)
        ramp = np.minimum(
            1.0, np.minimum(np.arange(high - low), np.arange(high - low)[::-1]) / fade
        )
        out[low:high] += ramp * (moved - out[low:high])
    return out, float("nan")


def _x42(given: Any) -> tuple[Real, float]:
    """Run x42-autotune: to the nearest of twelve notes, its own way of deciding."""
    if shutil.which("ffmpeg") is None:
        raise SystemExit("ffmpeg is not here")
    with tempfile.TemporaryDirectory() as folder:
        a, b = Path(folder) / "a.wav", Path(folder) / "b.wav"
        soundfile.write(a, given["sound"], int(given["rate_hz"]), subtype="FLOAT")
        done = subprocess.run(
            ["ffmpeg", "-loglevel", "error", "-y", "-i", str(a), "-af",
             f"lv2=p={FAT1.replace(':', chr(92) * 2 + ':')}:c=corr=1", "-c:a", "pcm_f32le", str(b)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(
                done.stderr.strip() or "ffmpeg has no lv2 filter, or x42-plugins is not here"
            )
        out, _ = soundfile.read(b, always_2d=True)
    return np.ascontiguousarray(out[:, 0]), float("nan")


def _note_curve(given: Any, at_s: Real) -> Real:
    """Return the wanted shift at each moment, smooth from note to note."""
    cents = np.zeros(at_s.size)
    for (start_s, end_s, _), shift in zip(given["notes"], given["shifts"], strict=True):
        cents[(at_s >= start_s) & (at_s < end_s)] = shift
    return np.convolve(
        np.pad(cents, 6, mode="edge"), np.hanning(13) / np.hanning(13).sum(), "valid"
    )


def _engine(name: str, given: str, gives: str) -> None:
    run = {
        "ours": _ours,
        "ours_alone": _ours_alone,
        "world": _world,
        "librosa": _librosa,
        "x42": _x42,
    }[name]
    whole = dict(np.load(given))
    short = {"sound": whole["sound"][: int(whole["rate_hz"])]}
    run(whole | short | {"notes": whole["notes"][:1], "shifts": whole["shifts"][:1]})
    first_s = sum(os.times()[:4])
    out, null_db = run(whole)
    spent = sum(os.times()[:4]) - first_s
    status = Path("/proc/self/status").read_text()
    called = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    peak = max(int(status.split("VmHWM:")[1].split()[0]), called) / 1024.0
    np.save(gives, out)
    print(spent, peak, null_db)


if __name__ == "__main__":
    if sys.argv[1] == "--engine":
        _engine(*sys.argv[2:5])
    else:
        found = []
        for row_ in _each(Path(sys.argv[1]), tuple(sys.argv[2:]) or ENGINES):
            found.append(row_)
            print("  ".join(f"{k} {v}" for k, v in row_.items() if v is not None), flush=True)
        for row_ in _over_all(found):
            print("  ".join(f"{k} {v}" for k, v in row_.items() if v is not None))
