"""Asking a host program: one JSON object in, one out. ``docs/plugins.md`` has the words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tonmeister.studio.hosts.found import CannotHost
from tonmeister.studio.hosts.processes import run_host
from tonmeister.studio.hosts.work import Work

PROTOCOL = 1


def ask(command: Sequence[str], asked: Mapping[str, Any], work: Work) -> dict[str, Any]:
    """Ask a host; raises ``CannotHost`` if it fails, or answers in no such words."""
    words = json.dumps({"protocol": PROTOCOL, **asked})
    ran = run_host(
        command, who="its host", told=words, timeout_s=work.timeout_s, cancelled=work.cancelled
    )
    try:
        said = json.loads(ran.said, parse_constant=_no_number)
    except ValueError as error:
        raise CannotHost("its host did not answer in JSON") from error
    if not isinstance(said, dict):
        raise CannotHost("its host did not answer with a JSON object")
    if "error" in said:
        raise CannotHost(f"its host says: {str(said['error'])[:300]}")
    return said


def late_frames_of(said: Mapping[str, Any]) -> int:
    """Return how late a host says the sound comes out; raises ``CannotHost``."""
    late = said.get("latency_frames")
    if isinstance(late, bool) or not isinstance(late, int) or late < 0:
        raise CannotHost(f"its host says it is {late!r} frames late, which is no whole number")
    return late


def _no_number(word: str) -> float:
    raise ValueError(word)
