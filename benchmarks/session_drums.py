"""Drum strokes heard, against truth: ``python -m benchmarks.session_drums [MATERIAL]``.

What each row is from: ``MusicDelta ...`` are real performances with people's annotations (one
recording of the whole kit each; no close microphones of them are published); ``... on GMRockKit``
are their annotated strokes, as loud as each is in the recording, played on one-shots into
close microphones whose bleed is set; ``ten styles`` are patterns of ours (ghost notes, rolls,
double kick at 180 BPM) on three kits. The nets learned from our drums and Sonic Pi's, so
those kits flatter; GMRockKit and MusicDelta were never learned from. F1 within 50 ms (the rule of
mir_eval), velocity as correlation with the truth; where a person annotated times only, with the
level of the annotated stroke. librosa hears no pieces: it stands beside on close microphones and
for "any stroke".
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks import session_drums_truth as truth
from tonmeister.listening.drums.hits import close_hits, hits
from tonmeister.listening.drums.own import in_band
from tonmeister.model import DRUM_PIECES, Hit

WITHIN_S = 0.05
UNSEEN = "GMRockKit"
BLEEDS_DB = (-6.0, -12.0, -20.0)
_CLASSES = {"KD": "kick", "SD": "snare", "HH": "hats", "TT": "toms", "CY": "cymbals"}
_LEVEL_HZ = {"kick": (35.0, 150.0), "snare": (180.0, 4000.0), "hats": (5000.0, 16000.0),
             "toms": (70.0, 400.0), "cymbals": (4000.0, 16000.0)}  # fmt: skip
Row = dict[str, object]
Truth = list[truth.Stroke]


def rows(material: Path) -> list[Row]:
    """Return the tables: real performances, then kit after kit."""
    out = [*_real_stems(material)]
    for kit_name, kit in kits(material):
        _tell(out)
        played = [(truth.play(style, seed=n + 1), n) for n, style in enumerate(truth.STYLES)]
        songs = [(strokes, truth.lanes(strokes, kit, seed=n), n) for strokes, n in played]
        unseen = kit_name == UNSEEN
        stems = [(strokes, truth.stem(dry, n), truth.RATE_HZ) for strokes, dry, n in songs]
        out += _stem_rows(f"ten styles, {kit_name}, stem", stems, peer=unseen)
        for bleed_db in BLEEDS_DB:
            out += _close_rows(f"ten styles, {kit_name}", songs, bleed_db, peer=unseen)
        for song in ("Rock", "Punk") if unseen else ():
            strokes = annotated(material, song)
            dry = truth.lanes(strokes, kit, length_s=30.0, seed=3)
            _tell(out)
            for bleed_db in BLEEDS_DB:
                name = f"MusicDelta {song}'s strokes on {kit_name}"
                out += _close_rows(name, [(strokes, dry, 3)], bleed_db, peer=True)
    return out


def _tell(rows: Sequence[Row]) -> None:
    """Say on the side how far it is."""
    print(f"drums: {len(rows)} rows, the last: {rows[-1]}", file=sys.stderr, flush=True)


def pairs(true_s: Sequence[float], found_s: Sequence[float]) -> list[tuple[int, int]]:
    """Return which true time meets which found one: as many as can be, each once."""
    out, i, j = [], 0, 0
    while i < len(true_s) and j < len(found_s):
        apart = found_s[j] - true_s[i]
        if abs(apart) <= WITHIN_S:
            out.append((i, j))
            i, j = i + 1, j + 1
        elif apart < 0:
            j += 1
        else:
            i += 1
    return out


def scored(true: Sequence[tuple[float, float]], found: Sequence[tuple[float, float]]) -> Row:
    """Return F1, precision, recall, and the correlation of velocities (time, velocity)."""
    true, found = sorted(true), sorted(found)
    met = pairs([t for t, _ in true], [t for t, _ in found])
    precision = len(met) / len(found) if found else 0.0
    recall = len(met) / len(true) if true else 0.0
    f1 = 2 * precision * recall / (precision + recall) if met else 0.0
    a, b = np.array([true[i][1] for i, _ in met]), np.array([found[j][1] for _, j in met])
    spread = len(met) > 5 and a.std() > 0.03 and b.std() > 0
    return {
        "f1": round(f1, 3), "precision": round(precision, 3), "recall": round(recall, 3),
        "velocity_r": round(float(np.corrcoef(a, b)[0, 1]), 2) if spread else None,
    }  # fmt: skip


def annotated(material: Path, song: str) -> Truth:
    """Return a MusicDelta song's strokes, each as hard as it sounds in the recording."""
    folder = material / "mdbdrums" / song
    sound, rate = soundfile.read(folder / f"raw/MusicDelta_{song}_RAW_01_01.wav")
    out = []
    lines = (folder / f"annotations/MusicDelta_{song}_class.txt").read_text().split("\n")
    for line in lines:
        if not line.strip():
            continue
        at, said = line.split()
        piece = _CLASSES[said]
        first = max(0, round((float(at) - 0.01) * rate))
        part = in_band(sound[None, first : first + round(0.06 * rate)], rate, *_LEVEL_HZ[piece])
        out.append((float(at), piece, float(np.sqrt(np.mean(part**2)))))
    top = {p: np.percentile([v for _, q, v in out if q == p] or [1.0], 95) for p in DRUM_PIECES}
    voice = {"kick": "kick", "snare": "snare", "hats": "closed", "toms": "tom2", "cymbals": "crash"}
    return [truth.Stroke(t, voice[p], float(np.clip(v / top[p], 0.08, 1.0))) for t, p, v in out]


def _real_stems(material: Path) -> Iterator[Row]:
    real = (("Rock", "raw/MusicDelta_Rock_RAW_01_01.wav", "raw, mono"),
            ("Rock", "stems/MusicDelta_Rock_STEM_01.wav", "stem, stereo"),
            ("Punk", "raw/MusicDelta_Punk_RAW_01_01.wav", "raw, mono"))  # fmt: skip
    for song, name, what in real:
        sound, rate = soundfile.read(material / "mdbdrums" / song / name, always_2d=True)
        strokes = annotated(material, song)
        songs = [(strokes, sound.T.copy(), rate)]
        yield from _stem_rows(f"MusicDelta {song}, {what}", songs, peer=True)


def kits(material: Path) -> Iterator[tuple[str, truth.Kit]]:
    """Return the kits: the first was never learned from."""
    yield UNSEEN, truth.gmrock(material)
    yield "our drums", truth.our_kit()
    yield "Sonic Pi's", truth.sonic(material)


def _stem_rows(
    name: str, songs: Sequence[tuple[Truth, np.ndarray, int]], *, peer: bool
) -> Iterator[Row]:
    """Yield a row a piece: the mean over songs (weighed by nothing)."""
    found: list[tuple[Hit, ...]] = []
    began_s = time.process_time()
    for _, sound, rate in songs:
        found.append(hits(np.ascontiguousarray(sound, np.float64), rate))
    length_s = sum(sound.shape[1] / rate for _, sound, rate in songs)
    cpu_s = round(60.0 * (time.process_time() - began_s) / length_s, 2)
    for piece in DRUM_PIECES:
        each = [
            scored([(s.at_s, s.velocity) for s in strokes if s.piece == piece],
                   [(h.at_s, h.velocity) for h in heard if h.piece == piece])
            for (strokes, _, _), heard in zip(songs, found, strict=True)
            if any(s.piece == piece for s in strokes)
        ]  # fmt: skip
        if each:
            yield {"recording": name, "piece": piece, **_mean(each), "cpu_s_per_min": cpu_s,
                   "librosa_f1": None}  # fmt: skip
    any_true = [_any([s.at_s for s in strokes]) for strokes, _, _ in songs]
    any_found = [_any([h.at_s for h in heard]) for heard in found]
    theirs = [_librosa(sound.mean(axis=0), rate) if peer else None for _, sound, rate in songs]
    each = [scored(t, f) for t, f in zip(any_true, any_found, strict=True)]
    others = [scored(t, [(x, 1.0) for x in p])["f1"] if p is not None else None
              for t, p in zip(any_true, theirs, strict=True)]  # fmt: skip
    yield {"recording": name, "piece": "any", **_mean(each), "cpu_s_per_min": cpu_s,
           "librosa_f1": _average(others)}  # fmt: skip


def _close_rows(
    name: str,
    songs: Sequence[tuple[Truth, dict[str, np.ndarray], int]],
    bleed_db: float,
    *,
    peer: bool,
) -> Iterator[Row]:
    """Yield a row a piece, from songs: their strokes, dry lanes and seed."""
    each: dict[str, list[Row]] = {}
    other: dict[str, list[Any]] = {}
    cpu_s = heard_s = 0.0
    for strokes, dry, seed in songs:
        mics = truth.close_mics(dry, bleed_db, seed)
        began_s = time.process_time()
        found = close_hits({m: (m, x[None]) for m, x in mics.items()}, truth.RATE_HZ)
        cpu_s += time.process_time() - began_s
        heard_s += sum(x.size for x in mics.values()) / truth.RATE_HZ
        for piece, mic in mics.items():
            true = [(s.at_s, s.velocity) for s in strokes if s.piece == piece]
            each.setdefault(piece, []).append(
                scored(true, [(h.at_s, h.velocity) for h in found[piece]])
            )
            theirs = _librosa(mic, truth.RATE_HZ) if peer else None
            other.setdefault(piece, []).append(
                None if theirs is None else scored(true, [(t, 1.0) for t in theirs])["f1"]
            )
    for piece, scores in each.items():
        yield {"recording": f"{name}, close, bleed {bleed_db:.0f} dB", "piece": piece,
               **_mean(scores), "cpu_s_per_min": round(60.0 * cpu_s / heard_s, 2),
               "librosa_f1": _average(other[piece])}  # fmt: skip


def _mean(each: Sequence[Row]) -> Row:
    return {key: _average([row[key] for row in each])
            for key in ("f1", "precision", "recall", "velocity_r")}  # fmt: skip


def _average(values: Sequence[Any]) -> object:
    known = [float(v) for v in values if v is not None]
    return round(float(np.mean(known)), 3) if known else None


def _any(times_s: Sequence[float]) -> list[tuple[float, float]]:
    """Return strokes of any piece, what is struck together once."""
    out: list[tuple[float, float]] = []
    for at_s in sorted(times_s):
        if not out or at_s - out[-1][0] > 0.03:
            out.append((at_s, 1.0))
    return out


def _librosa(sound: np.ndarray, rate: int) -> list[float] | None:
    """Return the onsets that librosa finds, or ``None`` where it is not installed."""
    folder = os.environ.get("TONMEISTER_PEERS")
    if folder and folder not in sys.path:
        sys.path.append(folder)
    try:
        import librosa  # type: ignore[import-not-found]
    except ImportError:
        return None
    onsets = librosa.onset.onset_detect(y=sound.astype(np.float32), sr=rate, units="time",
                                        backtrack=True)  # fmt: skip
    return [float(t) for t in onsets]


if __name__ == "__main__":
    from benchmarks.songs import MATERIAL
    from benchmarks.topics import table

    print(table(rows(Path(sys.argv[1]) if len(sys.argv) > 1 else MATERIAL)))
