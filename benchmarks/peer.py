"""Other people's engines, each in an environment of its own, never in ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks._reference import (
    COMPRESSOR,
    LIMITER,
    MASTER_BANDS,
    RATE_HZ,
    TRACKS,
    bands,
    biquads,
    music,
    sides,
)

PEERS = Path(__file__).parent / "peers"
HOMES = Path(
    os.environ.get("TONMEISTER_PEERS", Path(__file__).resolve().parents[1] / ".cache" / "peers")
)
"""Where the peers' environments live; set ``TONMEISTER_PEERS`` to keep them elsewhere."""
LOOP_S = 4
"""The music is a loop of four seconds without silence in it: nobody meets denormal numbers."""


class NotHere(Exception):
    """A peer that cannot be measured on this machine, and why."""


def python_of(peer: str) -> Path:
    """Return the Python of a peer's own environment, made if it is not there yet."""
    needs = PEERS / peer / "requirements.txt"
    home = HOMES / peer
    python, ready = home / "bin" / "python", home / ".ready"
    if ready.is_file() and ready.read_text() == needs.read_text():
        return python
    shutil.rmtree(home, ignore_errors=True)
    for command in (
        [sys.executable, "-m", "venv", str(home)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--only-binary", ":all:", "-r", str(needs)],
    ):  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotHere(f"cannot be installed: {_last_line(done.stderr)}")
    ready.write_text(needs.read_text())
    return python


def run_peer(peer: str, *words: object) -> tuple[dict[str, float], float]:
    """Run a peer's W1; return what it says and its peak memory in MB."""
    from benchmarks.measure import cost

    used = cost([str(python_of(peer)), str(PEERS / peer / "w1.py"), *map(str, words)])
    if used.code:
        raise NotHere(f"does not run (exit code {used.code}): {_last_line(used.errors)}")
    told: dict[str, float] = json.loads(used.output.splitlines()[-1])
    return told, used.peak_mb


def write_work(folder: Path) -> list[np.ndarray]:
    """Write W1 for the peers: numbers as JSON, music as arrays and WAV; return the loops."""
    import soundfile

    loops = [music(t, LOOP_S * RATE_HZ) for t in range(TRACKS)]
    np.save(folder / "loops.npy", np.stack(loops))
    for t, loop in enumerate(loops):
        soundfile.write(folder / f"{t:02d}.wav", loop.T, RATE_HZ, "FLOAT")
    work = {
        "rate_hz": RATE_HZ,
        "tracks": [
            {"bands": bands(t), "biquads": biquads(bands(t)), "sides": sides(t)}
            for t in range(TRACKS)
        ],
        "master": MASTER_BANDS,
        "master_biquads": biquads(MASTER_BANDS),
        "compressor": COMPRESSOR,
        "limiter": {**LIMITER, "true_peak": True},
    }
    (folder / "work.json").write_text(json.dumps(work))
    return loops


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it says nothing"
