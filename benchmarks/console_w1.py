"""How fast, how exact and how large the console is on the work W1.

``python -m benchmarks.console_w1 [seconds]``. Each line runs in a process of its own, so that
CPU seconds and peak memory are its own. Tracks come from memory (ten seconds of music in
float32, again and again), or from 24-bit WAV files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import numpy as np

from benchmarks._reference import RATE_HZ, TRACKS, music, reference, work
from benchmarks.measure import table
from tonmeister.console import render
from tonmeister.signal import Samples
from tonmeister.studio.sources import FileSource

LOOP_FRAMES = 4 * RATE_HZ
TRIES = 2  # the better one counts: others may be at work on this machine
NAMES = [f"track {t}" for t in range(TRACKS)]


class Loop:
    """A piece of music again and again, up to a length."""

    rate_hz = RATE_HZ

    def __init__(self, samples: np.ndarray, frames: int) -> None:
        self._samples, self.frames = samples, frames

    def read(self, start: int, count: int) -> Samples:
        out = np.zeros((2, count))
        at = max(0, -start)
        while at < min(count, self.frames - start):
            first = (start + at) % LOOP_FRAMES
            n = min(count - at, LOOP_FRAMES - first, self.frames - start - at)
            out[:, at : at + n] = self._samples[:, first : first + n]
            at += n
        return out


class Folder:
    """Prints in a folder, left channel first, then right."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, key: str) -> Kept | None:
        path = self._path / key
        return Kept(path) if path.exists() else None

    def create(self, key: str, frames: int) -> Making:
        return Making(self._path / key, frames)


class Kept:
    rate_hz = RATE_HZ

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)
        self.frames = path.stat().st_size // 8

    def read(self, start: int, count: int) -> Samples:
        n = max(0, min(count, self.frames - start))
        out = np.empty((2, count)) if n == count else np.zeros((2, count))
        for c in (0, 1):
            raw = os.pread(self._file, 4 * n, 4 * (c * self.frames + start))
            out[c, :n] = np.frombuffer(raw, np.float32)
        return out

    def read_print(self, start: int, count: int) -> np.ndarray:
        n = max(0, min(count, self.frames - start))
        if n < count:
            return self.read(start, count).astype(np.float32)
        out = np.empty((2, count), np.float32)
        for c in (0, 1):
            os.preadv(self._file, [out[c]], 4 * (c * self.frames + start))
        return out


class Making:
    def __init__(self, path: Path, frames: int) -> None:
        self._path, self._frames, self._at = path, frames, 0
        self._file = os.open(path.with_suffix(".part"), os.O_WRONLY | os.O_CREAT)

    def write(self, block: np.ndarray) -> None:
        for c in (0, 1):
            os.pwrite(self._file, block[c].tobytes(), 4 * (c * self._frames + self._at))
        self._at += block.shape[1]

    def close(self) -> None:
        os.close(self._file)
        self._path.with_suffix(".part").rename(self._path)

    def discard(self) -> None:
        os.close(self._file)
        self._path.with_suffix(".part").unlink()


class Hash:
    """A sink that keeps nothing but the hash of its sound in float32, whatever its blocks."""

    def __init__(self) -> None:
        self._sides = sha256(), sha256()

    def write(self, block: Samples) -> None:
        for side, row in zip(self._sides, block.astype(np.float32), strict=True):
            side.update(row.tobytes())

    @property
    def told(self) -> str:
        return sha256(self._sides[0].digest() + self._sides[1].digest()).hexdigest()[:12]


class Nowhere:
    def write(self, block: Samples) -> None:
        pass


def peak_mb() -> float:
    """Return this process's peak memory (``getrusage`` would tell the parent's if larger)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def measure(mode: str, seconds: float, folder: Path, workers: int, block: int) -> dict[str, object]:
    """Render once and say what it cost."""
    frames = int(seconds * RATE_HZ)
    if mode in ("wav", "printing"):
        sources = {name: FileSource(folder / f"{name}.wav") for name in NAMES}
    else:
        sources = {n: Loop(music(t, LOOP_FRAMES), frames) for t, n in enumerate(NAMES)}
    prints = Folder(folder) if mode in ("printing", "fader") else None
    sheet = work(first_fader_db=-7.0 if mode == "fader" else -10.0)
    options = {"workers": workers, "block_frames": block, "layouts": {}}
    warm = {name: Loop(np.ones((2, LOOP_FRAMES), np.float32), 5_000) for name in NAMES}
    for warm_sheet in (work(), work(limiter=False)):
        render(warm_sheet, warm, sinks={"master": Hash()}, **options)
    sink = Hash() if mode == "hash" else Nowhere()
    hashes = {name: name for name in NAMES}
    if mode == "printing":
        for old in folder.glob("?" * 64):
            old.unlink()
    cpu, wall = time.process_time(), time.perf_counter()
    rendered = render(
        sheet, sources, sinks={"master": sink}, prints=prints, track_hashes=hashes, **options
    )
    return {
        "cpu_s": time.process_time() - cpu,
        "wall_s": time.perf_counter() - wall,
        "peak_mb": peak_mb(),
        "hash": sink.told if isinstance(sink, Hash) else "",
        "printed": len(rendered.printed),
        "recalled": len(rendered.recalled),
    }


def error_db(seconds: float) -> tuple[float, float]:
    """Return how far W1 without its limiter is from the reference: RMS and worst, in dBFS."""
    frames = int(seconds * RATE_HZ)
    tracks = [music(t, LOOP_FRAMES)[:, :frames] for t in range(TRACKS)]

    class Keep:
        def __init__(self) -> None:
            self.blocks: list[Samples] = []

        def write(self, block: Samples) -> None:
            self.blocks.append(block)

    kept = Keep()
    sources = {name: Loop(np.tile(tracks[t], 3), frames) for t, name in enumerate(NAMES)}
    render(work(limiter=False), sources, sinks={"master": kept}, layouts={})
    got = np.concatenate(kept.blocks, axis=1)[:, :frames]
    wanted = reference(tracks)
    off = got - wanted
    whole = np.sqrt(np.mean(wanted**2))
    return 20 * np.log10(np.sqrt(np.mean(off**2)) / whole), 20 * np.log10(np.abs(off).max())


def child(*words: object) -> dict[str, object]:
    """Measure in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.console_w1", "--one", *map(str, words)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    result: dict[str, object] = json.loads(told.stdout.splitlines()[-1])
    return result


CASES = (
    ("from memory, 1 worker", "memory", 1),
    ("from memory, 2 workers", "memory", 2),
    ("from 24-bit WAV, 1 worker", "wav", 1),
    ("first time: from WAV, keeping prints", "printing", 1),
    ("one fader changed, from prints", "fader", 1),
    ("half the length, from memory", "half", 1),
)


def main(seconds: float = 180.0, tries: int = TRIES) -> str:
    """Measure; return the tables."""
    rms_db, worst_db = error_db(4.0)
    rows: list[list[object]] = []
    spent_s: dict[tuple[str, int], float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_tracks(folder, seconds)
        for label, mode, workers in CASES:
            length = seconds / 2 if mode == "half" else seconds
            runs = [child(mode, length, folder, workers, 8192) for _ in range(tries)]
            got = min(runs, key=lambda run: float(str(run["cpu_s"])))
            cpu_s, wall_s, peak = (float(str(got[what])) for what in ("cpu_s", "wall_s", "peak_mb"))
            spent_s[mode, workers] = cpu_s
            per_ns = cpu_s / (length * RATE_HZ * TRACKS) * 1e9
            rows.append([label, cpu_s, wall_s, length / cpu_s, length / wall_s, per_ns, peak])
        short = min(seconds, 5.0)
        hashes = {
            (workers, block): child("hash", short, folder, workers, block)["hash"]
            for workers, block in ((1, 8192), (2, 8192), (1, 64), (2, 1000), (2, 65536))
        }
    fader = spent_s["fader", 1]
    facts = [
        ["error against scipy in float64, up to the limiter (4 s)", f"{rms_db:.1f} dB", "-140 dB"],
        ["its worst sample", f"{worst_db:.1f} dBFS", ""],
        ["one fader changed, against the whole from memory",
         f"{spent_s['memory', 1] / fader:.1f} x cheaper", "5 x"],
        ["the same, against the whole from WAV", f"{spent_s['wav', 1] / fader:.1f} x", "5 x"],
        ["the same, against the first time", f"{spent_s['printing', 1] / fader:.1f} x", "5 x"],
        [f"blocks of 64 to 65536, 1 and 2 workers ({short:g} s)",
         "bit for bit the same" if len(set(hashes.values())) == 1 else f"DIFFERENT: {hashes}",
         "the same"],
    ]  # fmt: skip
    speed = table(
        f"Console, W1: 16 stereo tracks x {seconds:g} s (bars: 40 x real time a core, 350 MB)",
        ["job", "CPU s", "wall s", "x real time a core", "x by the clock", "ns a track-frame",
         "peak MB"],
        rows,
    )  # fmt: skip
    exact = table("Console, W1: exactness and prints", ["what", "measured", "bar"], facts)
    return f"{speed}\n{exact}"


def _write_tracks(folder: Path, seconds: float) -> None:
    import soundfile

    for t, track in enumerate(NAMES):
        loop = music(t, LOOP_FRAMES).T
        with soundfile.SoundFile(folder / f"{track}.wav", "w", RATE_HZ, 2, "PCM_24") as file:
            for start in range(0, int(seconds * RATE_HZ), LOOP_FRAMES):
                file.write(loop[: int(seconds * RATE_HZ) - start])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _, _, mode, seconds, folder, workers, block = sys.argv
        print(json.dumps(measure(mode, float(seconds), Path(folder), int(workers), int(block))))
    else:
        print(main(float(sys.argv[1]) if len(sys.argv) > 1 else 180.0))
