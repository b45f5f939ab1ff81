"""The division into blocks and the number of workers cannot be heard, and memory stays small."""

from __future__ import annotations

import tracemalloc
from hashlib import sha256

import numpy as np
import pytest
from console_scene import OWN_EFFECTS, RATE_HZ, Kept, back, bus, move, noise, play, sheet_of, track

from tonmeister.console import BLOCK_FRAMES, render

UP_AND_DOWN = {"gain_db": tuple((i / 50, -3.0 + (i * 7 % 11) / 4) for i in range(25))}


def scene():
    return sheet_of(
        track("a", move("trim", shift_ms=-0.7), move("smooth"), move("late"), output="Low"),
        track("b", move("over key", key="a"), move("fader", curves=UP_AND_DOWN), output="Low"),
        bus("Low", move("late", by_frames=700.0), move("times", curves=UP_AND_DOWN)),
        track("c", move("pan", position_percent=-30.0), move("send", to="Room"), move("late")),
        back("Room", move("echo", time_s=0.2), move("smooth", pole_percent=40.0)),
        master=(move("smooth", pole_percent=5.0), move("late", by_frames=240.0)),
    )


SOURCES = {name: noise(i, 24_000) for i, name in enumerate("abc")}


def digest(**options) -> dict[str, str]:
    _, heard = play(scene(), SOURCES, "Low", "Room", "strip:b", layouts={"c": "mono"}, **options)
    return {
        place: sha256(np.ascontiguousarray(x, np.float32).tobytes() + x.tobytes()).hexdigest()
        for place, x in heard.items()
    }


@pytest.fixture(scope="module")
def reference(request) -> dict[str, str]:
    return {}


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("block_frames", [64, 511, 4096, 65536])
def test_the_bits_are_the_same_for_any_blocks_and_workers(
    reference: dict[str, str], block_frames: int, workers: int
) -> None:
    if not reference:
        reference.update(digest(workers=1, block_frames=8192))
    assert digest(workers=workers, block_frames=block_frames) == reference


def every_effect() -> list:
    """Return a move of each effect on the shelf that can be an insert, as they are at first."""
    from tonmeister.effects import effects

    played = {"fader", "pan", "plugin", "send", "trim"}
    return [
        move(name, key="key" if cls.needs_key else "")
        for name, cls in effects().items()
        if name not in played and name not in {own.name for own in OWN_EFFECTS}
    ]


def test_every_effect_gives_the_same_bits_in_any_blocks() -> None:
    chain = every_effect()
    assert len(chain) > 12
    sheet = sheet_of(
        *(track(f"t{i}", one, output="Muted") for i, one in enumerate(chain)),
        track("key", output="Muted"),
        bus("Muted", move("fader", gain_db=-100.0)),
    )
    places = [f"strip:t{i}" for i in range(len(chain))]
    sources = {name: noise(7, 15_000) for name in [f"t{i}" for i in range(len(chain))] + ["key"]}
    whole: dict[str, np.ndarray] = {}
    for workers, block_frames in ((1, 65536), (2, 64), (2, 1000)):
        _, heard = play(
            sheet,
            sources,
            *places,
            workers=workers,
            block_frames=block_frames,
            length_frames=20_000,
        )
        for place, one in zip(places, chain, strict=True):
            assert np.isfinite(heard[place]).all(), one.effect
            assert np.array_equal(whole.setdefault(place, heard[place]), heard[place]), (
                f"{one.effect} in blocks of {block_frames}"
            )


class Endless:
    """A track of any length that remembers the largest piece asked for."""

    rate_hz = RATE_HZ

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self.largest = 0

    def read(self, start: int, count: int):
        self.largest = max(self.largest, count)
        return np.full((2, count), 0.01)


class Nowhere:
    def write(self, block) -> None:
        pass


def test_memory_does_not_grow_with_the_song() -> None:
    sheet = sheet_of(
        *(track(f"t{i}", move("late"), output="B") for i in range(4)),
        bus("B", move("late", by_frames=480.0)),
        master=(move("late", by_frames=480.0),),
    )
    peaks = []
    for seconds in (4, 4, 60):
        sources = {f"t{i}": Endless(seconds * RATE_HZ) for i in range(4)}
        tracemalloc.start()
        render(sheet, sources, sinks={"master": Nowhere(), "mix": Nowhere(), "B": Nowhere()})
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert max(source.largest for source in sources.values()) <= BLOCK_FRAMES + 2 * 480 + 37
    assert peaks[2] < 1.2 * peaks[1] + 1e6
    assert peaks[2] < 30e6


def test_a_sink_gets_the_sound_in_order_and_in_small_pieces() -> None:
    kept = Kept()
    a = noise(1, 50_000)
    render(sheet_of(track("a")), {"a": a}, sinks={"master": kept}, block_frames=1024)
    assert max(block.shape[1] for block in kept.blocks) <= 1024
    assert np.array_equal(kept.samples, a.samples)


def test_a_block_of_no_frames_is_refused() -> None:
    with pytest.raises(ValueError, match="block_frames is 0"):
        render(sheet_of(track("a")), {}, sinks={}, block_frames=0)
