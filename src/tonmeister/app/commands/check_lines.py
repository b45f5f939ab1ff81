"""``tonmeister check-lines``: is every line alive, clean, the right way round, in its place."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.lines_checked import Checked

HELP = "check a test recording: level, noise, hum, polarity, time, bleed, wrong patching"

WIDEST = 12
"""So many lines fit a printed bleed table; more are told by ``--json`` only."""


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("folder", type=Path, metavar="FOLDER",
                     help="a test recording, one file a line")  # fmt: skip
    sub.add_argument("--view", choices=("drummer", "audience"),
                     help="from where the overheads should see a right-handed kit")  # fmt: skip
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Hear it, print a table and what to do."""
    from tonmeister.flow.lines import check_lines, told

    checked = check_lines(asked.folder, tell, view=asked.view)
    if asked.json:
        return told(checked)
    _print(checked)
    return None


def _print(checked: Checked) -> None:
    rows = [("line", "is a", "peak", "left", "plays at", "floor", "hum", "clipped")]
    for line, level in zip(checked.lines, checked.levels, strict=True):
        hum = "" if level.hum_hz is None else f"{level.hum_hz:.0f} Hz {level.hum_dbfs:.0f}"
        numbers = (
            (f"{level.peak_dbfs:.1f}", f"{level.headroom_db:.1f}", f"{level.playing_dbfs:.1f}",
             f"{level.floor_dbfs:.1f}", hum, str(level.clipped_count or ""))
            if level.state != "dead"
            else ("dead", "", "", "", "", "")
        )  # fmt: skip
        rows.append((line.name, line.role, *numbers))
    _table(rows)
    print("(levels in dBFS, what is left above the peak in dB)\n")
    _pairs(checked)
    _bleed(checked)
    for said in checked.said:
        mark = {"fault": "!", "note": "-", "info": " "}[said.weight]
        print(textwrap.fill(f"{mark} {said.words}", 98, subsequent_indent="  "))
    if not any(said.weight == "fault" for said in checked.said):
        print("  Nothing is wrong with the lines.")


def _pairs(checked: Checked) -> None:
    if not checked.pairs:
        return
    rows = [("microphones on one source", "second later by", "polarity", "sure")]
    for pair in checked.pairs:
        heard = (
            (f"{pair.late_ms:+.2f} ms", "TURNED" if pair.flipped else "alike")
            if pair.sure
            else ("?", "?")
        )
        rows.append((f"{pair.first} / {pair.second}", *heard, f"{pair.confidence:.2f}"))
    _table(rows)
    print()


def _bleed(checked: Checked) -> None:
    into = list(dict.fromkeys(b.into for b in checked.bleeds))[:WIDEST]
    sources = list(dict.fromkeys(b.source for b in checked.bleeds))
    if not sources:
        print("Bleed: no line ever plays where the others rest; let each play alone in turn.\n")
        return
    under = {(b.source, b.into): b for b in checked.bleeds}
    rows = [("bleed, dB under its own", *into)]
    for source in sources:
        row = []
        for microphone in into:
            one = under.get((source, microphone))
            row.append(
                "." if one is None else f"{'>' if one.at_most else ''}{min(one.under_db, 99.0):.0f}"
            )
        rows.append((source, *row))
    _table(rows)
    print("(a row is heard in a column's microphone; '>' at least so far under)\n")


def _table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip())
