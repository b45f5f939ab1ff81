"""Other people's time stretching, given the true map of times: Rubber Band, ffmpeg, Signalsmith."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

Row = NDArray[np.float64]


def resampled(x: Row, from_hz: int, to_hz: int) -> Row:
    import soxr

    return np.asarray(soxr.resample(x, from_hz, to_hz, "VHQ"))


def read_at(x: Row, at: Row) -> Row:
    """Read a sound between its samples (windowed sinc of 32 points)."""
    base = np.floor(at).astype(np.int64)
    part = at - base
    out = np.zeros(at.size)
    padded = np.pad(x, 32)
    for k in range(-15, 17):
        d = part - k
        window = 0.5 + 0.5 * np.cos(np.pi * np.clip(d / 16.5, -1, 1))
        out += padded[np.clip(base + k + 32, 0, padded.size - 1)] * np.sinc(d) * window
    return out


def anchors(one: Any) -> tuple[Row, Row]:
    """Return the true map: times as played, times as they should be."""
    pairs = sorted({(t + by, t) for rows in one.strokes.values() for t, by in rows})
    length_s = next(iter(one.tracks.values())).size / one.rate_hz
    kept = [(0.0, 0.0)]
    for a, b in pairs:
        if a > kept[-1][0] + 0.02 and b > kept[-1][1] + 0.02:
            kept.append((a, b))
    kept.append((length_s, length_s))
    return np.array([a for a, _ in kept]), np.array([b for _, b in kept])


def rows(
    one: Any, measured: Callable[..., dict[str, object]], together: Any
) -> list[dict[str, Any]]:
    out = []
    for name, work in (
        ("Rubber Band R2 (timemap)", lambda x, r, a, b: rubberband(x, r, a, b, "-2")),
        ("Rubber Band R3 (timemap)", lambda x, r, a, b: rubberband(x, r, a, b, "-3")),
        ("ffmpeg atempo, piece by piece", atempo),
        ("Signalsmith, piece by piece", signalsmith),
    ):
        try:
            came, went = anchors(one)
            before = _used()
            after = {n: work(x, one.rate_hz, came, went) for n, x in one.tracks.items()}
            used = _used() - before
        except NotHere as why:
            out.append({"by": name, "not_here": str(why)})
            continue
        row: dict[str, Any] = {"by": name} | measured(one, after)
        if together is not None:
            moves = np.array([-by for _, by in one.strokes["Snare"]])
            lag, coherence = together(one, after, moves)
            row |= {"lag_change_frames": lag, "coherence_kept": round(coherence, 4)}
        minutes = sum(x.size for x in one.tracks.values()) / one.rate_hz / 60.0
        row["cpu_s_per_min"] = round(used / minutes, 2)
        out.append(row)
    return out


class NotHere(Exception):
    """A peer that is not on this machine."""


def _used() -> float:
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def rubberband(x: Row, rate: int, came: Row, went: Row, engine: str) -> Row:
    program = shutil.which("rubberband")
    if program is None:
        raise NotHere("rubberband-cli is not installed")
    with tempfile.TemporaryDirectory() as where:
        a, b, m = (Path(where) / n for n in ("a.wav", "b.wav", "map"))
        soundfile.write(a, x, rate, subtype="FLOAT")
        lines = zip(np.round(came * rate), np.round(went * rate), strict=True)
        m.write_text("".join(f"{int(p)} {int(q)}\n" for p, q in list(lines)[1:]))
        subprocess.run([program, "-q", engine, "--crisp", "5", "-t", "1.0", "-M", m, a, b],
                       check=True, capture_output=True)  # fmt: skip
        y, _ = soundfile.read(b)
    return _length(np.asarray(y), x.size)


def atempo(x: Row, rate: int, came: Row, went: Row) -> Row:
    program = shutil.which("ffmpeg")
    if program is None:
        raise NotHere("ffmpeg is not installed")
    # One program with one filter chain a piece: split by time, stretched, joined again.
    count = came.size - 1
    chains = [f"[0]asplit={count}" + "".join(f"[s{i}]" for i in range(count))]
    for i in range(count):
        tempo = (came[i + 1] - came[i]) / (went[i + 1] - went[i])
        chains.append(
            f"[s{i}]atrim={came[i]:.6f}:{came[i + 1]:.6f},asetpts=PTS-STARTPTS,"
            f"atempo={min(max(tempo, 0.5), 2.0):.6f}[t{i}]"
        )
    chains.append("".join(f"[t{i}]" for i in range(count)) + f"concat=n={count}:v=0:a=1[o]")
    with tempfile.TemporaryDirectory() as where:
        a, b = Path(where) / "a.wav", Path(where) / "b.wav"
        soundfile.write(a, x, rate, subtype="FLOAT")
        (Path(where) / "graph").write_text(";\n".join(chains))
        subprocess.run([program, "-v", "error", "-y", "-i", a, "-filter_complex_script",
                        Path(where) / "graph", "-map", "[o]", "-c:a", "pcm_f32le", b],
                       check=True, capture_output=True)  # fmt: skip
        y, _ = soundfile.read(b)
    return _length(np.asarray(y), x.size)


def signalsmith(x: Row, rate: int, came: Row, went: Row) -> Row:
    home = os.environ.get("TONMEISTER_PEERS")
    if home and home not in sys.path:
        sys.path.append(home)
    try:
        from python_stretch import Signalsmith  # type: ignore[import-not-found]
    except ImportError:
        raise NotHere("python-stretch is not in TONMEISTER_PEERS") from None
    out = []
    for a, b, p, q in zip(came[:-1], came[1:], went[:-1], went[1:], strict=True):
        piece = x[round(a * rate) : round(b * rate)]
        want = round(q * rate) - round(p * rate)
        stretch = Signalsmith.Stretch()
        stretch.preset(1, rate)
        stretch.setTimeFactor(piece.size / max(1, want))
        got = stretch.process(piece.astype(np.float32)[None])[0]
        out.append(_length(np.asarray(got, np.float64), want))
    return _length(np.concatenate(out), x.size)


def _length(x: Row, count: int) -> Row:
    x = x if x.ndim == 1 else x.mean(axis=1)
    return np.asarray(np.pad(x, (0, max(0, count - x.size)))[:count])
