"""The session, measured: takes, comp, pitch, tuning, timing, drums, cleaning. ``make session``.

``python -m benchmarks.session [MATERIAL] [--only TOPIC ...]`` prints one Markdown document, a
table a topic, and writes it to ``benchmarks/results/<date>-session.md``. Each topic is a module
``benchmarks/session_<topic>.py`` with ``rows(material)``. Peers are used where they are installed
(``TONMEISTER_PEERS``: a folder that pip installed them into); else their columns say so.
"""

from __future__ import annotations

import argparse
import datetime
import time
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.all import RESULTS, about
from benchmarks.songs import MATERIAL

TOPICS = {
    "align": "Takes laid beside each other",
    "takes": "Takes ranked, against the truth",
    "direction": "Whether what a performer is told is true, and when to stop",
    "comp": "The comp against the oracle and the best single take",
    "pitch": "Pitch and notes of voices",
    "tune": "Vocal tuning",
    "timing": "Timing",
    "drums": "Drum hits",
    "clean": "Cleaning",
}


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """Write rows as a Markdown table; rows with other columns begin a new one."""
    out: list[str] = []
    columns: tuple[str, ...] = ()
    for row in rows:
        if tuple(row) != columns:
            columns = tuple(row)
            out += ["", _line(columns), _line("---" for _ in columns)]
        out.append(_line(_cell(row[name]) for name in columns))
    return "\n".join(out)


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    return "-" if value is None else str(value)


def measured(material: Path, topics: Sequence[str]) -> str:
    """Return the document."""
    said = ["# The session, measured", "", about()]
    for topic in topics:
        began_s, used_s = time.monotonic(), time.process_time()
        rows = import_module(f"benchmarks.session_{topic}").rows(material)
        cpu_s, wall_s = time.process_time() - used_s, time.monotonic() - began_s
        said += ["", f"## {TOPICS[topic]}", table(rows), ""]
        said.append(f"Measured in {wall_s:.0f} s ({cpu_s:.0f} CPU s), peers included.")
        print(f"{topic}: {wall_s:.0f} s", flush=True)
    return "\n".join(said) + "\n"


def main() -> None:
    """Measure what was asked for, print it, keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("material", nargs="?", type=Path, default=MATERIAL)
    parser.add_argument("--only", nargs="+", choices=TOPICS, default=list(TOPICS))
    asked = parser.parse_args()
    if not asked.material.is_dir():
        parser.error(f"{asked.material} is no folder of recordings")
    text = measured(asked.material, asked.only)
    print(text)
    if asked.only == list(TOPICS):
        path = RESULTS / f"{datetime.date.today().isoformat()}-session.md"
        path.write_text(text, "utf-8")
        print(f"written to {path}")


if __name__ == "__main__":
    main()
