"""What meters cost: ours, ffmpeg's filter, libebur128 and pyloudnorm, in CPU seconds."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyebur128
import soundfile
from numpy.typing import NDArray

from benchmarks.ear_pieces import RATE_HZ, decoded
from benchmarks.measure import cost
from benchmarks.peer import PEERS, NotHere, python_of
from tonmeister.signal.loudness import LoudnessMeter

Array = NDArray[np.float64]
RECORD = "ultrastar/Joshua Morin - On the run/audio.ogg"
SPEED_S, BLOCK_FRAMES = 180.0, 1 << 16
PLAIN, PEAKS = "loudness", "loudness and true peak"


def music(material: Path) -> tuple[str, Array]:
    """Return three minutes to measure speed on: a loud record, or noise where there is none."""
    frames = round(SPEED_S * RATE_HZ)
    if (material / RECORD).is_file():
        sound = decoded(RECORD)[:, :frames].astype(np.float64)
        decoded.cache_clear()
        return Path(RECORD).parent.name, np.ascontiguousarray(sound)
    rng = np.random.default_rng(1)
    swell = 0.1 + 0.1 * np.sin(np.arange(frames) / RATE_HZ * 0.4)
    noise = np.clip(rng.standard_normal((2, frames)) * swell, -1, 1)
    return "noise that swells and fades", np.ascontiguousarray(noise)


def speed(sound: Array) -> list[list[object]]:
    """Measure every meter, in CPU seconds."""
    rate_hz = RATE_HZ
    with tempfile.TemporaryDirectory() as where:
        wav = Path(where) / "heard.wav"
        soundfile.write(wav, sound.T, rate_hz, "PCM_24")
        mine = {what: _own_s(sound, rate_hz, peaks=what == PEAKS) for what in (PLAIN, PEAKS)}
        rows: list[list[object]] = [["Tonmeister", what, mine[what], 1.0] for what in mine]
        others: list[tuple[str, str, Callable[[], float]]] = [
            ("libebur128", PLAIN, lambda: _library_s(sound, rate_hz, peaks=False)),
            ("libebur128", PEAKS, lambda: _library_s(sound, rate_hz, peaks=True)),
            ("ffmpeg ebur128", PLAIN, lambda: _filter_s(wav, "ebur128")),
            ("ffmpeg ebur128", PEAKS, lambda: _filter_s(wav, "ebur128=peak=true")),
            ("pyloudnorm", PLAIN, lambda: _pyloudnorm_s(wav)),
        ]  # fmt: skip
        for who, what, measure in others:
            try:
                used_s = measure()
            except NotHere as why:
                print(f"NOT MEASURED: {who} {why}", file=sys.stderr)
                rows.append([who, what, "not measured", str(why)])
                continue
            rows.append([who, what, used_s, used_s / mine[what]])
    return rows


def _best_s(work: Callable[[], object], times: int = 3) -> float:
    took = []
    for _ in range(times):
        began_s = time.process_time()
        work()
        took.append(time.process_time() - began_s)
    return min(took)


def _own_s(sound: Array, rate_hz: int, *, peaks: bool) -> float:
    def read() -> None:
        meter = LoudnessMeter(rate_hz, peaks=peaks)
        for start in range(0, sound.shape[1], BLOCK_FRAMES):
            meter.add(sound[:, start : start + BLOCK_FRAMES])
        meter.integrated_lufs()
        if peaks:
            meter.true_peak_dbtp()

    return _best_s(read)


def _library_s(sound: Array, rate_hz: int, *, peaks: bool) -> float:
    mode = pyebur128.MeasurementMode.MODE_I
    if peaks:
        mode |= pyebur128.MeasurementMode.MODE_TRUE_PEAK
    interleaved = np.ascontiguousarray(sound.T).ravel()

    def read() -> None:
        state = pyebur128.R128State(2, rate_hz, mode)
        state.add_frames(interleaved, sound.shape[1])
        pyebur128.get_loudness_global(state)

    return _best_s(read)


def _filter_s(wav: Path, graph: str) -> float:
    """Return what the filter costs: the whole run less the same run without it."""
    run = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(wav)]
    whole = min(cost([*run, "-af", graph, "-f", "null", "-"]).cpu_s for _ in range(3))
    return whole - min(cost([*run, "-f", "null", "-"]).cpu_s for _ in range(3))


def _pyloudnorm_s(wav: Path) -> float:
    program = [str(python_of("pyloudnorm")), str(PEERS / "pyloudnorm" / "loud.py"), str(wav)]
    used = cost(program)
    if used.code:
        raise NotHere(f"does not run: {used.errors.strip()[-200:]}")
    return min(float(json.loads(cost(program).output)["meter_s"]) for _ in range(3))
