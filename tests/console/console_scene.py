"""What the console's tests share: tiny effects, sheets in a line, sinks and prints in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tonmeister.console import PrintSamples, Rendered, render
from tonmeister.effects import At, Effect, Processor, knob
from tonmeister.model import Decision, Point, RecallSheet, Setting, Strip, Target
from tonmeister.signal import Audio, Samples, Source

RATE_HZ = 48_000


class _AtWork:
    latency_frames = 0


def _own(name: str):
    """Make an effect without putting it on the shelf for everybody."""

    def make(cls: type[Effect]) -> type[Effect]:
        made = dataclass(frozen=True, kw_only=True)(cls)
        made.name, made.source = name, "a test"
        return made

    return make


@_own("late")
class Late(Effect):
    """Comes a number of frames late, and says so."""

    by_frames: float = knob(default=37.0, low=0.0, high=100_000.0, doc="how late")

    def start(self, rate_hz: int) -> Processor:
        late = int(self.by_frames)

        class AtWork(_AtWork):
            latency_frames = late
            memory = np.zeros((2, late))

            def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
                joined = np.concatenate([self.memory, block], axis=1)
                self.memory = joined[:, block.shape[1] :]
                return joined[:, : block.shape[1]].copy()

        return AtWork()


@_own("echo")
class Echo(Effect):
    """Repeats the sound once, half as loud, and says how long that takes."""

    time_s: float = knob(default=0.1, low=0.0, high=20.0, doc="when")
    gain_db: float = knob(default=-6.0, low=-120.0, high=0.0, doc="how loud")

    def tail_s(self) -> float:
        return self.time_s

    def start(self, rate_hz: int) -> Processor:
        late, gain = int(self.time_s * rate_hz), 10 ** (self.gain_db / 20)

        class AtWork(_AtWork):
            memory = np.zeros((2, late))

            def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
                joined = np.concatenate([self.memory, block], axis=1)
                self.memory = joined[:, block.shape[1] :]
                return block + gain * joined[:, : block.shape[1]]

        return AtWork()


@_own("smooth")
class Smooth(Effect):
    """A one-pole low-pass, with a memory from block to block."""

    pole_percent: float = knob(default=90.0, low=0.0, high=99.0, doc="how much", rest=0.0)

    def start(self, rate_hz: int) -> Processor:
        pole = self.pole_percent / 100

        class AtWork(_AtWork):
            memory = np.zeros(2)

            def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
                for i in range(block.shape[1]):
                    self.memory = pole * self.memory + (1 - pole) * block[:, i]
                    block[:, i] = self.memory
                return block

        return AtWork()


@_own("times")
class Times(Effect):
    """Turns up by a knob that can be automated."""

    gain_db: float = knob(
        default=0.0, low=-60.0, high=20.0, doc="how much", rest=0.0, automatable=True
    )

    def start(self, rate_hz: int) -> Processor:
        class AtWork(_AtWork):
            def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
                return block * 10 ** (at("gain_db") / 20)

        return AtWork()


@_own("over key")
class OverKey(Effect):
    """Adds what the side-chain hears, a thousand times: so one sees when it hears it."""

    needs_key = True

    def start(self, rate_hz: int) -> Processor:
        class AtWork(_AtWork):
            def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
                assert key is not None
                assert key.shape == block.shape
                return block + 1000.0 * key

        return AtWork()


OWN_EFFECTS = (Late, Echo, Smooth, Times, OverKey)


def move(
    effect: str,
    *,
    key: str = "",
    curves: Mapping[str, tuple[Point, ...]] | None = None,
    amount_percent: float = 100.0,
    bypass: bool = False,
    **settings: Setting,
) -> Decision:
    return Decision(
        id=f"a/{effect}/1",
        stage="eq",
        effect=effect,
        settings=settings,
        rule="test/rule",
        because=(),
        reason="",
        key=key,
        curves=curves or {},
        amount_percent=amount_percent,
        bypass=bypass,
    )


def track(name: str, *moves: Decision, output: str = "Master") -> Strip:
    return Strip(name=name, kind="track", track=name, decisions=moves, output=output)


def bus(name: str, *moves: Decision, output: str = "Master") -> Strip:
    return Strip(name=name, kind="bus", decisions=moves, output=output)


def back(name: str, *moves: Decision, output: str = "Master") -> Strip:
    return Strip(name=name, kind="return", decisions=moves, output=output)


def sheet_of(*strips: Strip, master: tuple[Decision, ...] = (), length_s: float = 0.0):
    end = Strip(name="Master", kind="master", decisions=master)
    return RecallSheet(
        song="scene",
        rate_hz=RATE_HZ,
        length_s=length_s,
        genre="rock",
        target=Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0),
        strips=(*strips, end),
    )


def noise(seed: int, frames: int = 20_000) -> Audio:
    x = np.random.default_rng(seed).uniform(-0.25, 0.25, (2, frames))
    return Audio(x.astype(np.float32).astype(np.float64), RATE_HZ)


def click(at: int, frames: int = 20_000) -> Audio:
    samples = np.zeros((2, frames))
    samples[:, at] = 0.5
    return Audio(samples, RATE_HZ)


@dataclass
class Kept:
    """A sink that keeps all it gets."""

    blocks: list[Samples] = field(default_factory=list)

    def write(self, block: Samples) -> None:
        self.blocks.append(block.copy())

    @property
    def samples(self) -> Samples:
        return np.concatenate(self.blocks, axis=1) if self.blocks else np.zeros((2, 0))


@dataclass
class Shelf:
    """Prints in memory."""

    prints: dict[str, Audio] = field(default_factory=dict)
    begun: int = 0
    discarded: int = 0

    def open(self, key: str) -> Source | None:
        return self.prints.get(key)

    def create(self, key: str, frames: int):
        shelf, blocks = self, []
        self.begun += 1

        class Writer:
            def write(self, block: PrintSamples) -> None:
                assert block.dtype == np.float32
                blocks.append(block.copy())

            def close(self) -> None:
                whole = np.concatenate(blocks, axis=1).astype(np.float64)
                assert whole.shape[1] == frames
                shelf.prints[key] = Audio(whole, RATE_HZ)

            def discard(self) -> None:
                shelf.discarded += 1

        return Writer()


def play(
    sheet: RecallSheet, sources: Mapping[str, Source], *places: str, **options
) -> tuple[Rendered, dict[str, Samples]]:
    """Render into memory: ``master`` and ``mix`` always, and the places asked for."""
    sinks = {place: Kept() for place in ("master", "mix", *places)}
    rendered = render(sheet, sources, sinks=sinks, **options)
    return rendered, {place: sink.samples for place, sink in sinks.items()}
