"""Running the program as a user does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
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

    def file(self, ending: str) -> Path:
        """Return the delivered file whose name ends so."""
        files = next(event["files"] for event in self.events if event["event"] == "delivered")
        (found,) = [Path(path) for path in files if path.endswith(ending)]
        return found

    def told(self, kind: str) -> str:
        """Return all words of a kind of event in one string."""
        return " | ".join(event["words"] for event in self.events if event["event"] == kind)


def run(*arguments: object, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Ran:
    """Run the program as a user does."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=cwd, env=env and {**os.environ, **env},
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return Ran(done.returncode, [json.loads(line) for line in lines], done.stderr)
