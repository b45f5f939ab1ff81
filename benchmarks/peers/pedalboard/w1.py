"""W1 in pedalboard (Spotify, JUCE inside, GPL): its own compressor and limiter, 6 dB high-pass.

``python w1.py WORK_FOLDER SECONDS``; prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pedalboard as pb


def board(bands: list[tuple[str, dict[str, float]]], end: list[pb.Plugin]) -> pb.Pedalboard:
    """Return the bands, then ``end``."""
    made = []
    for kind, band in bands:
        hz = band["frequency_hz"]
        if kind == "highpass":
            made.append(pb.HighpassFilter(hz))
            continue
        shape = {"low_shelf": pb.LowShelfFilter, "high_shelf": pb.HighShelfFilter}
        made.append(shape.get(kind, pb.PeakFilter)(hz, band["gain_db"], band["width_q"]))
    return pb.Pedalboard([*made, *end])


def main(folder: Path, seconds: float) -> None:
    """Play W1 track by track, each whole: the fastest way pedalboard has."""
    work = json.loads((folder / "work.json").read_text())
    loops, rate = np.load(folder / "loops.npy"), work["rate_hz"]
    c, lim = work["compressor"], work["limiter"]
    frames = int(seconds * rate)
    times = frames // loops.shape[2] + 1
    mix = np.zeros((2, frames), np.float32)
    cpu_s = 0.0
    for loop, track in zip(loops, work["tracks"], strict=True):
        sound = np.tile(loop, times)[:, :frames]
        began_s = time.process_time()
        turn = pb.Compressor(c["threshold_db"], c["ratio"], c["attack_ms"], c["release_ms"])
        strip = board(track["bands"], [turn, pb.Gain(c["makeup_db"])])
        mix += strip(sound, rate) * np.array(track["sides"], np.float32)[:, None]
        cpu_s += time.process_time() - began_s
    began_s = time.process_time()
    limit = pb.BrickwallLimiter(
        lim["ceiling_dbtp"], lim["release_ms"], lim["lookahead_ms"], lim["true_peak"]
    )
    board(work["master"], [limit])(mix, rate)
    cpu_s += time.process_time() - began_s
    print(json.dumps({"cpu_s": cpu_s, "version": pb.__version__}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
