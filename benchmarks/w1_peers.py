"""W1 in other engines: pedalboard, Faust in DawDreamer, an ffmpeg filter graph, scipy."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks._reference import COMPRESSOR as C
from benchmarks._reference import (
    LIMITER,
    MASTER_BANDS,
    TRACKS,
    bands,
    biquads,
    reference,
    sides,
)
from benchmarks.console_w1 import child, error_db, peak_mb
from benchmarks.measure import cost, table
from benchmarks.peer import LOOP_S, NotHere, run_peer, write_work

Row = list[object]


def main(seconds: float = 60.0) -> str:
    """Measure ours and the peers, a process each; return a table."""
    slow_s = min(10.0, seconds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loops = write_work(folder)
        ours = child("memory", seconds, folder, 1, 8192)
        ours_s, ours_mb = float(str(ours["cpu_s"])), float(str(ours["peak_mb"]))
        rms_db, _ = error_db(LOOP_S)
        rows = [_row("Tonmeister", seconds, ours_s, ours_mb, f"{rms_db:.0f} dB",
                     "float64; true-peak limiter")]  # fmt: skip
        engines: dict[str, Callable[[], Row]] = {
            "Faust in DawDreamer": lambda: _dawdreamer(folder, seconds, loops),
            "pedalboard": lambda: _pedalboard(folder, seconds),
            "ffmpeg": lambda: _ffmpeg(folder, slow_s),
            "scipy": lambda: _scipy(folder),
        }
        for engine, measured in engines.items():
            try:
                rows.append(measured())
            except NotHere as why:
                print(f"NOT MEASURED: {engine} {why}", file=sys.stderr)
                rows.append([engine, "", "not measured", "", "", "", str(why)])
    for row in rows:
        row.insert(4, row[3] / (seconds / ours_s) if isinstance(row[3], float) else "")
    return table(
        "W1 beside other engines (one core; excerpts as long as said)",
        ["engine", "excerpt s", "CPU s", "x real time", "of ours", "peak MB", "error",
         "what it is"],
        rows,
    )  # fmt: skip


def _row(engine: str, seconds: float, cpu_s: float, mb: float, error: str, what: str) -> Row:
    return [engine, f"{seconds:g}", cpu_s, seconds / cpu_s, f"{mb:.0f}", error, what]


def _pedalboard(folder: Path, seconds: float) -> Row:
    told, mb = run_peer("pedalboard", folder, seconds)
    what = "float32; a hard-knee compressor and a 6 dB high-pass of its own, whole tracks in memory"
    return _row(f"pedalboard {told['version']}", seconds, told["cpu_s"], mb, "other work", what)


def _dawdreamer(folder: Path, seconds: float, loops: list[np.ndarray]) -> Row:
    told, mb = run_peer("dawdreamer", folder, seconds)
    kept = folder / "faust.npy"
    run_peer("dawdreamer", folder, LOOP_S, kept)
    wanted = reference(loops)
    off = np.load(kept)[:, : wanted.shape[1]] - wanted
    error = f"{10 * np.log10(np.mean(off**2) / np.mean(wanted**2)):.0f} dB"
    what = f"float32; sample-peak limiter; first compiles for {told['compile_s']:.1f} CPU s"
    return _row(f"Faust in DawDreamer {told['version']}", seconds, told["cpu_s"], mb, error, what)


def _ffmpeg(folder: Path, seconds: float) -> Row:
    program = shutil.which("ffmpeg")
    if not program:
        raise NotHere("is not installed: run tools/install-system.sh ffmpeg")
    inputs: list[str] = []
    for t in range(TRACKS):
        inputs += ["-stream_loop", "-1", "-t", f"{seconds}", "-i", str(folder / f"{t:02d}.wav")]
    command = [program, "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1",
               "-filter_complex_threads", "1", *inputs, "-filter_complex", _graph(),
               "-map", "[out]", "-c:a", "pcm_f32le", "-f", "null", "-"]  # fmt: skip
    used = cost(command)
    if used.code:
        raise NotHere(f"does not run: {used.errors.strip().splitlines()[-1:]}")
    what = "float64 filters; a compressor and a sample-peak limiter of its own"
    return _row("ffmpeg, filter graph", seconds, used.cpu_s, used.peak_mb, "other work", what)


def _graph() -> str:
    def chain(which: list[tuple[str, dict[str, float]]]) -> str:
        return ",".join(
            f"biquad=a0=1:a1={a1!r}:a2={a2!r}:b0={b0!r}:b1={b1!r}:b2={b2!r}:r=f64"
            for b0, b1, b2, a1, a2 in biquads(which)
        )

    turn = (
        f"acompressor=threshold={10 ** (C['threshold_db'] / 20)}:ratio={C['ratio']}"
        f":attack={C['attack_ms']}:release={C['release_ms']}:link=maximum:detection=peak"
        f":knee={10 ** (C['knee_db'] / 20)}:makeup={10 ** (C['makeup_db'] / 20)}"
    )
    strips = []
    for t in range(TRACKS):
        left, right = sides(t)
        strips.append(
            f"[{t}:a]{chain(bands(t))},{turn},pan=stereo|c0={left}*c0|c1={right}*c1[t{t}]"
        )
    names = "".join(f"[t{t}]" for t in range(TRACKS))
    limit = (
        f"alimiter=limit={10 ** (float(LIMITER['ceiling_dbtp']) / 20)}:level=0"
        f":attack={LIMITER['lookahead_ms']}:release={LIMITER['release_ms']}"
    )
    mix = f"{names}amix=inputs={TRACKS}:normalize=0,{chain(MASTER_BANDS)},{limit}[out]"
    return ";".join([*strips, mix])


def _scipy(folder: Path) -> Row:
    used = cost([sys.executable, "-m", "benchmarks.w1_peers", "--scipy", str(folder)])
    told = json.loads(used.output.splitlines()[-1])
    what = "float64; sosfilt, the compressor in plain Python, no limiter: what the error is against"
    return _row("scipy", LOOP_S, told["cpu_s"], told["peak_mb"], "0", what)


def _time_scipy(folder: Path) -> None:
    loops = list(np.load(folder / "loops.npy"))
    began_s = time.process_time()
    reference(loops)
    print(json.dumps({"cpu_s": time.process_time() - began_s, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--scipy"]:
        _time_scipy(Path(sys.argv[2]))
    else:
        print(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0))
