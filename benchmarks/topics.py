"""A benchmark of several topics: one Markdown document, a table a topic.

Each topic is a module ``benchmarks/<family>_<topic>.py`` with ``rows(material)``. Peers are used
where they are installed (``TONMEISTER_PEERS``: a folder that pip installed them into); else their
columns say so.
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


def measured(
    family: str, title: str, topics: Mapping[str, str], material: Path, only: Sequence[str]
) -> str:
    """Return the document."""
    said = [f"# {title}, measured", "", about()]
    for topic in only:
        began_s, used_s = time.monotonic(), time.process_time()
        rows = import_module(f"benchmarks.{family}_{topic}").rows(material)
        cpu_s, wall_s = time.process_time() - used_s, time.monotonic() - began_s
        said += ["", f"## {topics[topic]}", table(rows), ""]
        said.append(f"Measured in {wall_s:.0f} s ({cpu_s:.0f} CPU s), peers included.")
        print(f"{topic}: {wall_s:.0f} s", flush=True)
    return "\n".join(said) + "\n"


def run(family: str, title: str, topics: Mapping[str, str], words: str | None) -> None:
    """Measure what was asked for on the command line, print it, keep it."""
    parser = argparse.ArgumentParser(description=words)
    parser.add_argument("material", nargs="?", type=Path, default=MATERIAL)
    parser.add_argument("--only", nargs="+", choices=topics, default=list(topics))
    asked = parser.parse_args()
    if not asked.material.is_dir():
        parser.error(f"{asked.material} is no folder of recordings")
    text = measured(family, title, topics, asked.material, asked.only)
    print(text)
    if asked.only == list(topics):
        path = RESULTS / f"{datetime.date.today().isoformat()}-{family}.md"
        path.write_text(text, "utf-8")
        print(f"written to {path}")
