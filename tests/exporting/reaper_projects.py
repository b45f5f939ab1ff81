"""REAPER projects as other people's REAPER writes them, cut down to what is tested."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from tonmeister.exchange.daw.formats import FORMATS
from tonmeister.model import DawSession

RATE = 48000

HEAD = """<REAPER_PROJECT 0.1 "7.22/linux-x86_64" 1731000000
  <NOTES 0 2
  >
  RIPPLE 0 0
  PANLAW 1
  PANMODE 3
  SAMPLERATE 48000 1 0
  <RENDER_CFG
    ZXZhdxgAAQ==
  >
  TEMPO 120 4 4
  MASTER_VOLUME 0.5 0 -1 -1 1
"""


def project(folder: Path, tracks: str, head: str = HEAD) -> Path:
    """Write a project with its sounds: a mono and a stereo file of two seconds."""
    rng = np.random.default_rng(4)
    for name, channels in (("mono.wav", 1), ("stereo.wav", 2)):
        sound = 0.1 * rng.standard_normal((2 * RATE, channels))
        soundfile.write(folder / name, sound, RATE, subtype="PCM_24")
    path = folder / "theirs.rpp"
    path.write_text(f"{head}{tracks}>\n", "utf-8", newline="\r\n")
    return path


def opened(folder: Path, tracks: str, head: str = HEAD) -> DawSession:
    """Write a project and read it."""
    return FORMATS["reaper"].read(project(folder, tracks, head), folder / "into")


def track(lines: str, name: str = "Track", more: str = "") -> str:
    """Return a track as REAPER writes it, with lines of one's own."""
    return (
        f'  <TRACK {{0A3B5C7D-0000-4000-8000-{abs(hash((name, lines))) % 10**12:012d}}}\n'
        f'    NAME "{name}"\n    PEAKCOL 16576\n    BEAT -1\n    AUTOMODE 0\n'
        f"    {more or 'VOLPAN 1 0 -1 -1 1'}\n    NCHAN 2\n    FX 1\n{lines}\n  >\n"
    )  # fmt: skip


def item(*, at: float = 0.0, long: float = 1.0, more: str = "", source: str = "mono.wav") -> str:
    """Return an item of a file."""
    return (
        f"    <ITEM\n      POSITION {at}\n      SNAPOFFS 0\n      LENGTH {long}\n"
        f"      NAME {source}\n{more}\n      <SOURCE WAVE\n        FILE \"{source}\"\n      >\n"
        "    >"
    )  # fmt: skip
