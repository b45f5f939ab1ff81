"""Render every scene and show which sound different than before: ``make listen``.

``python tools/listen.py baseline`` keeps how everything sounds now; after a change
``python tools/listen.py compare`` renders again and writes ``.listen/index.html``: only what
changed, the largest difference first, to be heard at equal loudness. The idea is LilyPond's
regression test: a person judges, the machine says where to look.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from listen_page import page
from listen_scenes import HOME, Scene, scenes

FOLDER = HOME / ".listen"
SAME_DB = -90.0
"""Arithmetic stays 30 dB under it, the smallest move a person can make 30 dB over it."""
SILENT_DB = -200.0


@dataclass(frozen=True)
class Change:
    """A scene before and after. ``null_db``: what is left of the difference, against before."""

    name: str
    before: Scene | None
    after: Scene | None
    null_db: float

    @property
    def is_heard(self) -> bool:
        """Whether it belongs on the page."""
        return self.before is None or self.after is None or self.null_db > SAME_DB

    @property
    def words(self) -> str:
        """How much it changed, for the table."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "the same bits" if self.null_db <= SILENT_DB else f"{self.null_db:.1f} dB"


def level_db(sound: np.ndarray) -> float:
    """Return the RMS level in dB."""
    power = float(np.mean(np.square(sound, dtype=np.float64))) if sound.size else 0.0
    return 10.0 * np.log10(power) if power > 10.0 ** (SILENT_DB / 10.0) else SILENT_DB


def same_length(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return both as long as the longer, with silence at the end."""
    frames = max(one.shape[1], other.shape[1])
    first, second = (np.pad(s, ((0, 0), (0, frames - s.shape[1]))) for s in (one, other))
    return first, second


def null_db(before: Scene, after: Scene) -> float:
    """Return how loud the difference is against what was; 0 dB if it is another rate."""
    if before.rate_hz != after.rate_hz:
        return 0.0
    was, now = same_length(before.sound, after.sound)
    if np.array_equal(was, now):
        return SILENT_DB
    return level_db(now - was) - max(level_db(was), -120.0)


def keep(folder: Path, rendered: Iterable[Scene]) -> list[str]:
    """Write scenes as the baseline, in place of the last; returns their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.npz"):
        old.unlink()
    names = []
    for scene in rendered:
        about = {"sentence": scene.sentence, "rate_hz": scene.rate_hz, "made_by": scene.made_by}
        np.savez(folder / f"{scene.name}.npz", sound=scene.sound, about=np.array(json.dumps(about)))
        names.append(scene.name)
    return names


def kept(folder: Path) -> dict[str, Scene]:
    """Read the baseline."""
    found = {}
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as file:
            about = json.loads(str(file["about"]))
            found[path.stem] = Scene(name=path.stem, sound=file["sound"], **about)
    return found


def changes(before: dict[str, Scene], rendered: Iterable[Scene]) -> list[Change]:
    """Compare; the largest difference first, what is new or gone before all."""
    found, left = [], dict(before)
    for scene in rendered:
        was = left.pop(scene.name, None)
        found.append(Change(scene.name, was, scene, null_db(was, scene) if was else np.inf))
    found += [Change(name, was, None, np.inf) for name, was in left.items()]
    return sorted(found, key=lambda change: -change.null_db)


def main(words: list[str]) -> int:
    """Do what was asked; 0, or 2 if there is no baseline."""
    ask = argparse.ArgumentParser(prog="tools/listen.py", description=__doc__)
    ask.add_argument("what", choices=("baseline", "compare"))
    ask.add_argument("--effects-only", action="store_true", help="leave out the demo song")
    ask.add_argument("--folder", type=Path, default=FOLDER, help="where all is kept")
    wish = ask.parse_args(words)
    baseline = wish.folder / "baseline"
    rendered = scenes(whole_song=not wish.effects_only)
    if wish.what == "baseline":
        print(f"{len(keep(baseline, rendered))} scenes kept in {baseline}")
        return 0
    before = kept(baseline)
    if not before:
        print(f"no baseline in {baseline}: run `make listen-baseline` first", file=sys.stderr)
        return 2
    if wish.effects_only:
        before = {name: s for name, s in before.items() if not name.startswith("demo song")}
    found = changes(before, rendered)
    for change in found:
        print(f"{change.name:24} {change.words}")
    heard = [change for change in found if change.is_heard]
    index = wish.folder / "index.html"
    index.write_text(page(heard, [c for c in found if not c.is_heard]), "utf-8")
    print(f"{len(heard)} of {len(found)} scenes sound different: {index}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
