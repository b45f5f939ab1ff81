"""Chords of every kind, played by many instruments: what the chord model learns from.

``drill(seed)`` writes 240 chords over any root with and without inversions, by a chord instrument,
a bass (in most), pads (in half), a melody with passing notes, and a simple kit, as ``Song``.
"""

from __future__ import annotations

import random

from benchmarks.music_chart_songs import KINDS, NAMES, Song, _note

MORE_KINDS = KINDS | {
    "min6": (0, 3, 7, 9), "dim7": (0, 3, 6, 9), "7sus4": (0, 5, 7, 10), "9": (0, 4, 7, 10, 2),
    "maj9": (0, 4, 7, 11, 2), "min9": (0, 3, 7, 10, 2), "add9": (0, 4, 7, 2), "5": (0, 7),
}  # fmt: skip
CHORDS = 240
KEYS = (0, 1, 2, 4, 5, 6, 16, 18, 24, 25, 26, 27, 11, 46)


def drill(seed: int) -> Song:
    """Make up a drill. A label is ``root:kind``, and ``@n`` where the bass lies n over the root."""
    rng = random.Random(1000 + seed)
    lines = [0.5 + 0.5 * i for i in range(2 * CHORDS + 5)]
    made = Song(
        name=f"drill {seed}", style="drill", bpm=120.0, beats_s=lines[: 2 * CHORDS],
        downbeats_s=lines[: 2 * CHORDS : 2], chords=[], sections=[], keys=[], notes={},
        programs={}, length_s=lines[2 * CHORDS] + 1.5,
    )  # fmt: skip
    parts = ["keys", "bass", "lead", "drums"] + (["pad"] if rng.random() < 0.5 else [])
    if rng.random() < 0.3:
        parts.remove("bass")
    made.programs = {
        "keys": rng.choice(KEYS), "bass": rng.choice((32, 33, 34, 35, 36, 38)),
        "lead": rng.choice((52, 53, 65, 73, 40, 22)), "pad": rng.choice((48, 50, 89, 91, 95)),
    }  # fmt: skip
    for i in range(CHORDS):
        _play(made, rng, lines, 2 * i, parts)
    return made


def _play(made: Song, rng: random.Random, lines: list[float], at: int, parts: list[str]) -> None:
    root, kind = rng.randrange(12), rng.choice(list(MORE_KINDS))
    steps = MORE_KINDS[kind]
    over = 0 if rng.random() < 0.7 else rng.choice(steps[1:])
    label = f"{NAMES[root]}:{kind}" + (f"@{over}" if over else "")
    made.chords.append((lines[at], lines[at + 2], label))
    low = rng.randrange(48, 60)
    tones = sorted({low + (root + step - low) % 12 for step in steps})
    if rng.random() < 0.4:
        tones = tones + [tone + 12 for tone in tones[:2]]
    fifth = low + (root + 7 - low) % 12
    if rng.random() < 0.25 and len(tones) > 3 and fifth in tones:
        tones.remove(fifth)
    broken = rng.random() < 0.3
    for j, tone in enumerate(tones):
        late = j * 2 / len(tones) if broken else 0.0
        _note(made, rng, "keys", lines, at + late, 2 - late, tone, 80)
    for tone in tones if "pad" in parts else []:
        _note(made, rng, "pad", lines, at, 2, tone + (12 if tone < 60 else 0), 66)
    bass = 28 + (root + over - 28) % 12
    if "bass" in parts:
        for k in range(rng.choice((1, 2, 4))):
            off = 0 if k < 2 or rng.random() < 0.7 else rng.choice((0, 7, 5, 12, -2))
            _note(made, rng, "bass", lines, at + k * 0.5, 0.9, bass + off, 95)
    else:
        _note(made, rng, "keys", lines, at, 2, bass + 12, 85)
    for k in range(4):
        if rng.random() < 0.5:
            step = rng.choice(steps) if rng.random() < 0.65 else rng.choice((2, 5, 9, 4, 7))
            _note(made, rng, "lead", lines, at + k * 0.5, 0.5, 72 + (root + step) % 12, 88)
        _note(made, rng, "drums", lines, at + k * 0.5, 0.2, 42, 70)
    _note(made, rng, "drums", lines, at, 0.2, 36, 105)
    _note(made, rng, "drums", lines, at + 1, 0.2, 38, 105)
