"""Where SoundFonts usually lie on a machine."""

from __future__ import annotations

import os
from pathlib import Path

_FOLDERS = (
    "~/.local/share/sounds", "~/.local/share/soundfonts", "~/Music/SoundFonts",
    "~/Library/Audio/Sounds/Banks", "/Library/Audio/Sounds/Banks",
    "/usr/local/share/soundfonts", "/usr/share/sounds", "/usr/share/soundfonts",
    "/opt/homebrew/share/soundfonts", "/opt/homebrew/share/fluid-synth/sf2",
)  # fmt: skip
_ENDINGS = (".sf2", ".sf3")
_GOOD = ("musescore", "fluid", "generaluser")
"""What is known to sound good comes first."""
NAME = "SOUNDFONT"


def system_soundfonts() -> list[Path]:
    """Return the SoundFonts of this machine, the one named by ``SOUNDFONT`` first."""
    found: set[Path] = set()
    for folder in _FOLDERS:
        here = Path(folder).expanduser()
        if not here.is_dir():
            continue
        for path in [*here.glob("*"), *here.glob("*/*")]:
            if path.suffix.lower() in _ENDINGS and path.is_file():
                found.add(path.resolve())  # one font may have several names
    out = sorted(found, key=lambda p: (_rank(p), p.name.lower(), str(p)))
    named = os.environ.get(NAME, "")
    own = [Path(p).expanduser() for p in named.split(os.pathsep) if p]
    first = [p for p in own if p.is_file()]
    return first + [p for p in out if p not in first]


def _rank(path: Path) -> int:
    name = path.name.lower()
    return next((i for i, word in enumerate(_GOOD) if name.startswith(word)), len(_GOOD))
