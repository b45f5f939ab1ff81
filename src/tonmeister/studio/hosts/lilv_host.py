"""Playing an LV2 plug-in that wants more than ffmpeg gives, in a program of ours on liblilv."""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tonmeister.studio.hosts.found import Found
from tonmeister.studio.hosts.protocol import ask, late_frames_of
from tonmeister.studio.hosts.work import Work

_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from tonmeister.studio.hosts.lilv_program import main; main()"
)


@cache
def has_lilv() -> bool:
    """Whether the system has the library that finds and opens LV2 plug-ins."""
    return ctypes.util.find_library("lilv-0") is not None


def play_lilv(
    found: Found,
    into: Path,
    out: Path,
    values: Mapping[str, float],
    state: Path | None,
    work: Work,
) -> int:
    """Send a stereo WAV file through a plug-in; returns by how many frames it is late.

    Raises ``CannotHost``.
    """
    asked = {
        "do": "play", "plugin": found.id, "in": str(into), "out": str(out),
        "values": dict(sorted(values.items())), "state": str(state) if state is not None else None,
        "inputs": found.inputs, "outputs": found.outputs,
    }  # fmt: skip
    return late_frames_of(ask(_command(), asked, work))


def late_told(found: Found, values: Mapping[str, float], rate_hz: int, work: Work) -> int:
    """Return by how many frames a plug-in says it is late; raises ``CannotHost``."""
    asked = {
        "do": "late", "plugin": found.id, "rate_hz": rate_hz, "state": None,
        "values": dict(sorted(values.items())), "inputs": found.inputs,
    }  # fmt: skip
    return late_frames_of(ask(_command(), asked, work))


def _command() -> list[str]:
    return [sys.executable, "-c", _PROGRAM, str(Path(__file__).parents[3])]
