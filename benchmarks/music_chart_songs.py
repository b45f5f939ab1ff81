"""Songs with a known truth, made by seed and played by a SoundFont: what charts are tried on.

``song(seed)`` writes down a band song: form, chords with sevenths and inversions, keys, tempo
(steady, or breathing as people play), drums in ten feels, and every note of every part.
``render(path, midi, soundfont)`` plays one part with the program fluidsynth.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PPQ = 480
NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
KINDS = {
    "maj": (0, 4, 7), "min": (0, 3, 7), "7": (0, 4, 7, 10), "maj7": (0, 4, 7, 11),
    "min7": (0, 3, 7, 10), "sus4": (0, 5, 7), "sus2": (0, 2, 7), "dim": (0, 3, 6),
    "hdim7": (0, 3, 6, 10), "maj6": (0, 4, 7, 9), "aug": (0, 4, 8),
}  # fmt: skip
MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
MAJOR_LOOPS = (
    "0:maj 7:maj 9:min 5:maj", "0:maj 9:min 5:maj 7:maj", "9:min 5:maj 0:maj 7:maj",
    "0:maj 5:maj 7:maj 0:maj", "0:maj7 9:min7 2:min7 7:7", "5:maj 7:maj 4:min 9:min",
    "0:maj 7:maj/11 9:min 5:maj", "0:maj 0:maj/4 5:maj 7:sus4", "5:maj7 4:min7 2:min7 0:maj7",
    "0:maj 4:min 5:maj 5:min", "0:maj 2:7 5:maj 0:maj", "9:min 7:maj 5:maj 7:maj",
    "0:maj 10:maj 5:maj 0:maj", "2:min7 7:7 0:maj7 9:7", "0:sus2 5:maj 9:min 7:sus4",
)  # fmt: skip
MINOR_LOOPS = (
    "0:min 8:maj 3:maj 10:maj", "0:min 10:maj 8:maj 7:maj", "0:min 5:min 7:7 0:min",
    "0:min7 5:min7 10:7 3:maj7", "0:min 3:maj 10:maj 5:maj", "8:maj 10:maj 0:min 0:min",
    "0:min 0:min/10 8:maj 7:7", "2:hdim7 7:7 0:min 0:min", "5:min 0:min 7:maj 0:min",
    "0:min 8:maj7 5:min7 7:sus4", "0:min 10:maj/2 3:maj 8:maj",
)  # fmt: skip
STYLES = {
    # drums, slowest, fastest, beats in a bar
    "rock": (92, 150, 4), "light": (62, 96, 4), "funk": (90, 112, 4), "shuffle": (84, 130, 4),
    "bossa": (116, 150, 4), "house": (116, 132, 4), "trap": (64, 78, 4), "breaks": (160, 176, 4),
    "waltz": (88, 160, 3), "six-eight": (48, 76, 2), "none": (60, 96, 4), "country": (96, 132, 4),
}  # fmt: skip
KICK, SNARE, STICK, CLAP, HAT, OPEN, RIDE, CRASH = 36, 38, 37, 39, 42, 46, 51, 49
COMPING = {
    "keys": (0, 1, 4, 5, 16, 18), "guitar": (24, 25, 26, 27), "pad": (48, 50, 89, 91),
    "bass": (32, 33, 34, 35), "lead": (52, 53, 65, 73, 40),
}  # fmt: skip


@dataclass
class Song:
    """The truth of a song, in seconds, and its notes by part: (start_s, end_s, key, velocity)."""

    name: str
    style: str
    bpm: float
    beats_s: list[float]
    downbeats_s: list[float]
    chords: list[tuple[float, float, str]]
    sections: list[tuple[float, float, str]]
    keys: list[tuple[float, str]]
    notes: dict[str, list[tuple[float, float, int, int]]]
    programs: dict[str, int]
    length_s: float
    truth: dict[str, Any] = field(default_factory=dict)


def song(seed: int) -> Song:
    """Make up a song."""
    rng = random.Random(seed)
    style = sorted(STYLES)[seed % len(STYLES)]
    slow, fast, meter = STYLES[style]
    bpm = round(rng.uniform(slow, fast), 1)
    mode = rng.choice(("major", "major", "minor"))
    tonic = rng.randrange(12)
    loops = MAJOR_LOOPS if mode == "major" else MINOR_LOOPS
    kinds = dict(zip("vcb", rng.sample(loops, 3), strict=True))
    each = 2 if bpm > 140 and rng.random() < 0.5 else 1  # bars a chord
    form = rng.choice(("ivcvcbco", "ivvcvcbcco", "ivcvcbvco", "vcvcvc", "ivcivcbcc"))
    lift = rng.choice((1, 2)) if rng.random() < 0.25 else 0
    bars_of = {"i": 4, "v": rng.choice((8, 8, 16)), "c": 8, "b": rng.choice((4, 8)), "o": 4}
    if bpm < 85:
        bars_of["v"] = 8
    shape = [(kind, bars_of[kind]) for kind in form]
    count = sum(bars for _, bars in shape) * meter
    lines = _beats(rng, count, bpm, breathes=rng.random() < 0.3 and style not in ("house", "trap"))
    parts = _parts(rng, style)
    made = Song(
        name=f"song {seed}", style=style, bpm=bpm, beats_s=lines[:count],
        downbeats_s=lines[:count:meter], chords=[], sections=[], keys=[], notes={}, programs={},
        length_s=lines[count] + 2.0,
    )  # fmt: skip
    made.programs = {name: rng.choice(COMPING[name]) for name in parts if name != "drums"}
    patterns = {name: rng.randrange(4) for name in parts}
    tunes: dict[str, list[tuple[float, float, int]]] = {}
    bar = 0
    for place, (kind, bars) in enumerate(shape):
        last = kind in "co" and place >= len(shape) - 2 - (form[-1] == "o")
        root = (tonic + (lift if last and kind == "c" else 0)) % 12
        if not made.keys or made.keys[-1][1] != f"{NAMES[root]} {mode}":
            made.keys.append((lines[bar * meter], f"{NAMES[root]} {mode}"))
        loop = kinds["v" if kind in "io" else kind].split()
        playing = _playing(rng, parts, kind, place)
        start_s, end_s = lines[bar * meter], lines[(bar + bars) * meter]
        made.sections.append((start_s, end_s, kind))
        if kind not in tunes:
            tunes[kind] = _tune(rng, bars * meter, MAJOR if mode == "major" else MINOR)
        for offset in range(bars):
            symbol = loop[(offset // each) % len(loop)]
            _bar(made, rng, lines, (bar + offset) * meter, meter, symbol, root, playing,
                 patterns, style, kind, offset == bars - 1, offset == 0)  # fmt: skip
        if "lead" in playing and kind in "vcb":
            for at, length, degree in tunes[kind]:
                scale = MAJOR if mode == "major" else MINOR
                midi = 62 + (root - 62) % 12 + 12 * (degree // 7) + scale[degree % 7] - 5
                _note(made, rng, "lead", lines, bar * meter + at, length, midi, 92)
        bar += bars
    return made


def _beats(rng: random.Random, count: int, bpm: float, *, breathes: bool) -> list[float]:
    lines, at, drift = [rng.uniform(0.05, 1.5)], 0.0, 0.0
    for _ in range(count + 4):
        if breathes:
            drift = 0.97 * drift + rng.gauss(0.0, 0.006)
        at = lines[-1] + 60.0 / bpm * (1.0 + max(-0.06, min(0.06, drift)))
        lines.append(at)
    return lines


def _parts(rng: random.Random, style: str) -> list[str]:
    parts = ["bass", "lead", rng.choice(("keys", "guitar"))]
    if style != "none":
        parts.append("drums")
    if rng.random() < 0.6:
        parts.append("pad")
    if rng.random() < 0.5:
        parts.append("guitar" if "keys" in parts else "keys")
    return sorted(set(parts))


def _playing(rng: random.Random, parts: Sequence[str], kind: str, place: int) -> set[str]:
    playing = set(parts)
    if kind in "io":
        playing -= {"lead", "pad"}
        if rng.random() < 0.5:
            playing -= {"drums"}
    if kind == "v":
        playing -= {"pad"}
    if kind == "b" and rng.random() < 0.5:
        playing -= {"drums"}
    return playing


def _tune(rng: random.Random, beats: int, scale: Sequence[int]) -> list[tuple[float, float, int]]:
    """Sing two lines, the second like the first; in steps and small leaps, with breaths."""
    half: list[tuple[float, float, int]] = []
    at, degree = 0.0, rng.randrange(2, 7)
    span = beats / 2
    while at < span - 0.5:
        length = rng.choice((0.5, 0.5, 1.0, 1.0, 1.5, 2.0))
        length = min(length, span - at)
        if rng.random() < 0.85:
            half.append((at, length, degree))
        degree = max(0, min(11, degree + rng.choice((-2, -1, -1, 0, 1, 1, 2, 3, -3))))
        at += length
    return half + [(at + span, length, degree) for at, length, degree in half]


def _chord(symbol: str, tonic: int) -> tuple[int, str, int]:
    step, _, kind = symbol.partition(":")
    kind, _, bass = kind.partition("/")
    root = (int(step) + tonic) % 12
    return root, kind, (int(bass) + tonic) % 12 if bass else root


def _label(root: int, kind: str, bass: int) -> str:
    degrees = {3: "b3", 4: "3", 7: "5", 10: "b7", 11: "7", 6: "b5", 2: "2", 5: "4"}
    over = (bass - root) % 12
    return f"{NAMES[root]}:{kind}" + (f"/{degrees[over]}" if over else "")


def _note(
    made: Song, rng: random.Random, part: str, lines: Sequence[float], at: float, length: float,
    midi: int, velocity: int,
) -> None:  # fmt: skip
    start_s = max(0.0, _time(lines, at) + rng.gauss(0.0, 0.005))
    end_s = max(start_s + 0.05, _time(lines, at + length) - 0.01)
    loud = max(1, min(127, round(velocity + rng.gauss(0.0, 6.0))))
    made.notes.setdefault(part, []).append((start_s, end_s, midi, loud))


def _time(lines: Sequence[float], at: float) -> float:
    low = min(int(at), len(lines) - 2)
    return lines[low] + (at - low) * (lines[low + 1] - lines[low])


def _bar(
    made: Song, rng: random.Random, lines: Sequence[float], at: int, meter: int, symbol: str,
    tonic: int, playing: set[str], patterns: dict[str, int], style: str, kind: str,
    fill: bool, first: bool,
) -> None:  # fmt: skip
    root, quality, bass = _chord(symbol, tonic)
    label = _label(root, quality, bass)
    sounding = playing & {"bass", "keys", "guitar", "pad"}
    if not sounding:
        label = "N"
    start_s, end_s = lines[at], lines[at + meter]
    if made.chords and made.chords[-1][2] == label and made.chords[-1][1] == start_s:
        made.chords[-1] = (made.chords[-1][0], end_s, label)
    else:
        made.chords.append((start_s, end_s, label))
    tones = sorted(48 + (root + step) % 12 for step in KINDS[quality])
    swing = 2 / 3 if style in ("shuffle", "six-eight") else 0.5
    if "bass" in playing:
        low = 28 + (bass - 28) % 12
        for where, length, step in _bass(patterns["bass"], meter, swing, root == bass, quality):
            _note(made, rng, "bass", lines, at + where, length, low + step, 96)
    for part in ("keys", "guitar"):
        if part in playing:
            shift = 12 if part == "keys" else 0
            for where, length, chosen, loud in _comp(patterns[part], meter, swing, len(tones)):
                for index in chosen:
                    midi = tones[index % len(tones)] + shift + 12 * (index // len(tones))
                    _note(made, rng, part, lines, at + where, length, midi, loud)
    if "pad" in playing:
        for midi in tones:
            _note(made, rng, "pad", lines, at, meter, midi + 12, 70)
    if "drums" in playing:
        for where, key, loud in _drums(style, meter, kind, rng):
            if not (fill and where >= meter - 1):
                _note(made, rng, "drums", lines, at + where, 0.2, key, loud)
        if fill and meter == 4:
            for i, key in enumerate((38, 48, 45, 41)):
                _note(made, rng, "drums", lines, at + 3 + i / 4, 0.2, key, 95)
        if first and kind == "c":
            _note(made, rng, "drums", lines, at, 0.2, CRASH, 100)


def _bass(
    pattern: int, meter: int, swing: float, rooted: bool, quality: str
) -> list[tuple[float, float, int]]:
    fifth = KINDS[quality][2] if rooted else 0
    if pattern == 0:
        return [(0, meter, 0)]
    if pattern == 1:
        return [(i, 0.9, fifth if i == 2 else 0) for i in range(meter)]
    if pattern == 2:
        return [(i + half, 0.45, 0) for i in range(meter) for half in (0, swing)]
    return [(0, 1.4, 0), (1 + swing, meter - 1 - swing - 0.1, 0)] if meter > 2 else [(0, 1.9, 0)]


def _comp(
    pattern: int, meter: int, swing: float, tones: int
) -> list[tuple[float, float, tuple[int, ...], int]]:
    every = tuple(range(tones))
    if pattern == 0:
        return [(0, meter, every, 80)]
    if pattern == 1:
        return [(i, 0.9, every, 84 - 6 * (i % 2)) for i in range(meter)]
    if pattern == 2:
        steps = [(i + half) for i in range(meter) for half in (0, swing)]
        return [(at, 0.8, ((k * 2) % (tones + 1),), 82) for k, at in enumerate(steps)]
    hits = [(0, 0.9), (1 + swing, 0.8), (3, 0.9)] if meter == 4 else [(0, 0.9), (meter - 1, 0.9)]
    return [(at, length, every, 84) for at, length in hits]


def _drums(style: str, meter: int, kind: str, rng: random.Random) -> list[tuple[float, int, int]]:
    full = kind in "cb"
    hats = [(i / 2, HAT, 80 - 18 * (i % 2)) for i in range(2 * meter)]
    if style == "rock":
        top = RIDE if full else HAT
        return [(0, KICK, 110), (2, KICK, 104), (2.5, KICK, 90), (1, SNARE, 110), (3, SNARE, 112),
                *((at, top, loud) for at, _, loud in hats)]  # fmt: skip
    if style == "light":
        return [(0, KICK, 90), (2, SNARE if full else STICK, 88), *hats]
    if style == "funk":
        return [(0, KICK, 110), (0.75, KICK, 90), (2.5, KICK, 104), (1, SNARE, 110),
                (3, SNARE, 110), (1.75, SNARE, 45), (2.25, SNARE, 45),
                *((i / 4, HAT, (90, 50, 70, 50)[i % 4]) for i in range(16))]  # fmt: skip
    if style == "shuffle":
        return [(0, KICK, 104), (2, KICK, 100), (1, SNARE, 108), (3, SNARE, 108),
                *((i + off, RIDE, 84 - 20 * (off > 0))
                  for i in range(4) for off in (0, 2 / 3))]  # fmt: skip
    if style == "bossa":
        return [(0, KICK, 76), (1.5, KICK, 66), (2, KICK, 76), (3.5, KICK, 66), (0, STICK, 80),
                (1.5, STICK, 80), (3, STICK, 80), *hats]  # fmt: skip
    if style == "house":
        return [*((i, KICK, 118) for i in range(4)), (1, CLAP, 104), (3, CLAP, 104),
                *((i + 0.5, OPEN, 86) for i in range(4))]  # fmt: skip
    if style == "trap":
        return [(0, KICK, 112), (0.75, KICK, 100), (2.25, KICK, 104), (2, SNARE, 114),
                *((i / 4, HAT, 82 - 20 * (i % 2)) for i in range(16))]  # fmt: skip
    if style == "breaks":
        return [(0, KICK, 112), (2.5, KICK, 108), (1, SNARE, 114), (3, SNARE, 114), *hats]
    if style == "waltz":
        return [(0, KICK, 92), (1, STICK, 76), (2, STICK, 76), *((i, HAT, 66) for i in range(3))]
    if style == "six-eight":
        return [(0, KICK, 100), (1, SNARE, 104),
                *((i / 3, HAT, 82 - 18 * (i % 3 > 0)) for i in range(6))]  # fmt: skip
    train = [(i / 2, SNARE, 96 if i % 2 else 52) for i in range(8)]
    return [(0, KICK, 96), (2, KICK, 96), *train]


def write_midi(path: Path, notes: Sequence[tuple[float, float, int, int]], program: int) -> None:
    """Write one part as a MIDI file (program -1: a drum kit)."""
    import mido

    channel = 9 if program < 0 else 0
    events: list[tuple[int, int, Any]] = []
    for start_s, end_s, key, loud in notes:
        on, off = round(start_s * 2 * PPQ), round(end_s * 2 * PPQ)
        events.append((on, 1, mido.Message("note_on", channel=channel, note=key, velocity=loud)))
        events.append((off, 0, mido.Message("note_off", channel=channel, note=key)))
    events.sort(key=lambda event: event[:2])
    track = mido.MidiTrack()
    if program >= 0:
        track.append(mido.Message("program_change", channel=0, program=program))
    now = 0
    for tick, _, message in events:
        track.append(message.copy(time=tick - now))
        now = tick
    mido.MidiFile(type=1, ticks_per_beat=PPQ, tracks=[track]).save(path)


def render(path: Path, midi: Path, soundfont: Path) -> None:
    """Play a MIDI file into a sound file."""
    program = shutil.which("fluidsynth")
    if program is None:
        raise FileNotFoundError("the program fluidsynth is not here")
    asked = [program, "-ni", "-q", "-r", "44100", "-g", "0.5", "-F", str(path)]
    subprocess.run([*asked, str(soundfont), str(midi)], check=True, stdout=subprocess.DEVNULL)
