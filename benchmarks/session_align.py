"""How well takes are laid beside each other: voices of known truth, and people (SSVD).

``python -m benchmarks.session_align [MATERIAL]``. Truth of a synthetic take: how late each note was
sung (``TrueNote.off_ms``), against the middle of all takes, since that is what the takes together
can know. Truth of SSVD (phone recordings, every singer in a tempo and key of their own): onsets and
written notes as people annotated them; a reference note counts as a written one where at least half
of the takes have it within 0.25 s of the annotated onset.
Peers: the onsets of the notes that the pitch alone gives (nearest within 0.2 s), and librosa's DTW
over MFCC, level and onset strength in each line, 5 ms, 0.12 s around, against the middle too.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from benchmarks.songs import MATERIAL
from tonmeister.flow.demo import _sung
from tonmeister.listening.takes.align import align, hear_take
from tonmeister.listening.takes.align_hear import ear_of
from tonmeister.listening.takes.aligned import AlignedTakes, HeardTake, ReferenceNote
from tonmeister.listening.takes.alike import SURE, likeness
from tonmeister.model import Part, Take
from tonmeister.music import demo_song
from tonmeister.signal.instruments.singer import Singer, Sung
from tonmeister.signal.instruments.takes import TrueTake, sing_take
from tonmeister.studio.pitch_model import pitch_model

Row = NDArray[np.float64]
RATE_HZ, TAKES, NEAR_S = 48000, 10, 0.12
SEEDS = (1, 2, 3)
MELODIES = ("take_group_1_42notes", "take_group_2_38notes")


@cache
def lines() -> tuple[tuple[Sung, ...], ...]:
    """The first verse and chorus of the demo song, from 1.5 s on."""
    parts = [p for p in demo_song.form() if p.lines][:2]
    sung = [line for p in parts for line in _sung(p.lines, 0.8)]
    begins_s = sung[0][0][0] - 1.5
    return tuple(tuple((s - begins_s, *rest) for s, *rest in line) for line in sung)


def performed(seed: int) -> list[TrueTake]:
    """Ten takes of hidden quality."""
    rng = np.random.default_rng(seed)
    length_s = lines()[-1][-1][0] + 2.5
    bad = np.clip(rng.beta(1.6, 2.2, (TAKES, len(lines()))), 0.02, 1.0)
    return [
        sing_take(lines(), length_s, Singer(), tuple(b), 100 * seed + k) for k, b in enumerate(bad)
    ]


def heard(number: int, sound: Row, rate_hz: int, name: str = "") -> HeardTake:
    """Hear one take."""
    whose = Take(
        part="Vox", name=name or f"T{number}", number=number, track=f"T{number}", begins_s=0.0,
        ends_s=sound.size / rate_hz,
    )  # fmt: skip
    return hear_take(whose, sound[None], rate_hz, pitch_model())


def together(takes: Sequence[HeardTake], score: Sequence[ReferenceNote] | None) -> AlignedTakes:
    """Align takes."""
    part = Part(
        name="Vox", kind="voice", role="lead vocal", takes=tuple(h.take for h in takes),
        found_by="names",
    )  # fmt: skip
    return align(part, {h.take.number: h for h in takes}, score=score)


def synthetic(seed: int) -> Iterator[dict[str, object]]:
    """One row for us, one for each peer."""
    truth = performed(seed)
    began_s = time.process_time()
    takes = [heard(n, t.sound, RATE_HZ) for n, t in enumerate(truth, 1)]
    heard_s = time.process_time()
    made = together(takes, None)
    ended_s = time.process_time()
    minutes = sum(t.sound.size for t in truth) / RATE_HZ / 60.0
    late = np.array([[n.off_ms for n in t.notes] for t in truth])
    true = late - np.median(late, axis=0)
    written = truth[0].notes
    middle = np.median(late, axis=0) / 1000.0
    starts = np.array([n.start_s for n in made.notes])
    ours = np.full(true.shape, np.nan)
    right = 0
    for at, note in enumerate(written):
        apart = np.abs(starts - note.start_s - middle[at])
        near = int(apart.argmin())
        if apart[near] < NEAR_S:
            ours[:, at] = [clock.off_ms[near] for clock in made.on_clock.values()]
        inside_s = note.start_s + 0.4 * note.length_s
        there = [n for n in made.notes if n.start_s <= inside_s < n.end_s]
        right += bool(there) and abs(there[0].pitch - note.midi) < 0.5
    yield {
        "takes": f"synthetic, seed {seed}", "by": "Tonmeister", **_figures(ours, true),
        "melody right %": 100.0 * right / len(written),
        "notes more than written": len(made.notes) - len(written),
        "pitch CPU s/min": (heard_s - began_s) / minutes,
        "align CPU s/min": (ended_s - heard_s) / minutes,
    }  # fmt: skip
    for name, peer in (("onsets of the pitch", _by_pitch), ("librosa DTW", _by_librosa)):
        began_s = time.process_time()
        found = peer(takes, truth)
        if found is None:
            row = dict.fromkeys(_figures(true, true), "not here")
        else:
            row = _figures(found - np.nanmedian(found, axis=0), true)
        yield {
            "takes": f"synthetic, seed {seed}", "by": name, **row, "melody right %": None,
            "notes more than written": None, "pitch CPU s/min": None,
            "align CPU s/min": (time.process_time() - began_s) / minutes,
        }  # fmt: skip


def _figures(found: Row, true: Row) -> dict[str, object]:
    known = ~np.isnan(found)
    apart = (found - true)[known]
    return {
        "onsets heard %": 100.0 * float(known.mean()),
        "rmse ms": float(np.sqrt(np.mean(apart**2))),
        "p95 ms": float(np.percentile(np.abs(apart), 95)),
        "r": float(np.corrcoef(found[known], true[known])[0, 1]),
    }


def _by_pitch(takes: Sequence[HeardTake], truth: Sequence[TrueTake]) -> Row | None:
    out = np.full((len(takes), len(truth[0].notes)), np.nan)
    for row, take in zip(out, takes, strict=True):
        starts = np.array([note.start_s for note in take.notes])
        for at, note in enumerate(truth[0].notes):
            apart = starts - note.start_s
            if starts.size and np.abs(apart).min() < 0.2:
                row[at] = 1000.0 * apart[np.abs(apart).argmin()]
    return out


def _by_librosa(takes: Sequence[HeardTake], truth: Sequence[TrueTake]) -> Row | None:
    try:
        librosa: Any = __import__("librosa")
    except ImportError:
        return None
    hop = 80
    feats = [_librosa_features(librosa, take, hop) for take in takes]
    out = np.zeros((len(takes), len(truth[0].notes)))
    notes = truth[0].notes
    for line in range(len(lines())):
        mine = [at for at, note in enumerate(notes) if note.line == line]
        a = round((notes[mine[0]].start_s - 0.4) * 200)
        b = round((notes[mine[-1]].start_s + notes[mine[-1]].length_s + 0.3) * 200)
        for k in range(len(takes)):
            _, path = librosa.sequence.dtw(
                feats[0][:, a:b],
                feats[k][:, a:b],
                global_constraints=True,
                band_rad=0.12 * 200 / max(1, b - a),
            )
            path = path[::-1]
            for at in mine:
                onset = notes[at].start_s + first_late_s(truth, at)
                where = (onset * 200) - a
                there = np.interp(where, *_single(path))
                out[k, at] = 1000.0 * (there - where) / 200.0
    return out


def first_late_s(truth: Sequence[TrueTake], at: int) -> float:
    """How late the first take has a note: librosa is told where the first take sings."""
    return truth[0].notes[at].off_ms / 1000.0


def _single(path: NDArray[np.int64]) -> tuple[Row, Row]:
    steps = np.unique(path[:, 0])
    return steps.astype(float), np.array([path[path[:, 0] == s, 1].mean() for s in steps])


def _librosa_features(librosa: Any, take: HeardTake, hop: int) -> Row:
    low = librosa.resample(take.sound[0], orig_sr=RATE_HZ, target_sr=16000)
    mfcc = librosa.feature.mfcc(y=low, sr=16000, n_mfcc=13, hop_length=hop, n_fft=512)[1:]
    level = librosa.amplitude_to_db(librosa.feature.rms(y=low, frame_length=512, hop_length=hop))
    onset = librosa.onset.onset_strength(y=low, sr=16000, hop_length=hop, n_fft=512)[None]
    rows = np.vstack([mfcc / np.sqrt(12), level, onset])
    return np.asarray((rows - rows.mean(1, keepdims=True)) / (rows.std(1, keepdims=True) + 1e-9))


@cache
def people(material: Path, melody: str) -> list[tuple[HeardTake, Row, Row]]:
    """SSVD takes of a melody: heard, onsets and written notes, onset-offset-pitch."""
    out = []
    for number, path in enumerate(sorted((material / "ssvd" / melody).glob("*.mp3")), 1):
        sound, rate_hz = soundfile.read(str(path), always_2d=True)
        label = np.loadtxt(path.with_name(f"{path.stem}_label.txt"))
        notes = np.loadtxt(path.with_name(f"{path.stem}_v2_onset_offset_pitch.txt"))
        out.append((heard(number, sound.mean(axis=1), rate_hz, path.stem), label, notes))
    return out


def real(material: Path, melody: str) -> Iterator[dict[str, object]]:
    """The takes' own consensus, then with one singer's annotation as a score."""
    rows = people(material, melody)
    slowest = max(rows, key=lambda row: row[2][-1, 1])
    score = [
        ReferenceNote(float(n[0]), float(n[1]), float(w[3]))
        for n, w in zip(slowest[2], slowest[1], strict=True)
    ]
    for by, given in (("takes", None), ("a score", score)):
        began_s = time.process_time()
        made = together([h for h, *_ in rows], given)
        used_s = time.process_time() - began_s
        minutes = sum(h.sound.shape[1] / h.rate_hz for h, *_ in rows) / 60.0
        labels = {h.take.number: label for h, label, _ in rows}
        yield {
            "melody": melody, "notes by": by, "takes used": f"{len(made.heard)} of {len(rows)}",
            **_against_people(made, labels), "align CPU s/min": used_s / minutes,
        }  # fmt: skip


def _against_people(made: AlignedTakes, labels: dict[int, Row]) -> dict[str, object]:
    written = next(iter(labels.values()))[:, 3]
    pitches = np.array([note.pitch for note in made.notes])
    match = np.full(written.size, -1)
    errors: list[float] = []
    for at in range(written.size):
        votes: dict[int, list[float]] = {}
        for number, clock in made.on_clock.items():
            apart = clock.onsets_s - labels[number][at, 0]
            if np.isnan(apart).all():
                continue
            near = int(np.nanargmin(np.abs(apart)))
            if abs(apart[near]) < 0.25:
                votes.setdefault(near, []).append(float(apart[near]))
        if votes:
            best = max(votes, key=lambda n: len(votes[n]))
            if 2 * len(votes[best]) >= len(made.on_clock):
                match[at] = best
    for at in np.flatnonzero(match >= 0):
        for number, clock in made.on_clock.items():
            errors.append(float(clock.onsets_s[match[at]] - labels[number][at, 0]))
    known = np.array(errors)[~np.isnan(errors)]
    found = match >= 0
    apart = pitches[match[found]] - written[found]
    right = np.abs(apart - np.median(apart)) < 0.5
    return {
        "written notes found": f"{int(found.sum())} of {written.size}",
        "pitch right": int(right.sum()),
        "notes more": len(pitches) - len(set(match[found].tolist())),
        "onset error ms, median": 1000.0 * float(np.median(np.abs(known))),
        "p90 ms": 1000.0 * float(np.percentile(np.abs(known), 90)),
        "late ms": 1000.0 * float(np.median(known)),
    }


def told_apart(material: Path) -> Iterator[dict[str, object]]:
    """Likeness of all pairs: the same melody, and different ones."""
    sets = [[h for h, *_ in people(material, melody)] for melody in MELODIES]
    sets.append([heard(n, t.sound, RATE_HZ) for n, t in enumerate(performed(SEEDS[0])[:5], 1)])
    ears = [[ear_of(take) for take in takes] for takes in sets]
    same, other = [], []
    for i, one in enumerate(ears):
        for j, two in enumerate(ears[i:], i):
            pairs = [(a, b) for k, a in enumerate(one) for b in (two[k + 1 :] if i == j else two)]
            (same if i == j else other).extend(likeness(a, b).score for a, b in pairs)
    for name, scores, wrong in (
        ("same melody", np.array(same), lambda s: s < SURE),
        ("another melody", np.array(other), lambda s: s >= SURE),
    ):
        wrongly: Callable[[Row], NDArray[np.bool_]] = wrong
        yield {
            "pairs of takes": name, "how many": scores.size,
            "likeness, median": float(np.median(scores)), "least": float(scores.min()),
            "most": float(scores.max()), "told wrongly": int(wrongly(scores).sum()),
        }  # fmt: skip


def rows(material: Path) -> list[dict[str, object]]:
    """Return the tables."""
    peers = os.environ.get("TONMEISTER_PEERS")
    if peers and peers not in sys.path:
        sys.path.append(peers)
    out = [row for seed in SEEDS for row in synthetic(seed)]
    if (material / "ssvd").is_dir():
        out += [row for melody in MELODIES for row in real(material, melody)]
        out += told_apart(material)
    return out


if __name__ == "__main__":
    from benchmarks.topics import table

    print(table(rows(Path(sys.argv[1]) if len(sys.argv) > 1 else MATERIAL)))
