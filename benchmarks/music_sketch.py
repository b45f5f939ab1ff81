"""From a hummed minute to a record: what each step takes, and what was heard of what was meant."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.songs import MATERIAL
from benchmarks.topics import table

PROGRAM = str(Path(sys.executable).with_name("tonmeister"))
STYLES = ("pop", "rock", "jazz-swing", "trap")


def rows(_material: Path) -> list[dict[str, object]]:
    """Return one row a step of the way for pop, then one a style for the whole way."""
    out: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="tonmeister-sketch-") as place:
        folder = Path(place)
        _run("demo", folder, "--hum")
        idea = folder / "idea.wav"
        steps = (
            ("hum", (idea,)),
            ("arrange", (folder / "idea", "--style", "pop")),
            ("produce", (folder / "idea - pop", "--genre", "pop")),
        )
        for name, words in steps:
            told, spent = _run(name, *words)
            row: dict[str, object] = {"step": name, **spent}
            out.append(row | {"heard": _heard(told) if name == "hum" else ""})
        for style in STYLES:
            _, spent = _run("sketch", idea, "--style", style, "--out", folder / style)
            out.append({"whole way, style": style, **spent})
    return out


def _heard(told: dict[str, object]) -> str:
    """Say how much of what was meant was heard: notes within 100 ms and 50 cents."""
    from tonmeister.flow.demo_hum import perform_hum

    meant = perform_hum().notes
    notes = told["notes"]
    assert isinstance(notes, list)
    starts = np.array([note["start_s"] for note in notes])
    hits = sum(bool(np.any(np.abs(starts - (n.start_s + n.off_ms / 1000.0)) < 0.1)) for n in meant)
    return (
        f"{len(notes)} notes for {len(meant)}, {hits} begin where one was hummed; "
        f"{told['tempo_bpm']} BPM (100), {told['meter']} (4/4), {told['key']} (D major)"
    )


def _run(*words: object) -> tuple[dict[str, object], dict[str, object]]:
    """Run the program; return its last event, and what it took."""
    began_s = time.monotonic()
    process = subprocess.Popen(
        [PROGRAM, *(str(w) for w in words), "--json"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = process.stdout.read().strip().splitlines()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"tonmeister {words[0]} failed: {lines[-1:]}")
    spent = {
        "wall_s": round(time.monotonic() - began_s, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb": round(used.ru_maxrss / 1024.0),
    }
    return json.loads(lines[-1]), spent


if __name__ == "__main__":
    print(table(rows(MATERIAL)))
