"""What these pages share: files beside the code, the policy, waves, plain players."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from importlib.resources import files

from tonmeister.exchange.report.plot import HEIGHT, WIDTH, drawing
from tonmeister.exchange.report.words import safe


def part(name: str, package: str = "tonmeister.exchange.pages") -> str:
    """Read a template, a style sheet or a script that lies beside the code."""
    return files(package).joinpath(name).read_text("utf-8")


def policy(script: str) -> str:
    """Return the policy under which a page runs its own script and reaches nothing."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"media-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )


def wave(heights: Sequence[float], title: str) -> str:
    """Draw a waveform from peaks between 0 and 1."""
    if not heights:
        return drawing([], f"No waveform of {title}")
    middle, step = HEIGHT / 2.0, WIDTH / max(len(heights) - 1, 1)
    upper = [f"{i * step:.1f} {middle - v * middle:.1f}" for i, v in enumerate(heights)]
    lower = [f"{i * step:.1f} {middle + v * middle:.1f}" for i, v in enumerate(heights)]
    shape = f'<path d="M{"L".join([*upper, *reversed(lower)])}Z"/>'
    return drawing([shape], f"Waveform of {title}") + '<i class="played"></i>'


def plain_audio(sounds: Iterable[tuple[str, str, bytes]]) -> str:
    """Build ordinary players: they work without scripts, and carry the sound for the script.

    ``sounds``: label, title, MP3.
    """
    return '<div class="plain">' + "".join(
        f"<label>{label}: {safe(title)}<audio controls preload='none' id='sound-{label}' "
        f'src="data:audio/mpeg;base64,{base64.b64encode(mp3).decode("ascii")}"></audio></label>'
        for label, title, mp3 in sounds
    ) + "</div>"  # fmt: skip
