"""Everything that has a bar, measured: ``make bench``.

``python -m benchmarks.all [--quick] [--material FOLDER] [--only PART ...]`` prints one Markdown
document of tables and writes it to ``benchmarks/results/<date>.md``. ``--quick`` measures shorter
work and fewer songs, to see whether something has gone badly wrong.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import tonmeister
from benchmarks import balance, console_w1, corpus, produce, real_songs, w1_peers
from benchmarks.songs import MATERIAL, SONGS

RESULTS = Path(__file__).parent / "results"
Part = Callable[[], str]


def parts(material: Path | None, *, quick: bool) -> dict[str, Part]:
    """Return what can be measured here, by name."""
    found: dict[str, Part] = {
        "console": lambda: console_w1.main(15.0 if quick else 180.0, tries=1),
        "peers": lambda: w1_peers.main(10.0 if quick else 60.0),
        "produce": lambda: produce.main(None if quick else material, 30.0 if quick else 180.0),
    }
    if material is not None:
        songs = SONGS[1:3] if quick else SONGS
        found["balance"] = lambda: balance.main(material)
        found["corpus"] = lambda: corpus.main(material)
        found["songs"] = lambda: real_songs.main(material, songs)
    return found


def about() -> str:
    """Say what was measured, when and on what."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    load = "/".join(f"{part:.1f}" for part in os.getloadavg())
    return (
        f"Tonmeister {tonmeister.__version__} ({commit.stdout.strip() or 'no git'}), "
        f"Python {platform.python_version()}, {os.cpu_count()} cores of {_processor()}, "
        f"load {load} when it began. Others may be at work on the machine: "
        "read the ratios and CPU seconds, not the clock."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "an unknown processor"
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def main(words: list[str]) -> int:
    """Measure, print and keep; 1 if a part failed."""
    ask = argparse.ArgumentParser(prog="python -m benchmarks.all", description=__doc__)
    ask.add_argument("--quick", action="store_true", help="shorter work, fewer songs")
    ask.add_argument("--material", type=Path, default=MATERIAL, help="the shared recordings")
    ask.add_argument("--only", nargs="+", metavar="PART", help="only these parts")
    wish = ask.parse_args(words)
    material: Path | None = wish.material if wish.material.is_dir() else None
    work = parts(material, quick=wish.quick)
    unknown = set(wish.only or ()) - set(work)
    if unknown:
        ask.error(f"cannot measure {', '.join(sorted(unknown))}; here there are {', '.join(work)}")
    today = datetime.date.today().isoformat()
    pieces = [f"# Measured on {today}{' (quick)' if wish.quick else ''}\n\n{about()}"]
    if material is None:
        pieces.append(
            f"**No shared recordings at {wish.material}: balance, corpus and real songs were NOT "
            "measured.** Name their folder with `--material`."
        )
    kind = "-quick" if wish.quick else "-part" if wish.only else ""
    kept = RESULTS / f"{today}{kind}.md"
    RESULTS.mkdir(exist_ok=True)
    print("\n".join(pieces), flush=True)
    failed = []
    for name in wish.only or work:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        try:
            piece = work[name]()
        except Exception as why:  # the other parts are worth having
            failed.append(name)
            piece = f"\n**{name} failed: {type(why).__name__}: {why}**"
        print(piece, flush=True)
        pieces.append(piece)
        kept.write_text("\n".join(pieces) + "\n", "utf-8")  # what is measured is kept at once
    print(f"written to {kept}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
