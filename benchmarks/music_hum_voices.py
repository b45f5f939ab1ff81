"""Hums by a voice that is not ours: espeak-ng says the syllable, WORLD puts it on the notes.

espeak-ng runs as a program of its own; pyworld comes from the folder ``TONMEISTER_PEERS``. The
vowel falls on the beat, the consonant before it; portamento, scoops, vibrato and mistakes are as in
the prototype of the testing voice (good 4 cents and 6 ms, mid 15 and 15, bad 32 and 28).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.music_hum_songs import BARS, Hum, Song

Real = np.ndarray[Any, np.dtype[np.float64]]

RATE_HZ, STEP_S = 24000, 0.005
SAID = {"na": "nah", "ma": "mah", "da": "dah", "la": "lah", "doo": "doo", "mm": "moo", "no": "no",
        "hm": "hoo"}  # fmt: skip


def foreign_hum(written: Song, badness: float) -> Hum | None:
    """Hum a song; None where espeak-ng or pyworld is not here."""
    peers = os.environ.get("TONMEISTER_PEERS", "")
    if shutil.which("espeak-ng") is None or not peers:
        return None
    if peers not in sys.path:
        sys.path.append(peers)
    try:
        import pyworld  # type: ignore[import-not-found]
    except ImportError:
        return None
    rng = np.random.default_rng([9, written.seed])
    said = _said(SAID[written.syllable])
    each_s = 60.0 / written.quarter_bpm
    off_ms = rng.normal(0.0, 30.0 * badness, len(written.notes))
    off_cents = rng.normal(0.0, 35.0 * badness, len(written.notes))
    scoops = np.where(rng.random(len(written.notes)) < 0.4 * badness,
                      rng.uniform(0.8, 1.6, len(written.notes)), 0.0)  # fmt: skip
    starts = np.array([written.first_s + each_s * float(a) for a, _, _ in written.notes])
    starts = starts + off_ms / 1000.0
    ends = np.array([*starts[1:], starts[-1] + each_s * float(written.notes[-1][1])])
    turn = 4 * BARS[written.kind]
    for i, (a, _, _) in enumerate(written.notes[:-1]):
        if a < turn <= written.notes[i + 1][0]:
            ends[i] = min(ends[i], starts[i] + each_s * float(written.notes[i][1])) - 0.25
    pitches = np.array([float(m) for _, _, m in written.notes]) + off_cents / 100.0
    steps = int((ends[-1] + 0.8) / STEP_S)
    at_s = np.arange(steps) * STEP_S
    source, midi = _laid(said, starts, ends, pitches, at_s)
    for on, end, scoop in zip(starts, ends, scoops, strict=True):
        inside = (at_s >= on) & (at_s < end)
        since = at_s[inside] - on
        midi[inside] -= scoop * np.exp(-since / 0.07)
        if end - on > 0.45:
            shake = np.clip((since - 0.22) / 0.25, 0.0, 1.0) * np.sin(2 * np.pi * 5.4 * since)
            midi[inside] += 0.3 * shake
    f0, shape, noise = said["f0"], said["shape"], said["noise"]
    sung = source >= 0.0
    index = np.clip(np.rint(source / STEP_S).astype(int), 0, f0.size - 1)
    hz = np.where(sung & (f0[index] > 0.0), 440.0 * 2.0 ** ((midi - 69.0) / 12.0), 0.0)
    level = np.where(sung, 1.0, 1e-9)[:, None]
    sound = pyworld.synthesize(
        np.ascontiguousarray(hz), np.ascontiguousarray(shape[index] * level),
        np.ascontiguousarray(noise[index]), RATE_HZ, 1000.0 * STEP_S,
    )  # fmt: skip
    sound = 0.5 * sound / np.abs(sound).max() + 3e-4 * rng.standard_normal(sound.size)
    notes = tuple(
        (float(a), float(b), float(p)) for a, b, p in zip(starts, ends, pitches, strict=True)
    )
    return Hum(written, np.ascontiguousarray(sound[None]), notes, RATE_HZ)


def _laid(
    said: dict[str, Any], starts: Real, ends: Real, pitches: Real, at_s: Real
) -> tuple[Real, Real]:
    """Return which moment of the syllable sounds when (-1: none), and the pitch, gliding."""
    source = np.full(at_s.size, -1.0)
    midi = np.full(at_s.size, pitches[0])
    lead_s, vowel_s, close_s = said["lead_s"], said["vowel_s"], said["end_s"]
    for on, end, pitch in zip(starts, ends, pitches, strict=True):
        midi[at_s >= on - 0.03] = pitch
        before = (at_s >= on - lead_s) & (at_s < on)
        source[before] = vowel_s - (on - at_s[before])
        inside = (at_s >= on) & (at_s < end)
        source[inside] = np.interp(
            at_s[inside] - on, [0.0, 0.05, max(0.06, end - on)], [vowel_s, vowel_s + 0.05, close_s]
        )
    width = np.hanning(15)
    padded = np.pad(midi, 7, mode="edge")
    return source, np.convolve(padded, width / width.sum(), "valid")


@cache
def _said(word: str) -> dict[str, Any]:
    import pyworld

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        asked = ["espeak-ng", "-v", "en-us+f3", "-s", "110", "-p", "50", "-w", str(path), word]
        subprocess.run(asked, check=True, capture_output=True)
        sound, rate_hz = soundfile.read(path)
    import soxr

    sound = np.ascontiguousarray(soxr.resample(sound, rate_hz, RATE_HZ))
    f0, times = pyworld.harvest(sound, RATE_HZ, f0_floor=80.0, f0_ceil=500.0)
    shape = pyworld.cheaptrick(sound, f0, times, RATE_HZ)
    noise = pyworld.d4c(sound, f0, times, RATE_HZ)
    level = 10.0 * np.log10(shape.mean(axis=1) + 1e-12)
    voiced = np.flatnonzero(f0 > 0.0)
    loud = voiced[level[voiced] > level[voiced].max() - 4.0]
    first = np.flatnonzero(level > level.max() - 30.0)[0]
    vowel_s = float(loud[0] * STEP_S)
    return {
        "f0": f0, "shape": shape, "noise": noise, "vowel_s": vowel_s,
        "lead_s": min(0.12, max(0.03, vowel_s - float(first * STEP_S))),
        "end_s": float(loud[-1] * STEP_S) - 0.01,
    }  # fmt: skip
