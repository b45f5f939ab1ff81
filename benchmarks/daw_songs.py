"""Mixes of real multitracks as sessions: what Ardour plays, what comes back, held against ours."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measure import TONMEISTER, cost
from benchmarks.songs import MATERIAL, SONGS, Song, laid_out

CHOSEN = ("MusicDelta Rock", "MEGAMI 2_rock", "MDN funk")
WAYS = (
    ("ardour", "printed"), ("ardour", "live"), ("dawproject", "printed"), ("reaper", "printed"),
    ("aaf", "printed"), ("stems", "printed"),
)  # fmt: skip


def rows(material: Path) -> list[dict[str, object]]:
    """Decide a mix for each song, export it each way, and say how far it lies from our own."""
    out: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as place:
        songs = [song for song in SONGS if song.name in CHOSEN]
        for song, folder in laid_out(material, Path(place), songs):
            _ran("decide", folder, "--genre", song.genre)
            out.extend(_row(song, folder, to, effects) for to, effects in WAYS)
    return out


def _row(song: Song, folder: Path, to: str, effects: str) -> dict[str, object]:
    used, done = _ran("export", folder, "--to", to, "--effects", effects)
    (one,) = done["exports"]
    proof: dict[str, Any] = one["proof"]
    return {
        "song": song.name,
        "format": to,
        "effects": effects,
        "difference, peak dBFS": _figure(proof.get("peak_dbfs")),
        "RMS dBFS": _figure(proof.get("rms_dbfs")),
        "came back otherwise": ", ".join(proof.get("wrong", [])) or "-",
        "files": len(one["files"]),
        "s": round(used.wall_s, 1),
    }


def _ran(*words: object) -> tuple[Any, dict[str, Any]]:
    used = cost([TONMEISTER, *map(str, words), "--json"])
    if used.code:
        raise RuntimeError(f"{words}: failed with {used.code}: {used.errors[-400:]}")
    return used, json.loads(used.output.strip().splitlines()[-1])


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1]) if len(sys.argv) > 1 else MATERIAL):
        print(row)
