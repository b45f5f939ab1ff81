"""What `tonmeister produce` costs: 7 stereo stems of 180 s, and Caesium (16 tracks, 236 s)."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile as sf

from benchmarks.measure import TONMEISTER, Cost, cost, table
from tonmeister.flow.demo import record_demo


def seven_stems(folder: Path, length_s: float = 180.0) -> None:
    """Make seven stereo stems out of the demo session, repeated to three minutes."""
    with tempfile.TemporaryDirectory() as raw:
        paths = [p for p in record_demo(Path(raw)) if "Click" not in p.name and "Mix" not in p.name]
        for path in paths[:: max(1, len(paths) // 7)][:7]:
            sound, rate_hz = sf.read(path, always_2d=True)
            stereo = np.repeat(sound, 2, axis=1)[:, :2]
            stereo[:, 1] = 0.9 * np.roll(stereo[:, 1], 11)  # really two channels, not one twice
            whole = np.tile(stereo, (int(length_s * rate_hz / len(stereo)) + 1, 1))
            sf.write(folder / path.name, whole[: int(length_s * rate_hz)], rate_hz, "PCM_24")


def produced(song: Path, *options: str, cache: str) -> tuple[Cost, dict[str, object]]:
    """Produce a song and return its cost and the last thing it said."""
    with tempfile.TemporaryDirectory() as out:
        used = cost(
            [TONMEISTER, "produce", str(song), "--out", out, "--json", *options],
            NUMBA_CACHE_DIR=cache,
        )
    lines = used.output.strip().splitlines()
    return used, json.loads(lines[-1]) if lines else {}


def _row(job: str, used: Cost, length_s: float, bar: str) -> list[object]:
    return [job, used.cpu_s, used.wall_s, used.wall_s / length_s, f"{used.peak_mb:.0f}", bar,
            used.code]  # fmt: skip


def main(material: Path | None = None, length_s: float = 180.0) -> str:
    """Measure; return the tables."""
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as stems, tempfile.TemporaryDirectory() as cache:
        seven_stems(Path(stems), length_s)
        for run in ("first run on a machine", "second", "third"):
            used, _ = produced(Path(stems), cache=cache)
            job = f"7 stems x {length_s:g} s, {run}"
            rows.append(_row(job, used, length_s, "25 CPU s, 1 GB" if rows else "+ 30 s"))
        if material is not None:
            caesium = material / "everythingisfree" / "6.Caesium"
            used, _ = produced(caesium, cache=cache)
            rows.append(_row("Caesium, 16 tracks x 236 s", used, 236.3, "wall / length < 0.25"))
    return table(
        "tonmeister produce, end to end",
        ["job", "CPU s", "wall s", "wall / length", "peak MB", "bar", "exit code"],
        rows,
    )


if __name__ == "__main__":
    print(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
