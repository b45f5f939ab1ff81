"""A minute of humming: verse, chorus and verse of the demo song, as one would leave it on a phone.

Every note that was meant is known, so that a test can ask what was heard of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from tonmeister.music import demo_song
from tonmeister.music.demo_song import BEATS_PER_BAR, TEMPO_BPM, Line, Part, Syllable
from tonmeister.signal.audio import Audio
from tonmeister.signal.instruments import faults
from tonmeister.signal.instruments.filters import RATE_HZ, room, to_peak
from tonmeister.signal.instruments.singer import Singer
from tonmeister.signal.instruments.takes import TrueTake, sing_take

SEED = 1609
FILE = "idea.wav"
LEAD_S = 1.2
BEAT_S = 60.0 / TEMPO_BPM
TAIL_S = 1.0
PEAK_DBFS, HISS_DBFS = -9.0, -62.0
OFF = 0.3
"""How far from perfect somebody hums who has just had the idea, 0 to 1."""
HUMS = (("M", "AH"), ("N", "AH"), ("D", "AH"), ("M", "AH"))


def hummed_parts() -> tuple[Part, ...]:
    """Return what is hummed: the first verse, the chorus, the second verse."""
    return tuple(part for part in demo_song.form() if part.name in ("verse", "chorus"))[:3]


def hummed_lines(parts: Sequence[Part]) -> Iterator[Line]:
    """Yield the hummed lines in beats from the first downbeat, words turned into "ma na"."""
    first = parts[0].start_beats
    for part in parts:
        for line in part.lines:
            yield tuple(_hummed(s, i, first) for i, s in enumerate(line))


def _hummed(syllable: Syllable, index: int, first_beats: float) -> Syllable:
    return replace(
        syllable, start_beats=syllable.start_beats - first_beats, phones=HUMS[index % len(HUMS)]
    )


def _at_s(beats: float) -> float:
    return LEAD_S + beats * BEAT_S


def perform_hum(seed: int = SEED) -> TrueTake:
    """Hum it, and keep what was meant: times from the start of the file."""
    parts = hummed_parts()
    lines = [
        [
            (_at_s(s.start_beats), s.length_beats * BEAT_S, float(s.pitch), 0.7, s.phones)
            for s in line
        ]
        for line in hummed_lines(parts)
    ]
    bars = sum(len(part.bars) for part in parts)
    length_s = LEAD_S + bars * BEATS_PER_BAR * BEAT_S + TAIL_S
    who = Singer(vibrato_cents=14.0, breathy=0.08, seed=seed)
    return sing_take(lines, length_s, who, [OFF] * len(lines), seed)


def record_hum(folder: Path) -> Path:
    """Record the idea as a phone does, in a living room: mono, 16 bits; returns the file."""
    dry = perform_hum().sound
    wet = dry + 0.1 * room(dry, SEED, 0.35, 4.0)
    sound = faults.hiss(to_peak(wet, PEAK_DBFS), HISS_DBFS, SEED)
    audio = Audio(np.ascontiguousarray(sound[None, :]), RATE_HZ)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    soundfile.write(path, audio.samples.T, audio.rate_hz, subtype="PCM_16")
    return path
