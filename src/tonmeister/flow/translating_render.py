"""Writing a record as it sounds on each device, all equally loud, to be auditioned."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tonmeister.flow.tell import Teller
from tonmeister.flow.translating import Record, There
from tonmeister.flow.wishes import BadWish
from tonmeister.listening.translation import Rendering
from tonmeister.signal import Samples
from tonmeister.signal.loudness import LoudnessMeter
from tonmeister.studio import WavSink

LOUDEST_LUFS = -16.0
CEILING_DBTP = -1.0
BLOCK_FRAMES = 1 << 16


def render_all(
    one: Record, places: Sequence[There], folder: Path, tell: Teller, *, noise: bool
) -> list[Path]:
    """Write one WAV a device, and the record as it is, at one loudness with all peaks whole.

    Each file appears when it is whole; the record itself is only read.
    """
    makers: dict[str, Callable[[], Iterator[Samples]]] = {"as it is": lambda: _as_it_is(one)}
    for there in places:
        made = Rendering(source=one.sound, device=there.device, heard=there.heard)
        makers[there.device.name] = made.blocks
    paths = {name: folder / f"{one.name} - {name}.wav" for name in makers}
    if one.path.resolve() in {path.resolve() for path in paths.values()}:
        raise BadWish(f"{one.path.name} would be written over: choose another --out DIR")
    with tell.stage("render", f"Rendering {len(makers)} files") as on:
        loud: dict[str, tuple[float, float]] = {}
        for i, (name, blocks) in enumerate(makers.items()):
            loud[name] = _measured(blocks, one.sound.rate_hz, tell)
            on((i + 1) / (2 * len(makers)))
        target = min([LOUDEST_LUFS, *(lufs + CEILING_DBTP - top for lufs, top in loud.values())])
        for i, (name, blocks) in enumerate(makers.items()):
            gain_db = target - loud[name][0]
            if noise and name != "as it is":
                there = next(t for t in places if t.device.name == name)
                blocks = Rendering(
                    source=one.sound, device=there.device, heard=there.heard, noise=True
                ).blocks
                peak = _measured(blocks, one.sound.rate_hz, tell)[1]
                gain_db = min(gain_db, CEILING_DBTP - peak)
            _write(paths[name], blocks, gain_db, one, tell)
            on(0.5 + (i + 1) / (2 * len(makers)))
    return list(paths.values())


def _as_it_is(one: Record) -> Iterator[Samples]:
    for start in range(0, one.sound.frames, BLOCK_FRAMES):
        yield one.sound.read(start, min(BLOCK_FRAMES, one.sound.frames - start))


def _measured(
    blocks: Callable[[], Iterator[Samples]], rate_hz: int, tell: Teller
) -> tuple[float, float]:
    meter = LoudnessMeter(rate_hz)
    for block in blocks():
        tell.check()
        meter.add(block)
    lufs = meter.integrated_lufs()
    return (lufs if math.isfinite(lufs) else -70.0), meter.true_peak_dbtp()


def _write(
    path: Path, blocks: Callable[[], Iterator[Samples]], gain_db: float, one: Record, tell: Teller
) -> None:
    gain = 10.0 ** (gain_db / 20.0)
    with WavSink(path, one.sound.rate_hz, bits=24, frames=one.sound.frames) as sink:
        for block in blocks():
            tell.check()
            sink.write(block * gain)
