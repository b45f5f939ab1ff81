"""How long work tells what it is doing, and how it is told to stop."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

Event = dict[str, Any]


def _cpu_s() -> float:
    """Return the processor time used so far, by this program and the programs it called."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


class Cancelled(Exception):
    """The user stopped the work; what is done so far is kept and will be used."""


class Listener(Protocol):
    """Somebody who wants to know: a terminal, a program that reads JSON, a test."""

    def __call__(self, event: Event) -> None: ...


def nobody(event: Event) -> None:
    """Listen to nothing."""


@dataclass
class Teller:
    """Says which stage is on, how far it is, how long the rest may take.

    ``weights`` are the usual shares of the stages in the whole; the time left is reckoned
    from the time used so far.
    """

    listener: Listener = nobody
    weights: dict[str, float] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    _began_s: float = field(default_factory=time.monotonic)
    _done: float = 0.0
    _last_s: float = 0.0

    @contextmanager
    def stage(self, name: str, words: str) -> Iterator[Callable[[float], None]]:
        """Announce a stage; gives a function that takes how far it is (0 to 1)."""
        self.check()
        self.listener({"event": "stage", "stage": name, "words": words})
        began_s, used_s = time.monotonic(), _cpu_s()
        yield lambda fraction: self._progress(name, words, fraction)
        self._done += self.weights.get(name, 0.0)
        took = {
            "took_s": round(time.monotonic() - began_s, 2),
            "cpu_s": round(_cpu_s() - used_s, 2),
        }
        self.listener({"event": "stage_done", "stage": name, **took})

    def say(self, words: str, *, kind: str = "note") -> None:
        """Tell one line."""
        self.listener({"event": kind, "words": words})

    def check(self) -> None:
        """Raise ``Cancelled`` when the user has asked to stop."""
        if self.stop.is_set():
            raise Cancelled

    def cancelled(self) -> bool:
        """Whether the user has asked to stop."""
        return self.stop.is_set()

    def _progress(self, name: str, words: str, fraction: float) -> None:
        self.check()
        now_s = time.monotonic()
        if now_s - self._last_s < 0.1 and fraction < 1.0:
            return
        self._last_s = now_s
        whole = self._done + self.weights.get(name, 0.0) * min(1.0, fraction)
        left_s = (now_s - self._began_s) * (1.0 - whole) / whole if whole > 0.02 else None
        event: Event = {"event": "progress", "stage": name, "words": words}
        event |= {"percent": round(100.0 * fraction, 1)}
        if left_s is not None:
            event["left_s"] = round(left_s, 1)
        self.listener(event)
