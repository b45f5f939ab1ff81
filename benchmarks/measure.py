"""Run a command and measure what it cost; write a table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TONMEISTER = str(Path(sys.executable).with_name("tonmeister"))

_RUNNER = """
import json, os, sys
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(pid, 0)
code = os.waitstatus_to_exitcode(status)
with open(sys.argv[1], "w") as file:
    json.dump([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, code], file)
"""
"""A child is told its parent's peak memory if that is larger; this parent is a small one."""


@dataclass(frozen=True)
class Cost:
    """What a finished command used; memory is that of the largest single process."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    code: int
    output: str
    errors: str


def cost(command: Sequence[str], **environment: str) -> Cost:
    """Run a command to its end; its children count in the CPU time."""
    with tempfile.TemporaryDirectory() as folder:
        used = Path(folder) / "used.json"
        began_s = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-S", "-c", _RUNNER, str(used), *command],
            capture_output=True,
            text=True,
            env=os.environ | environment,
            check=True,
        )
        wall_s = time.monotonic() - began_s
        cpu_s, peak_mb, code = json.loads(used.read_text())
    return Cost(
        cpu_s=cpu_s, wall_s=wall_s, peak_mb=peak_mb, code=code, output=done.stdout,
        errors=done.stderr,
    )  # fmt: skip


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [f"\n### {title}\n", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
