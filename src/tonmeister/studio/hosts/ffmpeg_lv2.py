"""Playing an LV2 plug-in through ffmpeg's filter ``lv2``, in a process of its own.

Source: ffmpeg 5.1, libavfilter/af_lv2.c. It gives a plug-in addresses and block sizes, but no
options, no worker, no state and no side-chain, and it does not say how late the sound comes out.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tonmeister.studio.hosts.found import CannotHost, Found
from tonmeister.studio.hosts.processes import run_host
from tonmeister.studio.hosts.work import Work


def play_lv2(found: Found, into: Path, out: Path, values: Mapping[str, float], work: Work) -> None:
    """Send a WAV file through a plug-in; the result is float. Raises ``CannotHost``.

    The file must have as many channels as the plug-in has inputs.
    """
    check_values(found, values)
    controls = "|".join(f"{name}={value!r}" for name, value in sorted(values.items()))
    chosen = f"lv2=p={escaped(found.id)}" + (f":c={escaped(controls)}" if controls else "")
    command = [
        ffmpeg_with_lv2(), "-nostdin", "-hide_banner", "-v", "error", "-y",
        "-i", f"file:{into}", "-af", chosen, "-map", "0:a", "-map_metadata", "-1",
        "-fflags", "+bitexact", "-flags:a", "+bitexact", "-c:a", "pcm_f32le", "-rf64", "auto",
        "-f", "wav", f"file:{out}",
    ]  # fmt: skip
    run_host(command, who="its host ffmpeg", timeout_s=work.timeout_s, cancelled=work.cancelled)


def check_values(found: Found, values: Mapping[str, float]) -> None:
    """Raise ``CannotHost`` if a plug-in has no such parameter, or it cannot stand there."""
    for name, value in values.items():
        parameter = found.parameter(name)
        if parameter is None:
            near = ", ".join(p.id for p in found.parameters[:12]) or "none"
            raise CannotHost(f"it has no parameter {name!r}; it has {near}")
        low, high = parameter.low, parameter.high
        if low < high and not low <= value <= high:
            raise CannotHost(
                f"{name} is {value:g}, but goes from {low:g} to {high:g} ({parameter.name})"
            )
        if not math.isfinite(value):
            raise CannotHost(f"{name} is {value}, which is no number that can be set")


def escaped(text: str) -> str:
    """Write a value so that it goes through ffmpeg's two readers: of options, then of filters."""
    return _behind(_behind(text, "\\':"), "\\'[],;")


def _behind(text: str, signs: Sequence[str]) -> str:
    return "".join(f"\\{sign}" if sign in signs else sign for sign in text)


@cache
def _has_lv2(program: str) -> bool:
    asked = [program, "-hide_banner", "-v", "error", "-h", "filter=lv2"]
    return "LV2" in run_host(asked, who="ffmpeg", timeout_s=30.0).said


def ffmpeg_with_lv2() -> str:
    """Return the ffmpeg program; raises ``CannotHost`` if it is none that can host LV2."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise CannotHost("ffmpeg, which hosts LV2 plug-ins, is not installed")
    if not _has_lv2(program):
        raise CannotHost("the ffmpeg here was built without its filter lv2, which hosts plug-ins")
    return program
