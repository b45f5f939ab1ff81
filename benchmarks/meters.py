"""Our loudness meter beside ffmpeg's, libebur128 and pyloudnorm: do they agree, what do they cost.

``python -m benchmarks.meters [--speed] [--material FOLDER]``. Every recording is decoded once to
float WAV, so that all meters hear the same samples. Mono counts as two channels (``dualmono``).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyebur128
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from benchmarks.measure import table
from benchmarks.meters_speed import SPEED_S, music, speed
from benchmarks.songs import MATERIAL
from tonmeister.signal.loudness import LoudnessMeter

Array = NDArray[np.float64]
SOUNDS = {".wav", ".flac", ".mp3", ".ogg", ".m4a"}
WITHIN = 0.1
RANGE_FROM_S = 60.0  # Tech 3342: a range means little over less; meters begin differently
TRUTH_TIMES, TRUTH_REACH, MOST_PLACES = 32, 256, 400


@dataclass(frozen=True)
class Reading:
    """What a meter says of one file."""

    lufs: float
    range_lu: float
    peak_dbtp: float


@dataclass(frozen=True)
class Both:
    """One recording: ours, ffmpeg's, and libebur128's loudness."""

    name: str
    ours: Reading
    ffmpeg: Reading
    library_lufs: float
    library_peak_dbtp: float
    truth_dbtp: float
    length_s: float = 60.0

    @property
    def lufs_off(self) -> float:
        return self.ours.lufs - self.ffmpeg.lufs

    @property
    def peak_off_db(self) -> float:
        return self.ours.peak_dbtp - self.ffmpeg.peak_dbtp


def readings(material: Path, folder: Path) -> Iterator[Both]:
    """Read every recording of one or two channels that is loud and long enough to be read."""
    for path in sorted(material.rglob("*")):
        if path.suffix.lower() not in SOUNDS:
            continue
        wav = folder / "heard.wav"
        decoded = subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", str(path), "-map", "0:a:0",
             "-c:a", "pcm_f32le", str(wav)], capture_output=True, check=False,
        )  # fmt: skip
        if decoded.returncode or soundfile.info(wav).channels > 2:
            continue
        sound, rate_hz = _stereo(wav)
        if sound.shape[1] < 0.4 * rate_hz:
            continue
        mine = ours(sound, rate_hz)
        if mine.lufs <= -70.0:
            continue
        print(path.name, file=sys.stderr, flush=True)
        library_lufs, library_dbtp = libebur128(sound, rate_hz)
        yield Both(
            name=str(path.relative_to(material)),
            ours=mine,
            ffmpeg=ffmpeg(wav),
            library_lufs=library_lufs,
            library_peak_dbtp=library_dbtp,
            truth_dbtp=truth_dbtp(sound),
            length_s=sound.shape[1] / rate_hz,
        )


def _stereo(wav: Path) -> tuple[Array, int]:
    sound, rate_hz = soundfile.read(wav, always_2d=True)
    return np.ascontiguousarray(np.broadcast_to(sound.T, (2, len(sound)))), rate_hz


def ours(sound: Array, rate_hz: int) -> Reading:
    """Read with our meter."""
    meter = LoudnessMeter(rate_hz)
    meter.add(sound)
    return Reading(meter.integrated_lufs(), meter.range_lu(), meter.true_peak_dbtp())


def ffmpeg(wav: Path) -> Reading:
    """Read with ffmpeg's filter; its metadata has three digits where its summary has one."""
    graph = "ebur128=peak=true:dualmono=true:metadata=1,ametadata=mode=print:file=-"
    done = subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-i", str(wav), "-af", graph, "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    last: dict[str, float] = {}
    peak = 0.0
    for line in done.stdout.splitlines():
        name, _, value = line.rpartition("=")
        if name.startswith("lavfi.r128.true_peaks_ch"):
            peak = max(peak, float(value))
        elif name in ("lavfi.r128.I", "lavfi.r128.LRA"):
            last[name] = float(value)
    return Reading(last["lavfi.r128.I"], last["lavfi.r128.LRA"], _db(peak))


def libebur128(sound: Array, rate_hz: int) -> tuple[float, float]:
    """Read loudness and true peak with libebur128."""
    mode = pyebur128.MeasurementMode.MODE_I | pyebur128.MeasurementMode.MODE_TRUE_PEAK
    state = pyebur128.R128State(2, rate_hz, mode)
    state.add_frames(np.ascontiguousarray(sound.T).ravel(), sound.shape[1])
    peak = max(pyebur128.get_true_peak(state, c) for c in range(2))
    return pyebur128.get_loudness_global(state), _db(peak)


def truth_dbtp(sound: Array) -> float:
    """Return the true peak at 32 times the rate by a windowed sinc over 512 samples.

    Looked for around the highest samples and around the frames after which ffmpeg-like four times
    oversampling finds the highest points, everything within 2 dB of the highest.
    """
    best = float(np.abs(sound).max())
    for channel in sound:
        four = np.abs(resample_poly(channel, 4, 1, window=("kaiser", 8.0)))
        after = four[: 4 * channel.size].reshape(-1, 4).max(axis=1)
        near = np.flatnonzero(after > after.max() * 10 ** (-2.0 / 20))
        near = near[np.argsort(after[near])[-MOST_PLACES:]]
        best = max(best, _highest_near(channel, near))
    return _db(best)


def _highest_near(channel: Array, near: NDArray[np.int64]) -> float:
    """Return the highest point of the curve within two samples of some places."""
    padded = np.pad(channel, TRUTH_REACH + 2)
    reach = np.arange(-TRUTH_REACH, TRUTH_REACH)
    window = np.kaiser(2 * TRUTH_REACH + 1, 10.0)
    highest = 0.0
    for step in range(-TRUTH_TIMES, 2 * TRUTH_TIMES):
        whole, part = divmod(step, TRUTH_TIMES)
        at = part / TRUTH_TIMES
        taps = np.sinc(reach - at) * np.interp(reach - at, np.arange(-TRUTH_REACH, TRUTH_REACH + 1),
                                              window)  # fmt: skip
        for few in np.array_split(near, max(1, near.size // 256)):
            rows = padded[(few + whole + TRUTH_REACH + 2)[:, None] + reach]
            highest = max(highest, float(np.abs(rows @ taps).max(initial=0.0)))
    return highest


def _db(peak: float) -> float:
    return 20.0 * float(np.log10(max(peak, 1e-10)))


def agreement(found: Sequence[Both], worst: int = 12) -> str:
    """Say how far the meters lie apart, and where they do, who is right."""
    loud = [abs(one.lufs_off) for one in found]
    peak = [abs(one.peak_off_db) for one in found]
    over = [one for one in found if abs(one.peak_off_db) > WITHIN]
    right = sum(_nearer(one) == "ours" for one in over)
    truth = [abs(one.ours.peak_dbtp - one.truth_dbtp) for one in found]
    theirs = [abs(one.ffmpeg.peak_dbtp - one.truth_dbtp) for one in found]
    library = [abs(one.library_peak_dbtp - one.truth_dbtp) for one in found]
    ranges = [abs(one.ours.range_lu - one.ffmpeg.range_lu) for one in found
              if one.length_s >= RANGE_FROM_S]  # fmt: skip
    rows: list[list[object]] = [
        ["integrated loudness, ours and ffmpeg", max(loud), _within(loud)],
        ["integrated loudness, ours and libebur128",
         max(abs(one.ours.lufs - one.library_lufs) for one in found),
         _within([abs(one.ours.lufs - one.library_lufs) for one in found])],
        [f"loudness range, ours and ffmpeg, {RANGE_FROM_S:g} s and longer",
         max(ranges, default=0.0), _within(ranges)],
        ["true peak, ours and ffmpeg", max(peak), _within(peak)],
        ["true peak, ours and 32 times the rate", max(truth), _within(truth)],
        ["true peak, ffmpeg and 32 times the rate", max(theirs), _within(theirs)],
        ["true peak, libebur128 and 32 times the rate", max(library), _within(library)],
    ]  # fmt: skip
    told = sorted(found, key=lambda one: -max(abs(one.lufs_off), abs(one.peak_off_db)))[:worst]
    cells = [
        [one.name, one.ours.lufs, one.ffmpeg.lufs, one.ours.peak_dbtp, one.ffmpeg.peak_dbtp,
         one.library_peak_dbtp, one.truth_dbtp, _nearer(one)]
        for one in told
    ]  # fmt: skip
    return "\n".join((
        table(f"Meters: how far they lie apart on {len(found)} recordings",
              ["what", "most LU or dB", f"within {WITHIN}"], rows),
        f"\nTrue peak differs by more than {WITHIN} dB on {len(over)}; on {right} of them ours is "
        "nearer to the curve at 32 times the rate.",
        table("Meters: where ours and ffmpeg's differ most",
              ["recording", "LUFS ours", "ffmpeg", "dBTP ours", "ffmpeg", "libebur128", "32 x",
               "nearer"], cells),
    ))  # fmt: skip


def _nearer(one: Both) -> str:
    mine, theirs = (abs(r.peak_dbtp - one.truth_dbtp) for r in (one.ours, one.ffmpeg))
    return "equal" if abs(mine - theirs) < 0.01 else "ours" if mine < theirs else "ffmpeg"


def _within(off: Sequence[float]) -> str:
    return f"{sum(value <= WITHIN for value in off)} of {len(off)}"


def main(words: Sequence[str]) -> str:
    """Measure; return the tables."""
    ask = argparse.ArgumentParser(prog="python -m benchmarks.meters", description=__doc__)
    ask.add_argument("--material", type=Path, default=MATERIAL, help="the shared recordings")
    ask.add_argument("--speed", action="store_true", help="measure speed alone")
    wish = ask.parse_args(words)
    name, sound = music(wish.material)
    head = ["meter", "what", "CPU s", "of ours"]
    said = table(f"Meters: CPU seconds for {SPEED_S:g} s of stereo ({name})", head, speed(sound))
    if wish.speed:
        return said
    if not wish.material.is_dir():
        return f"{said}\n\n**No recordings at {wish.material}: agreement was NOT measured.**"
    with tempfile.TemporaryDirectory() as where:
        found = list(readings(wish.material, Path(where)))
    return f"{said}\n{agreement(found)}"


if __name__ == "__main__":
    print(main(sys.argv[1:]))
