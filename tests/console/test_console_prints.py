from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from os import environ
from pathlib import Path

import numpy as np
import pytest
from console_scene import Shelf, back, bus, move, noise, play, sheet_of, track

from tonmeister.console import Cancelled
from tonmeister.model import Decision, RecallSheet
from tonmeister.signal import Audio
from tonmeister.studio.prints import Print, PrintFile, _Handle

SOURCES = {name: noise(i) for i, name in enumerate(("kick", "bass", "vocal"))}
HASHES = {name: f"hash of {name}" for name in SOURCES}


def scene() -> RecallSheet:
    return sheet_of(
        track("kick", move("late"), move("fader", gain_db=-2.0), output="Low"),
        track("bass", move("smooth"), move("over key", key="kick"), output="Low"),
        bus("Low", move("smooth", pole_percent=20.0)),
        track("vocal", move("times", gain_db=1.5), move("send", to="Room"), move("echo")),
        back("Room", move("echo", time_s=0.03)),
        master=(move("late"), move("smooth", pole_percent=10.0)),
    )


def with_move(sheet: RecallSheet, strip: str, decision: Decision) -> RecallSheet:
    """Replace the strip's move of the same effect."""
    strips = tuple(
        replace(
            s, decisions=tuple(decision if d.effect == decision.effect else d for d in s.decisions)
        )
        if s.name == strip
        else s
        for s in sheet.strips
    )
    return replace(sheet, strips=strips)


def again(sheet: RecallSheet, shelf: Shelf, sources=SOURCES, **options):
    return play(sheet, sources, "Low", "Room", prints=shelf, track_hashes=HASHES, **options)


def test_a_mix_from_prints_has_the_same_bits() -> None:
    shelf = Shelf()
    first, fresh = again(scene(), shelf)
    assert set(first.printed) == {"kick", "bass", "vocal"}
    second, recalled = again(scene(), shelf)
    assert second.printed == ()
    assert set(second.recalled) == {"kick", "bass", "vocal"}
    _, without = play(scene(), SOURCES, "Low", "Room")
    for place in fresh:
        assert np.array_equal(fresh[place], recalled[place]), place
        assert np.array_equal(fresh[place], without[place]), place
    assert first.frames == second.frames


def test_a_fader_or_a_pan_or_the_master_plays_no_strip_anew() -> None:
    shelf = Shelf()
    again(scene(), shelf)
    for strip, changed in (
        ("Master", move("smooth", pole_percent=12.0)),
        ("Room", move("echo", time_s=0.05)),
        ("vocal", move("send", to="Room", level_db=-3.0)),
        ("Low", move("smooth", pole_percent=12.0)),
    ):
        sheet = with_move(scene(), strip, changed)
        assert sheet != scene()
        rendered, _ = again(sheet, shelf)
        assert rendered.printed == (), strip


def test_another_chain_plays_that_strip_anew_and_no_other() -> None:
    shelf = Shelf()
    again(scene(), shelf)
    for changed in (move("times", gain_db=2.0), move("times", gain_db=1.5, amount_percent=50.0)):
        rendered, heard = again(with_move(scene(), "vocal", changed), shelf)
        assert rendered.printed == ("vocal",)
        _, without = play(with_move(scene(), "vocal", changed), SOURCES)
        assert np.array_equal(heard["master"], without["master"])


def test_a_strip_is_played_anew_when_what_its_side_chain_hears_has_changed() -> None:
    shelf = Shelf()
    again(scene(), shelf)
    rendered, _ = again(with_move(scene(), "kick", move("fader", gain_db=-6.0)), shelf)
    assert rendered.printed == ("bass",)


def test_another_recording_is_played_anew() -> None:
    shelf = Shelf()
    again(scene(), shelf)
    hashes = {**HASHES, "vocal": "another take"}
    rendered, _ = play(scene(), SOURCES, prints=shelf, track_hashes=hashes)
    assert rendered.printed == ("vocal",)


def test_a_track_without_a_hash_is_never_printed() -> None:
    shelf = Shelf()
    rendered, _ = play(scene(), SOURCES, prints=shelf, track_hashes={"vocal": "v", "bass": "b"})
    assert rendered.printed == ("vocal",)  # the bass hears the kick, which has none
    assert len(shelf.prints) == 1


def test_stopping_leaves_no_half_print() -> None:
    shelf = Shelf()
    calls = 0

    def stop() -> bool:
        nonlocal calls
        calls += 1
        return calls > 4

    with pytest.raises(Cancelled):
        again(scene(), shelf, cancel=stop, block_frames=1000)
    assert shelf.begun == shelf.discarded == 3
    assert shelf.prints == {}
    resumed, _ = again(scene(), shelf)
    assert set(resumed.printed) == {"kick", "bass", "vocal"}


def test_a_track_that_cannot_be_read_leaves_no_half_print() -> None:
    class Broken:
        rate_hz, frames = 48_000, 20_000

        def read(self, start: int, count: int):
            if start > 5_000:
                raise OSError("the disk is gone")
            return np.zeros((2, count))

    shelf = Shelf()
    sources = {**SOURCES, "vocal": Broken()}
    for workers in (1, 2):
        with pytest.raises(OSError, match="the disk is gone"):
            play(
                scene(),
                sources,
                prints=shelf,
                track_hashes=HASHES,
                block_frames=1000,
                workers=workers,
            )
    assert shelf.prints == {}


def test_a_print_of_the_wrong_length_is_made_anew() -> None:
    shelf = Shelf()
    again(scene(), shelf)
    for key, audio in shelf.prints.items():
        shelf.prints[key] = audio.with_samples(audio.samples[:, :-1])
    rendered, _ = again(scene(), shelf)
    assert len(rendered.printed) == 3


def test_a_muted_strip_neither_uses_nor_makes_a_print() -> None:
    shelf = Shelf()
    rendered, _ = again(scene(), shelf, only=["vocal"])
    assert rendered.printed == ("vocal",)


def test_a_print_read_as_it_is_kept_has_the_same_bits() -> None:
    class Quick(Audio):
        def read_print(self, start: int, count: int):
            return self.read(start, count).astype(np.float32)

    shelf = Shelf()
    _, fresh = again(scene(), shelf)
    shelf.prints = {key: Quick(kept.samples, kept.rate_hz) for key, kept in shelf.prints.items()}
    for block_frames in (300, 8192):
        rendered, heard = again(scene(), shelf, block_frames=block_frames)
        assert len(rendered.recalled) == 3
        assert all(np.array_equal(fresh[place], heard[place]) for place in fresh)


def test_a_print_on_disk_reads_the_same_both_ways(tmp_path: Path) -> None:
    samples = noise(1, 1_000).samples.astype(np.float32)
    file = PrintFile(tmp_path / "a.f32", 1_000)
    file.write(samples[:, :300])
    file.write(samples[:, 300:])
    file.close()
    kept = Print(tmp_path / "a.f32", 48_000, 1_000, _Handle(tmp_path / "a.f32"))
    for start, count in ((0, 1_000), (200, 50), (-10, 30), (990, 30), (2_000, 5)):
        assert np.array_equal(kept.read_print(start, count), kept.read(start, count))
    assert np.array_equal(kept.read_print(250, 100), samples[:, 250:350])


WARM = """
from tonmeister.console import kernels, warm_up
warm_up()
names = [n for n, k in vars(kernels).items() if hasattr(k, "py_func") and n[0] != "_"]
assert len(names) >= 6, names
assert all(getattr(kernels, n).signatures for n in names), names
assert len(kernels.add_turned.signatures) == 2  # float64, and float32 from prints
"""


def test_warming_up_makes_all_kernels_ready() -> None:
    if environ.get("NUMBA_DISABLE_JIT") == "1":
        pytest.skip("kernels run as plain Python here")
    subprocess.run([sys.executable, "-c", WARM], check=True)


def test_progress_rises_to_one() -> None:
    told: list[float] = []
    again(scene(), Shelf(), progress=told.append, block_frames=1000)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 10
