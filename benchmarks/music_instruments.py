"""The instruments of the house: speed, tuning, aliasing; beside a SoundFont player.

``python -m benchmarks.music_instruments``. A row a preset: CPU time for a second of one sounding
note (a phrase of twelve notes, second run, effects included), the loudest thing that is no partial
of a held note of 5 kHz and of 3.1 kHz (engine alone, what wanders on purpose switched off), and
how far from its pitch the fundamental lies at A1 to A6. Then sixteen bars of six parts as levelled
stems, in a process of its own, compiled before; and the same notes by tinysoundfont with FluidR3,
levelled in the same way (``TONMEISTER_PEERS`` holds it; the SoundFont is looked for on the system).
``cpu_s`` is a whole new process, ``cpu_again_s`` the same notes once more in it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tonmeister.instruments.shelf import Preset, open_preset, presets
from tonmeister.model import SoundNote

RATE_HZ = 48000
BARS, QUARTER_S = 16, 0.6
PARTS = {
    "drums": "drums/acoustic", "bass": "bass/electric", "keys": "keys/electric-piano",
    "guitar": "guitar/clean", "pad": "pad/warm", "strings": "strings/ensemble",
}  # fmt: skip
PROGRAMS = {"drums": 0, "bass": 33, "keys": 4, "guitar": 27, "pad": 89, "strings": 48}
CHORDS = ((57, 60, 64), (53, 57, 60), (48, 52, 55), (55, 59, 62))
FLUID = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
LINEAR = ("plucked", "piano")  # nothing in them can fold back, and their partials are no harmonics
STILL: dict[str, float] = {
    "vibrato_cents": 0.0, "detune_cents": 0.0, "apart_cents": 0.0, "drift_cents": 0.0,
    "off_cents": 0.0, "horn_percent": 0.0, "wah_semitones": 0.0, "pan_percent": 0.0,
    "tremolo_percent": 0.0, "noise_db": -60.0, "bow_db": -60.0, "click_db": -60.0,
    "scrape_db": -60.0, "knock_db": -60.0, "thump_db": -60.0, "ring_s": 20.0,
    "drop_semitones": 0.0,
}  # fmt: skip


def rows(material: Path) -> list[dict[str, object]]:
    """Return one row a preset, then the six parts and the peer."""
    del material  # nothing recorded is needed
    found = [_preset_row(preset) for preset in presets().values()]
    for engine in ("ours", "tinysoundfont"):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.music_instruments", "--band", engine],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        row: dict[str, object] = {"preset": f"six parts, {BARS} bars, {engine}"}
        if done.returncode:
            row["cpu_ms_a_note_s"] = done.stderr.strip().splitlines()[-1:] or ["not here"]
        else:
            cpu_s, wall_s, again_s, peak_mb = (float(word) for word in done.stdout.split())
            row |= {
                "cpu_s": round(cpu_s, 2), "wall_s": round(wall_s, 2),
                "cpu_again_s": round(again_s, 2), "peak_mb": round(peak_mb),
            }  # fmt: skip
        found.append(row)
    return found


def band_notes() -> dict[str, list[SoundNote]]:
    """Return sixteen bars of a plain band at 100 BPM."""
    q, parts = QUARTER_S, {name: [] for name in PARTS}  # type: dict[str, list[SoundNote]]
    rng = np.random.default_rng(1)
    for bar in range(BARS):
        at, chord = 4 * bar * q, CHORDS[bar % 4]
        hits = [(0, 36), (4, 38), (6, 36), (8, 36), (12, 38), (15, 36)]
        hits += [(s, 46 if s == 14 else 42) for s in range(0, 16, 2)] + [(0, 49)] * (bar % 4 == 0)
        parts["drums"] += [
            SoundNote(at + s * q / 4, 0.1, key, float(0.5 + 0.45 * rng.random())) for s, key in hits
        ]
        parts["bass"] += [
            SoundNote(at + k * q / 2, 0.27, chord[0] - 24 + (12 if k % 4 == 3 else 0), 0.75)
            for k in range(8)
        ]
        for k in (0, 1.5, 2.5, 3.5):
            parts["keys"] += [SoundNote(at + k * q, 0.9 * q, p, 0.6) for p in chord]
        for k in range(8):
            strum = [chord[0] - 12, *chord, chord[0] + 12]
            parts["guitar"] += [
                SoundNote(at + k * q / 2 + 0.008 * s, 0.26, p, 0.55 + 0.1 * (k % 2 == 0))
                for s, p in enumerate(strum)
            ]
        parts["pad"] += [SoundNote(at, 4 * q, p, 0.6) for p in (chord[0] - 12, *chord)]
        parts["strings"] += [SoundNote(at, 4 * q, p + 12, 0.6) for p in (chord[0] - 12, *chord)]
    return parts


def alias_db(preset: Preset, frequency_hz: float) -> float:
    """Return the loudest thing that is no partial of a held note, under the loudest partial."""
    midi = 69.0 + 12.0 * np.log2(frequency_hz / 440.0)
    note = SoundNote(0.05, 1.3, float(midi), 1.0)
    sound = still(preset).engine.play([note], [], 1.4, RATE_HZ, 1)[0]
    level, step_hz = _spectrum(sound[round(0.2 * RATE_HZ) : round(1.25 * RATE_HZ)])
    at = np.arange(level.size) * step_hz
    nearest = np.abs(at / (frequency_hz / 2.0) - np.round(at / (frequency_hz / 2.0)))
    apart = (nearest * frequency_hz / 2.0 > 60.0) & (at > 60.0)
    return float(20.0 * np.log10(level[apart].max() / level.max() + 1e-12))


def off_cents(preset: Preset, midi: int) -> float:
    """Return how far the fundamental of a held note lies from its pitch."""
    wanted_hz = 440.0 * 2.0 ** ((midi - 69.0) / 12.0)
    sound = still(preset).play([SoundNote(0.0, 3.0, midi, 0.7)], [], 3.0, RATE_HZ, 1).mean(axis=0)
    level, step_hz = _spectrum(sound[round(0.2 * RATE_HZ) : round(2.9 * RATE_HZ)])
    low, high = (int(wanted_hz * 2.0 ** (c / 1200.0) / step_hz) for c in (-60.0, 60.0))
    k = low + int(np.argmax(level[low : high + 2]))
    a, b, c = np.log(level[k - 1 : k + 2])
    return float(1200.0 * np.log2((k + 0.5 * (a - c) / (a - 2 * b + c)) * step_hz / wanted_hz))


def still(preset: Preset) -> Preset:
    """Return the preset without what makes it wander or hiss on purpose."""
    knobs = {k: v for k, v in STILL.items() if k in preset.engine.settings()}
    return replace(preset, engine=replace(preset.engine, **knobs))  # type: ignore[type-var]


def _spectrum(sound: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], float]:
    size = 4 * (1 << (sound.size - 1).bit_length())
    return np.abs(np.fft.rfft(sound * np.kaiser(sound.size, 18.0), size)), RATE_HZ / size


def _preset_row(preset: Preset) -> dict[str, object]:
    if preset.drums:
        notes = [SoundNote(0.25 * k, 0.2, p, 0.8) for k, p in enumerate((36, 42, 38, 42, 46) * 3)]
    else:
        low = (preset.low_midi + preset.high_midi) // 2 - 6
        notes = [SoundNote(0.4 * k, 0.5, low + k, 0.7) for k in range(12)]
    length_s = notes[-1].start_s + 0.5 + preset.tail_s
    preset.play(notes, [], length_s, RATE_HZ, 1)
    first_s = time.process_time()
    preset.play(notes, [], length_s, RATE_HZ, 2)
    spent_ms = 1000.0 * (time.process_time() - first_s) / sum(n.length_s for n in notes)
    row: dict[str, object] = {"preset": preset.name, "cpu_ms_a_note_s": round(spent_ms, 1)}
    if not preset.drums:
        if preset.engine.name not in LINEAR:
            row |= {f"alias_{f:.0f}_db": round(alias_db(preset, f)) for f in (5000.0, 3100.0)}
        at_home = [m for m in range(33, 94, 12) if preset.low_midi <= m <= preset.high_midi]
        row["off_cents"] = round(max((abs(off_cents(preset, m)) for m in at_home), default=0.0), 2)
    return row


def _ours(parts: dict[str, list[SoundNote]], length_s: float) -> None:
    from tonmeister.instruments.stems import levelled

    for part, notes in parts.items():
        sound = open_preset(PARTS[part]).play(notes, [], length_s, RATE_HZ, 1)
        levelled(sound, part, RATE_HZ)


def _peer(parts: dict[str, list[SoundNote]], length_s: float) -> None:
    sys.path.insert(0, os.environ.get("TONMEISTER_PEERS", ""))
    try:
        import tinysoundfont  # type: ignore[import-not-found]
    except ImportError:
        raise SystemExit("tinysoundfont is not here") from None
    if not FLUID.exists():
        raise SystemExit("FluidR3_GM.sf2 is not here")
    from tonmeister.instruments.stems import levelled

    player = tinysoundfont.Synth(samplerate=RATE_HZ)
    bank = player.sfload(str(FLUID))
    for part, notes in parts.items():
        player.program_select(0, bank, 128 if part == "drums" else 0, PROGRAMS[part])
        moves = [(n.start_s, True, n) for n in notes]
        moves += [(n.start_s + n.length_s, False, n) for n in notes]
        pieces, now = [], 0
        for at_s, on, note in sorted(moves, key=lambda m: (m[0], m[1])):
            then = round(at_s * RATE_HZ)
            if then > now:
                pieces.append(np.frombuffer(bytes(player.generate(then - now)), np.float32))
                now = then
            key = round(note.midi)
            if on:
                player.noteon(0, key, round(127 * note.velocity))
            else:
                player.noteoff(0, key)
        rest = max(1, round(length_s * RATE_HZ) - now)
        pieces.append(np.frombuffer(bytes(player.generate(rest)), np.float32))
        player.notes_off()
        sound = np.concatenate(pieces).reshape(-1, 2).T.astype(np.float64)
        levelled(np.ascontiguousarray(sound), part, RATE_HZ)


def _band(engine: str) -> None:
    parts = band_notes()
    length_s = BARS * 4 * QUARTER_S + 3.0
    first = time.perf_counter()
    play = _ours if engine == "ours" else _peer
    play(parts, length_s)
    spent = [sum(os.times()[:2]), time.perf_counter() - first]  # with all that had to be loaded
    again = time.process_time()
    play(parts, length_s)
    print(
        *spent,
        time.process_time() - again,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--band"]:
        _band(sys.argv[2])
    else:
        for found_row in rows(Path(sys.argv[1] if len(sys.argv) > 1 else ".")):
            print("  ".join(f"{k} {v}" for k, v in found_row.items()))
