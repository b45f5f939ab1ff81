"""Run a command and measure what it cost; write a table."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TONMEISTER = str(Path(sys.executable).with_name("tonmeister"))


@dataclass(frozen=True)
class Cost:
    """What a finished command used; memory is that of the largest single process."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    code: int
    output: str


def cost(command: Sequence[str], **environment: str) -> Cost:
    """Run a command to its end; children count in the CPU time."""
    began_s = time.monotonic()
    child = subprocess.Popen(
        list(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | environment,
    )
    assert child.stdout is not None
    output = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Cost(
        cpu_s=used.ru_utime + used.ru_stime,
        wall_s=time.monotonic() - began_s,
        peak_mb=used.ru_maxrss / 1024.0,
        code=child.returncode,
        output=output,
    )


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [f"\n### {title}\n", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
