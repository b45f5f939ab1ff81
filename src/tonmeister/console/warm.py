"""Get the console's own kernels ready before the music starts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tonmeister.console.ending import Ending
from tonmeister.console.rendering import render
from tonmeister.console.seams import PrintSamples
from tonmeister.model import Decision, Point, RecallSheet, Setting, Strip, Target
from tonmeister.signal import Audio, Samples

_RATE_HZ = 44_100
_FRAMES = 2_000


def warm_up() -> None:
    """Play a moment on two tracks, new and from prints, through all that the console can do."""
    ride = {"gain_db": ((0.0, -3.0), (0.02, 0.0))}
    moves = (
        _move("bell", {"gain_db": 1.0}),
        _move("fader", {"gain_db": -3.0}, ride),
        _move("pan", {}, {"position_percent": ((0.0, -10.0), (0.02, 10.0))}),
        _move("send", {"to": "Room"}),
    )
    sheet = RecallSheet(
        song="warm-up",
        rate_hz=_RATE_HZ,
        length_s=0.1,
        genre="",
        target=Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0),
        strips=(
            Strip(name="a", kind="track", track="a", decisions=moves),
            Strip(name="b", kind="track", track="b", decisions=moves),
            Strip(name="Room", kind="return"),
            Strip(name="Master", kind="master"),
        ),
    )
    prints = _Prints()
    source = Audio(np.full((2, _FRAMES), 0.1), _RATE_HZ)
    Ending(1, 4, _RATE_HZ).hear(np.zeros((2, 4)))
    for _ in ("new", "from its print"):
        render(
            sheet, {"a": source, "b": source}, sinks={"master": _Nowhere()}, prints=prints,
            track_hashes={"a": "a", "b": "b"}, layouts={"a": "mono"}, workers=1, block_frames=500,
        )  # fmt: skip


def _move(
    effect: str,
    settings: Mapping[str, Setting],
    curves: Mapping[str, tuple[Point, ...]] | None = None,
) -> Decision:
    return Decision(
        id=f"a/{effect}/1", stage="eq", effect=effect, settings=settings, rule="console/warm_up",
        because=(), reason="", curves=curves or {},
    )  # fmt: skip


class _Nowhere:
    def write(self, block: Samples) -> None:
        """Let it go."""


class _Print(Audio):
    def read_print(self, start: int, count: int) -> PrintSamples:
        return self.read(start, count).astype(np.float32)


class _Prints:
    """Prints in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, _Print] = {}

    def open(self, key: str) -> _Print | None:
        return self.kept.get(key)

    def create(self, key: str, frames: int) -> _Writer:
        return _Writer(self.kept, key)


class _Writer:
    def __init__(self, kept: dict[str, _Print], key: str) -> None:
        self._kept, self._key = kept, key
        self._blocks: list[PrintSamples] = []

    def write(self, block: PrintSamples) -> None:
        self._blocks.append(block.copy())

    def close(self) -> None:
        whole = np.concatenate(self._blocks, axis=1).astype(np.float64)
        self._kept[self._key] = _Print(whole, _RATE_HZ)

    def discard(self) -> None:
        self._blocks.clear()
