"""A strip's inserts at work, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.console.cascade import Cascade, sections_of
from tonmeister.console.curves import Curve
from tonmeister.console.moves import Insert
from tonmeister.console.tape import Reader
from tonmeister.effects import Effect, Processor
from tonmeister.signal import Samples


@dataclass
class Knobs:
    """Where an effect's knobs stand during one block.

    An automated knob always gives one value a frame, even where it rests for a while: so an
    effect cannot sound different for another division into blocks.
    """

    effect: Effect | None
    curves: Mapping[str, Curve]
    start: int = 0
    count: int = 0

    def __call__(self, knob: str) -> object:
        """Return a number, or one value a frame if the knob is automated."""
        curve = self.curves.get(knob)
        return getattr(self.effect, knob) if curve is None else curve.block(self.start, self.count)


@dataclass
class Stage:
    """One processor, fed from the song's first frame on; its delay is cut from its beginning."""

    processor: Processor
    knobs: Knobs
    key: Reader | None = None
    key_name: str = ""
    to_skip: int = 0

    def process(self, block: Samples) -> Samples:
        """Work on the next block; the first results are shorter by the processor's latency."""
        self.knobs.count = block.shape[1]
        out = self.processor.process(block, self._heard(block.shape[1]), self.knobs)
        self.knobs.start += block.shape[1]
        if self.to_skip:
            skipped = min(self.to_skip, out.shape[1])
            self.to_skip -= skipped
            out = np.ascontiguousarray(out[:, skipped:])
        return out

    def _heard(self, count: int) -> Samples | None:
        """Return what the side-chain hears, at the same moment of the song as the sound."""
        return None if self.key is None else self.key.take(count)


class Chain:
    """All inserts of a strip. Comes out at the moment of the song at which it went in."""

    def __init__(self, inserts: Sequence[Insert], rate_hz: int) -> None:
        self.stages: list[Stage] = []
        self.is_playing = bool(inserts)
        waiting: list[Samples] = []

        def join() -> None:
            if any(len(sections) for sections in waiting):
                self.stages.append(Stage(Cascade(np.concatenate(waiting)), Knobs(None, {})))
            waiting.clear()

        for insert in inserts:
            sections = sections_of(insert, rate_hz)
            if sections is not None:
                waiting.append(sections)
                continue
            join()
            at_work = insert.effect.start(rate_hz)
            knobs = Knobs(insert.effect, insert.curves)
            self.stages.append(Stage(at_work, knobs, None, insert.key, at_work.latency_frames))
        join()

    @property
    def ahead(self) -> int:
        """How many more frames must go in than are to come out next."""
        return sum(stage.to_skip for stage in self.stages)

    def keys_ahead(self) -> list[tuple[Stage, int]]:
        """Return the stages with a side-chain, and how far ahead each must hear its key."""
        ahead, out = 0, []
        for stage in reversed(self.stages):
            ahead += stage.to_skip
            if stage.key_name:
                out.append((stage, ahead))
        return out

    def process(self, block: Samples) -> Samples:
        """Play the next block through all inserts."""
        for stage in self.stages:
            block = stage.process(block)
        return block
