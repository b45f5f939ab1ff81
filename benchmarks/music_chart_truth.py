"""What the charts of the benchmark's songs should say: POP909, and songs of our own.

The songs of POP909 (Wang et al., ISMIR 2020; MIT) are MIDI files of melody, a second voice and
piano with beats and chords; the keys are those of the recordings. Their forms are the phrases that
people marked (Dai, Zhang & Dannenberg, "Automatic analysis and influence of hierarchical structure
on melody, rhythm and harmony in popular music", CSMC 2020; their repository is MIT): a letter a
phrase and its bars; what has the same letter in a row is taken as one section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.music_chart_songs import render, song, write_midi

SOUNDFONTS = tuple(Path(f"/usr/share/sounds/sf2/{name}.sf2") for name in ("FluidR3_GM", "TimGM6mb"))
LEARNED_FROM = ("001", "003", "005", "007", "009", "011")
"""These songs of POP909, and our seeds 0 to 11 and 100 to 123, were looked at while building."""
PHRASES = {
    "001": "i4A4B4B4A4A4b4B4B4A4A4b4b4A4A4b4A4o3", "002": "i4A4A4B9b4A4B9b4B11X3o2",
    "003": "i8A8B8C8b4b4A8B8C8C8o4", "004": "A8A8B7x5A8B6B7o8",
    "005": "i4A8B4C12A8B4C11X7C11X2", "006": "X2x8A8A8A10B8B8A10B8B8x10B8B11",
    "007": "i8A8A9B8B8C4C4b4b4A8A8B8B8b4b4B8B8X6", "008": "i4A7A8B10b4A8B10b4B10X4",
    "009": "A8B8B9A8A8b4b4A8B8B9A8A8A8A8A10", "010": "i4A8A9B8B9x3A9B9x5B8X9o3",
    "011": "i8A8A8B8B8b4b4A8B8B8B10X1o3", "012": "i6A12B8x5A12B8C8X5",
}  # fmt: skip
PARTS = {"melody": "Lead Vocal", "bridge": "Synth", "piano": "Piano"}
OURS = {"lead": "Lead Vocal", "keys": "Keys", "guitar": "Acoustic Guitar", "pad": "Pad",
        "bass": "Bass", "drums": "Drums"}  # fmt: skip

Labelled = list[tuple[float, float, str]]


@dataclass
class Truth:
    """What was played: beats, chords and sections in seconds, the key of most of the song."""

    name: str
    beats_s: np.ndarray
    chords: Labelled
    key: str
    sections: Labelled


def pop909(material: Path, into: Path) -> Iterator[tuple[Truth, Path]]:
    """Render the songs that nobody looked at, track by track; give the truth and the folder."""
    import mido

    for folder in sorted((material / "pop909").glob("[0-9]*")):
        number = folder.name
        if number in LEARNED_FROM:
            continue
        made = into / f"pop909 {number}"
        whole = mido.MidiFile(folder / f"{number}.mid")
        sounding = [t for t in whole.tracks if any(m.type == "note_on" for m in t)]
        silent = [t for t in whole.tracks if t not in sounding]
        for track in sounding:
            name = PARTS.get(track.name.strip().lower(), track.name)
            path = made / f"{name}.wav"
            if not path.exists():
                made.mkdir(parents=True, exist_ok=True)
                alone = mido.MidiFile(
                    type=1, ticks_per_beat=whole.ticks_per_beat, tracks=[*silent, track]
                )
                alone.save(into / "part.mid")
                render(path, into / "part.mid", SOUNDFONTS[0])
        yield _pop909_truth(folder), made


def _pop909_truth(folder: Path) -> Truth:
    beats = np.loadtxt(folder / "beat_midi.txt")
    chords = [line.split() for line in (folder / "chord_midi.txt").read_text().splitlines()]
    labelled = [(float(a), float(b), label) for a, b, label in (c for c in chords if len(c) == 3)]
    keys = [line.split() for line in (folder / "key_audio.txt").read_text().splitlines()]
    longest = max((k for k in keys if len(k) == 3), key=lambda k: float(k[1]) - float(k[0]))
    return Truth(
        name=folder.name,
        beats_s=beats[:, 0],
        chords=labelled,
        key=longest[2].replace(":maj", " major").replace(":min", " minor"),
        sections=_phrases(folder.name, beats, labelled),
    )


def _phrases(number: str, beats: np.ndarray, chords: Labelled) -> Labelled:
    """Put the phrases on the beats, four a bar, from the bar of the first chord on."""
    times, downs = beats[:, 0], beats[beats[:, 2] > 0, 0]
    first_s = next(start for start, _, label in chords if label != "N")
    nearest = float(downs[np.argmin(np.abs(downs - first_s))])
    at = int(np.argmin(np.abs(times - nearest)))
    gap_s = float(np.median(np.diff(times)))
    more = times[-1] + gap_s * np.arange(1, 65)
    lines = np.concatenate([times, more])
    out: Labelled = []
    for letter, bars in re.findall(r"([A-Za-z])(\d+)", PHRASES[number]):
        stop = min(at + 4 * int(bars), len(lines) - 1)
        start_s, end_s = float(lines[at]), float(lines[stop])
        if out and out[-1][2] == letter:
            out[-1] = (out[-1][0], end_s, letter)
        elif start_s < times[-1]:
            out.append((start_s, end_s, letter))
        at = stop
    return out


def our_songs(seeds: range, into: Path) -> Iterator[tuple[Truth, Path]]:
    """Make and render songs of our own."""
    for seed in seeds:
        made = song(seed)
        folder = into / f"song {seed:03d}"
        for part, notes in made.notes.items():
            path = folder / f"{OURS[part]}.wav"
            if not path.exists():
                folder.mkdir(parents=True, exist_ok=True)
                write_midi(into / "part.mid", notes, made.programs.get(part, -1))
                render(path, into / "part.mid", SOUNDFONTS[seed % 5 == 0])
        spans = [*[at for at, _ in made.keys], made.beats_s[-1]]
        sums: dict[str, float] = {}
        for (at, name), stop in zip(made.keys, spans[1:], strict=True):
            sums[name] = sums.get(name, 0.0) + stop - at
        yield (
            Truth(
                name=f"{seed:03d} {made.style}", beats_s=np.array(made.beats_s),
                chords=made.chords, key=max(sums, key=lambda name: sums[name]),
                sections=made.sections,
            ),
            folder,
        )  # fmt: skip
