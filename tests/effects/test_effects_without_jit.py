"""Every kernel is its own specification: as plain Python it gives the same bits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from effect_playing import NAMES, fingerprint, music, play, turned_to

FRAMES = 2205  # 0.05 s


def all_hashes() -> dict[str, str]:
    """Return what every effect makes of a twentieth of a second."""
    hashes = {}
    for name in NAMES:
        frames = {"convolution": 8400, "match_eq": 13000}.get(name, FRAMES)  # one FFT, at least
        effect = turned_to(name, 0.4)
        hashes[name] = fingerprint(play(effect, music(frames), blocks=[1000]))
    for name in ("saturation", "clipper", "compressor", "multiband", "ducker", "delay", "limiter"):
        out = play(turned_to(name, 0.75), music(FRAMES), blocks=[1000])
        hashes[f"{name}, another"] = fingerprint(out)
    moves = {"gain_db": (music(FRAMES)[0] * 20.0)}
    for name in ("bell", "low_shelf", "high_shelf", "fader"):
        out = play(turned_to(name, 0.4), music(FRAMES), moves=moves, blocks=[1000])
        hashes[f"{name}, moving"] = fingerprint(out)
    from tonmeister.signal.loudness import LoudnessMeter

    meter = LoudnessMeter(8000)
    meter.add(music(FRAMES * 2))
    hashes["meter"] = f"{meter.integrated_lufs()!r} {meter.true_peak_dbtp()!r}"
    return hashes


def test_without_the_compiler_every_bit_is_the_same() -> None:
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore"}
    told = subprocess.run(
        [sys.executable, str(Path(__file__))], env=env, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr[-2000:]
    assert json.loads(told.stdout) == all_hashes()


if __name__ == "__main__":
    print(json.dumps(all_hashes()))
