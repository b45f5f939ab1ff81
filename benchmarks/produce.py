"""What `tonmeister produce` costs: 7 stereo stems of 180 s, and Caesium (16 tracks, 236 s)."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile as sf
from tonmeister.flow.demo import record_demo

from benchmarks.measure import TONMEISTER, Cost, cost, table


def seven_stems(folder: Path, length_s: float = 180.0) -> None:
    """Make seven stereo stems out of the demo session, repeated to three minutes."""
    with tempfile.TemporaryDirectory() as raw:
        paths = [p for p in record_demo(Path(raw)) if "Click" not in p.name and "Mix" not in p.name]
        for path in paths[:: max(1, len(paths) // 7)][:7]:
            sound, rate_hz = sf.read(path, always_2d=True)
            stereo = np.repeat(sound, 2, axis=1)[:, :2]
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


def main(material: Path | None = None) -> str:
    """Measure; return the tables."""
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as stems, tempfile.TemporaryDirectory() as cache:
        seven_stems(Path(stems))
        for run in ("first run on a machine", "second", "third"):
            used, _ = produced(Path(stems), cache=cache)
            rows.append(
                [f"7 stems x 180 s, {run}", used.cpu_s, used.wall_s, used.peak_mb, used.code]
            )
        if material is not None:
            caesium = material / "everythingisfree" / "6.Caesium"
            used, _ = produced(caesium, cache=cache)
            rows.append(
                ["Caesium, 16 tracks x 236 s", used.cpu_s, used.wall_s, used.peak_mb, used.code]
            )
    return table(
        "tonmeister produce, end to end",
        ["job", "CPU s", "wall s", "peak MB", "exit code"],
        rows,
    )


if __name__ == "__main__":
    print(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
