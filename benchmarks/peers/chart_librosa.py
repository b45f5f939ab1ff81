"""librosa's own tools on a recording, as one JSON line: ``python chart_librosa.py SOUND.wav``.

Beats and tempo: ``beat_track``. Chords: templates of 24 triads on beat-synchronous chroma of the
harmonic part, by ``sequence.viterbi_discriminative``. Key: the profiles of Krumhansl & Kessler on
the mean chroma. Sections: ``segment.agglomerative`` on beat-synchronous chroma and MFCC, one
section for each 15 s. Chroma is that of the constant-Q transform.
"""

from __future__ import annotations

import json
import sys
import time

import librosa
import numpy as np

NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
MAJOR = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
MINOR = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]


def main(path: str) -> None:
    y, rate = librosa.load(path, sr=22050)
    began_s = time.process_time()
    tempo, frames = librosa.beat.beat_track(y=y, sr=rate)
    beats = librosa.frames_to_time(frames, sr=rate)
    chroma = librosa.feature.chroma_cqt(y=librosa.effects.harmonic(y), sr=rate)
    edges = librosa.util.fix_frames(frames, x_min=0, x_max=chroma.shape[1])
    synced = librosa.util.sync(chroma, edges, aggregate=np.median, pad=False)
    labels, templates = [], []
    for kind, steps in (("maj", (0, 4, 7)), ("min", (0, 3, 7))):
        for root in range(12):
            labels.append(f"{NAMES[root]}:{kind}")
            row = np.zeros(12)
            row[[(root + step) % 12 for step in steps]] = 1.0
            templates.append(row / np.linalg.norm(row))
    unit = synced / (np.linalg.norm(synced, axis=0) + 1e-9)
    scores = np.exp(8.0 * np.array(templates) @ unit)
    stay = librosa.sequence.transition_loop(24, 0.6)
    path24 = librosa.sequence.viterbi_discriminative(scores / scores.sum(axis=0), stay)
    times = librosa.frames_to_time(edges, sr=rate)
    chords = [
        (float(a), float(b), labels[int(k)])
        for a, b, k in zip(times[:-1], times[1:], path24, strict=True)
    ]
    mean = chroma.mean(axis=1)
    keys = [
        (float(np.corrcoef(np.roll(profile, root), mean)[0, 1]), f"{NAMES[root]} {mode}")
        for mode, profile in (("major", MAJOR), ("minor", MINOR))
        for root in range(12)
    ]
    mfcc = librosa.util.sync(librosa.feature.mfcc(y=y, sr=rate), edges, pad=False)
    both = np.vstack([librosa.util.normalize(mfcc, axis=1), librosa.util.normalize(synced, axis=1)])
    count = max(2, min(both.shape[1] - 1, round(len(y) / rate / 15.0)))
    bounds = librosa.segment.agglomerative(both, count)
    sections = [*[float(times[int(b)]) for b in bounds], float(times[-1])]
    found = {
        "beats_s": beats.tolist(), "tempo_bpm": float(np.atleast_1d(tempo)[0]), "chords": chords,
        "key": max(keys)[1], "sections_s": sections, "cpu_s": time.process_time() - began_s,
    }  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
