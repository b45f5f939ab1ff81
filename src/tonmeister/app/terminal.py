"""How work shows on a terminal, and as JSON for programs."""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import dataclass, field
from typing import TextIO

from tonmeister.flow.tell import Event

_ONE_AT_A_TIME = threading.Lock()  # tracks are heard by several threads


@dataclass
class Terminal:
    """One line a stage, with a moving percentage and the time left where that can be shown."""

    out: TextIO = field(default_factory=lambda: sys.stderr)
    _open: bool = False

    def __call__(self, event: Event) -> None:
        """Show an event."""
        with _ONE_AT_A_TIME:
            self._show(event)

    def _show(self, event: Event) -> None:
        kind = event["event"]
        if kind == "stage":
            self._line(f"{event['words']} ...", keep_open=self.out.isatty())
        elif kind == "progress" and self.out.isatty():
            left = f", about {_span(event['left_s'])} left" if "left_s" in event else ""
            self._over(f"{event['words']} ... {event['percent']:.0f} %{left}")
        elif kind == "stage_done":
            if self._open:
                self.out.write(f"  ({event['took_s']:.1f} s)\n")
                self._open = False
        elif kind in ("note", "problem"):
            self._line(event["words"])
        elif kind == "error":
            for line in event["words"].splitlines():
                self._line(f"tonmeister: {line}")
        self.out.flush()

    def _line(self, words: str, *, keep_open: bool = False) -> None:
        if self._open:
            self.out.write("\n")
        self.out.write(words if keep_open else f"{words}\n")
        self._open = keep_open

    def _over(self, words: str) -> None:
        self.out.write(f"\r\x1b[K{words}")
        self._open = True


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def json_lines(event: Event) -> None:
    """Print an event as one line of JSON on standard output."""
    line = json.dumps(event, ensure_ascii=False, allow_nan=False) + "\n"
    with _ONE_AT_A_TIME:
        sys.stdout.write(line)
        sys.stdout.flush()
