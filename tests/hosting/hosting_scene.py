"""Small sheets with plug-ins, and playing them as the flow does."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tonmeister.console import render
from tonmeister.flow.hosting import Hosting, Ready
from tonmeister.flow.tell import Teller
from tonmeister.model import Decision, RecallSheet, Setting, Strip, Target
from tonmeister.signal import Audio, Samples
from tonmeister.studio import Prints, Project

RATE_HZ = 48000
LENGTH_S = 1.5
FRAMES = round(RATE_HZ * LENGTH_S)
FAKES = ("Gain", "Crash", "Hang", "Chatter", "Refuse", "Nothing", "Late", "Liar", "Echo", "NaN",
         "Short", "Mono", "Wild", "Rate")  # fmt: skip
DPL = "http://gareus.org/oss/lv2/dpl#stereo"


class Fakes:
    """Plug-ins of the tests' own, and what was asked of their host."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def calls(self) -> list[str]:
        log = self.folder / "calls.txt"
        return log.read_text().splitlines() if log.is_file() else []


def fakes_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    """Install the fake plug-ins and their host."""
    (folder / "vst3").mkdir(parents=True)
    for name in FAKES:
        (folder / "vst3" / f"{name}.vst3").write_bytes(name.encode())
    shutil.copy(Path(__file__).with_name("fake_vst3_host.py"), folder / "host.py")
    monkeypatch.setenv("VST3_PATH", str(folder / "vst3"))
    monkeypatch.setenv("TONMEISTER_VST3_HOST", f'"{sys.executable}" "{folder / "host.py"}"')
    return Fakes(folder)


def move(effect: str, number: int = 1, strip: str = "a", **how: Any) -> Decision:
    """Return a decision; what is no part of one is a setting."""
    parts = ("key", "bypass", "amount_percent", "curves")
    known = {key: how.pop(key) for key in parts if key in how}
    settings: Mapping[str, Setting] = how
    return Decision(
        id=f"{strip}/{effect}/{number}", stage="eq", effect=effect, settings=settings,
        rule="", because=(), reason="", **known,
    )  # fmt: skip


def fake(name: str, number: int = 1, strip: str = "a", **how: Any) -> Decision:
    return move("plugin", number, strip, format="vst3", id=name, **how)


def lv2(address: str, values: str = "", number: int = 1, strip: str = "a", **how: Any) -> Decision:
    return move("plugin", number, strip, format="lv2", id=address, values=values, **how)


def track(name: str, *moves: Decision, output: str = "Master") -> Strip:
    return Strip(name=name, kind="track", track=name, decisions=moves, output=output)


def sheet_of(*strips: Strip, master: Sequence[Decision] = ()) -> RecallSheet:
    return RecallSheet(
        song="hosted", rate_hz=RATE_HZ, length_s=LENGTH_S, genre="",
        target=Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0),
        strips=(*strips, Strip(name="Master", kind="master", decisions=tuple(master))),
    )  # fmt: skip


def sound(seed: int, level: float = 0.2, *, mono: bool = False) -> Audio:
    rng = np.random.default_rng(seed)
    t = np.arange(FRAMES) / RATE_HZ
    beat = np.exp(-((t * 4) % 1.0) * 5)
    samples = level * beat * (rng.standard_normal((2, FRAMES)) + np.sin(2 * np.pi * 220 * t))
    if mono:
        samples[1] = samples[0]
    return Audio(samples.astype(np.float32).astype(np.float64), RATE_HZ)


class Heard:
    """A sink that remembers."""

    def __init__(self) -> None:
        self.blocks: list[Samples] = []

    def write(self, block: Samples) -> None:
        self.blocks.append(block.copy())

    @property
    def samples(self) -> Samples:
        return np.concatenate(self.blocks, axis=1)


class Room:
    """A project with a run of its own, and all that was said in it."""

    def __init__(self, folder: Path, timeout_s: float = 30.0) -> None:
        (folder / "song").mkdir(parents=True, exist_ok=True)
        self.project = Project.open(folder / "song")
        self.said: list[dict[str, Any]] = []
        self.hosting = self.again(timeout_s)

    def again(self, timeout_s: float = 30.0) -> Hosting:
        """Begin a new run on the same project."""
        self.hosting = Hosting(self.project, Teller(self.said.append), timeout_s=timeout_s)
        return self.hosting

    @property
    def problems(self) -> list[str]:
        return [told["words"] for told in self.said if told["event"] == "problem"]

    def ready(self, sheet: RecallSheet, sources: Mapping[str, Audio], **how: Any) -> Ready:
        return self.hosting.ready(sheet, sources, **how)

    def play(
        self,
        sheet: RecallSheet,
        sources: Mapping[str, Audio],
        place: str = "master",
        **how: Any,
    ) -> Samples:
        """Play a sheet as the flow does; returns what is heard at a place."""
        layouts = how.pop("layouts", {})
        ready = self.ready(sheet, sources, layouts=layouts, only=how.get("only"))
        heard = Heard()
        render(
            ready.sheet, sources, sinks={place: heard}, inputs=ready.inputs, layouts=layouts,
            prints=Prints(self.project, rate_hz=RATE_HZ), input_hashes=ready.input_hashes,
            track_hashes={name: name for name in sources}, **how,
        )  # fmt: skip
        return heard.samples


def peak_dbfs(samples: Samples) -> float:
    return float(20.0 * np.log10(np.abs(samples).max() + 1e-12))


def apart_dbfs(a: Samples, b: Samples) -> float:
    """Return the highest difference of two sounds over the length of the shorter."""
    frames = min(a.shape[1], b.shape[1])
    assert frames >= FRAMES
    return peak_dbfs(a[:, :frames] - b[:, :frames])
