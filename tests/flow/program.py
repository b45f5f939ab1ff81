"""Running the program as a user does."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = str(Path(sys.executable).with_name("tonmeister"))


@dataclass(frozen=True)
class Ran:
    """A finished run of the program."""

    code: int
    events: list[dict[str, Any]]
    words: str

    @property
    def done(self) -> dict[str, Any]:
        return self.events[-1]


def run(*arguments: object) -> Ran:
    """Run the program as a user does."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return Ran(done.returncode, [json.loads(line) for line in lines], done.stderr)
