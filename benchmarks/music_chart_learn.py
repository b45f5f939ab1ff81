"""Learn how likely a chord is from what sounds.

``python -m benchmarks.music_chart_learn MATERIAL`` prints the rows of
``tonmeister.listening.chords.weights``. The examples are the beats of twelve drills
(``music_chart_drills``), of half of POP909's songs and of our seeds 0 to 11, each from its tracks
and from its mix, with their true beats and chords; every recording counts the same. The model is a
logistic regression with the same weights for all roots: 14 kinds, 24 pitch classes over the root
and in the bass, and a constant.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.music_chart_drills import drill
from benchmarks.music_chart_songs import NAMES, Song, render, song, write_midi
from benchmarks.music_chart_truth import LEARNED_FROM, SOUNDFONTS
from tonmeister.listening import features_of
from tonmeister.listening.chords import sounding_parts
from tonmeister.listening.chords.likely import _even
from tonmeister.listening.chords.weights import KINDS_HEARD
from tonmeister.signal import Audio

Real = np.ndarray

SHRINK = 3e-4
ROUNDS = 150
KINDS = {
    "maj": "", "min": "m", "7": "7", "maj7": "maj7", "min7": "m7", "sus4": "sus4", "sus2": "sus2",
    "dim": "dim", "hdim7": "m7b5", "aug": "aug", "maj6": "6", "min6": "m6", "dim7": "dim7",
    "7sus4": "7sus4", "sus4(b7)": "7sus4", "9": "7", "maj9": "maj7", "min9": "m7", "add9": "",
    "minmaj7": "m",
}  # fmt: skip
BY_BASS = {("6", 9): "m7", ("m7", 3): "6", ("m6", 9): "m7b5", ("m7b5", 3): "m6",
           ("sus4", 5): "sus2", ("sus2", 7): "sus4", ("dim7", 3): "dim7", ("dim7", 6): "dim7",
           ("dim7", 9): "dim7", ("aug", 4): "aug", ("aug", 8): "aug"}  # fmt: skip
"""Chords of the same tones are named after their bass."""
ROLES = {"melody": "lead vocal", "lead": "lead vocal", "bass": "bass", "drums": "drums"}
CLASSES = {name: i for i, name in enumerate(NAMES)} | {"C#": 1, "D#": 3, "F#": 6, "G#": 8, "A#": 10}

Labelled = Sequence[tuple[float, float, str]]
Example = tuple[dict[str, Audio], Real, Labelled]


def examples(material: Path, into: Path) -> Iterator[Example]:
    """Render everything that is learned from: the tracks, the beats, the chords."""
    for made in [*(drill(seed) for seed in range(12)), *(song(seed) for seed in range(12))]:
        number = int(made.name.split()[1])
        yield _played(made, SOUNDFONTS[number % (3 if made.style == "drill" else 5) == 0], into)
    for number in LEARNED_FROM:
        yield _pop909(material / "pop909" / number, into)


def _played(made: Song, soundfont: Path, into: Path) -> Example:
    tracks = {}
    for part, notes in made.notes.items():
        write_midi(into / "part.mid", notes, made.programs.get(part, -1))
        tracks[part] = _sound(into, soundfont)
    return tracks, np.array(made.beats_s), made.chords


def _pop909(folder: Path, into: Path) -> Example:
    import mido

    whole = mido.MidiFile(folder / f"{folder.name}.mid")
    sounding = [t for t in whole.tracks if any(m.type == "note_on" for m in t)]
    silent = [t for t in whole.tracks if t not in sounding]
    tracks = {}
    for track in sounding:
        each = mido.MidiFile(type=1, ticks_per_beat=whole.ticks_per_beat, tracks=[*silent, track])
        each.save(into / "part.mid")
        tracks[track.name.strip().lower()] = _sound(into, SOUNDFONTS[0])
    rows = [line.split() for line in (folder / "chord_midi.txt").read_text().splitlines()]
    chords = [(float(row[0]), float(row[1]), row[2]) for row in rows if len(row) == 3]
    return tracks, np.loadtxt(folder / "beat_midi.txt")[:, 0], chords


def _sound(into: Path, soundfont: Path) -> Audio:
    render(into / "part.wav", into / "part.mid", soundfont)
    samples, rate_hz = soundfile.read(into / "part.wav", always_2d=True)
    return Audio(np.ascontiguousarray(samples.T), rate_hz)


def seen(example: Example) -> Iterator[tuple[Real, Real]]:
    """Return what is heard on each beat [n, 24] and the chord [n, 2], from tracks and mix."""
    tracks, beats, chords = example
    whole = np.zeros((2, max(one.frames for one in tracks.values())))
    for one in tracks.values():
        whole[:, : one.frames] += one.samples
    mix = {"mix": Audio(0.7 * whole / np.abs(whole).max(), next(iter(tracks.values())).rate_hz)}
    edges = np.append(beats, 2 * beats[-1] - beats[-2])
    truth = [_chord_at(chords, at) for at in (edges[:-1] + edges[1:]) / 2]
    for sounds in (tracks, mix):
        heard = {name: features_of(one) for name, one in sounds.items()}
        roles = {name: ROLES.get(name, "keys") for name in sounds}
        parts = sounding_parts(sounds, heard, roles)
        assert parts is not None
        treble, bass = parts.classes(edges)
        loud = treble.sum(axis=1)
        kept = [
            i for i, one in enumerate(truth) if one and loud[i] > 0.02 * np.percentile(loud, 90)
        ]
        rows = np.concatenate([_even(treble), _even(bass)], axis=1)[kept]
        yield rows, np.array([truth[i] for i in kept])


def _chord_at(chords: Labelled, at_s: float) -> tuple[int, int] | None:
    label = next((c for a, b, c in chords if a <= at_s < b), "N")
    if ":" not in label:
        return None
    name, _, kind = label.partition(":")
    kind, _, over = kind.partition("/")[0].partition("@")
    if kind not in KINDS:
        return None
    root, written, low = CLASSES[name], KINDS[kind], int(over or 0)
    if (written, low) in BY_BASS:
        root, written = (root + low) % 12, BY_BASS[written, low]
    return root, KINDS_HEARD.index(written)


def learned(heard: Real, truth: Real, counts: Real) -> Real:
    """Return the weights [kinds, 25] that make the truth likeliest."""
    from scipy.optimize import minimize

    n, kinds = len(heard), len(KINDS_HEARD)
    turned = np.ones((n, 12, 25))
    for root in range(12):
        turned[:, root, :12] = np.roll(heard[:, :12], -root, axis=1)
        turned[:, root, 12:24] = np.roll(heard[:, 12:], -root, axis=1)
    flat = turned.reshape(-1, 25)
    each = counts / counts.sum()
    index = np.arange(n)

    def off(weights: Real) -> tuple[float, Real]:
        own = weights.reshape(kinds, 25)
        scores = (flat @ own.T).reshape(n, 12, kinds)
        top = scores.max(axis=(1, 2))
        chance = np.exp(scores - top[:, None, None])
        total = chance.sum(axis=(1, 2))
        right = scores[index, truth[:, 0], truth[:, 1]] - top - np.log(total)
        chance /= total[:, None, None]
        chance[index, truth[:, 0], truth[:, 1]] -= 1.0
        slope = (chance * each[:, None, None]).reshape(-1, kinds).T @ flat
        cost = -float((each * right).sum()) + SHRINK * float((weights**2).sum())
        return cost, slope.ravel() + 2.0 * SHRINK * weights

    found: Any = minimize(
        off, np.zeros(kinds * 25), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}
    )
    return np.asarray(found.x).reshape(kinds, 25)


def main(material: Path) -> None:
    """Learn, and print the rows."""
    heard, truth, counts = [], [], []
    with tempfile.TemporaryDirectory(prefix="learn-") as into:
        for example in examples(material, Path(into)):
            for rows, chords in seen(example):
                heard.append(rows)
                truth.append(chords)
                counts.append(np.full(len(rows), 1.0 / len(rows)))
    weights = learned(np.concatenate(heard), np.concatenate(truth), np.concatenate(counts))
    for kind, row in zip(KINDS_HEARD, weights, strict=True):
        print(f"{kind!r}:", " ".join(f"{number:.2f}" for number in row))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
