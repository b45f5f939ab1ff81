"""The scenes of ``make listen``: a few seconds of sound each, and what one should hear in them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME / "tests" / "effects"))

from effect_playing import CONSOLE_PLAYED, RATE_HZ, music, play  # noqa: E402
from scenes import SCENES  # noqa: E402

from tonmeister.console import render  # noqa: E402
from tonmeister.effects import recall  # noqa: E402
from tonmeister.flow.demo import record_demo  # noqa: E402
from tonmeister.model import Decision, RecallSheet, Setting, Strip, Target  # noqa: E402
from tonmeister.signal import Audio, Samples  # noqa: E402

LENGTH_S = 4.0
DEMO_FROM_S, DEMO_LENGTH_S = 14.0, 16.0
DEMO_SENTENCES = {
    "mix": "A whole band, every part to be heard, the voice over it, nothing sharp.",
    "master": "The same band, louder and closer together, still breathing, no crackle.",
}


@dataclass(frozen=True)
class Scene:
    """What was rendered: sound float32 ``[2, n]``, its sentence, and how it was made, as lines."""

    name: str
    sentence: str
    sound: np.ndarray
    rate_hz: int
    made_by: dict[str, str] = field(default_factory=dict)


def scenes(*, whole_song: bool = True) -> Iterator[Scene]:
    """Render every scene: each effect alone, then the demo song with all that was decided."""
    for name, settings, sentence in SCENES:
        sound = effect_sound(name, settings)
        made_by = {knob: str(value) for knob, value in settings.items()}
        yield Scene(name, sentence, sound.astype(np.float32), RATE_HZ, made_by)
    if whole_song:
        yield from demo_scenes()


def effect_sound(name: str, settings: dict[str, Setting]) -> Samples:
    """Play one effect over a few seconds of strokes, notes and hiss."""
    dry = music(int(LENGTH_S * RATE_HZ)) * 0.5
    if name in CONSOLE_PLAYED:
        return _through_the_console(name, settings, dry)
    return play(recall(name, settings), dry, key=np.roll(dry, RATE_HZ // 7, axis=1))


class _Keep:
    def __init__(self) -> None:
        self.blocks: list[Samples] = []

    def write(self, block: Samples) -> None:
        self.blocks.append(block)


def _move(effect: str, settings: dict[str, Setting]) -> Decision:
    return Decision(
        id=effect, stage="space", effect=effect, settings=settings, rule="listen", because=(),
        reason="",
    )  # fmt: skip


def _through_the_console(name: str, settings: dict[str, Setting], dry: Samples) -> Samples:
    """Play what only the console plays: a pan, or a send into a return with a room in it."""
    room = next(knobs for effect, knobs, _ in SCENES if effect == "room")
    strips = [
        Strip(name="Part", kind="track", track="Part", output="Master",
              decisions=(_move(name, settings),)),
        Strip(name="Master", kind="master"),
    ]  # fmt: skip
    if name == "send":
        back = _move("room", {**room, "mix_percent": 100.0})
        strips.insert(1, Strip(name="Room", kind="return", output="Master", decisions=(back,)))
    sheet = RecallSheet(
        song=name, rate_hz=RATE_HZ, length_s=LENGTH_S, genre="pop", strips=tuple(strips),
        target=Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0),
    )  # fmt: skip
    kept = _Keep()
    render(sheet, {"Part": Audio(dry, RATE_HZ)}, sinks={"master": kept}, layouts={})
    return np.concatenate(kept.blocks, axis=1)


def demo_scenes() -> Iterator[Scene]:
    """Produce a piece of the demo song as a person would; its decisions go along."""
    with tempfile.TemporaryDirectory() as where:
        song, out = Path(where) / "Demo", Path(where) / "out"
        song.mkdir()
        for path in record_demo(Path(where) / "whole"):
            with soundfile.SoundFile(path) as file:
                file.seek(int(DEMO_FROM_S * file.samplerate))
                piece = file.read(int(DEMO_LENGTH_S * file.samplerate), always_2d=True)
                soundfile.write(song / path.name, piece, file.samplerate, file.subtype)
        program = str(Path(sys.executable).with_name("tonmeister"))
        done = subprocess.run(
            [program, "produce", str(song), "--genre", "pop", "--out", str(out), "--json"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"the demo song could not be produced: {done.stderr.strip()[-300:]}")
        told = json.loads(done.stdout.splitlines()[-1])
        made_by = _decisions(Path(told["recall"]))
        for kind, sentence in DEMO_SENTENCES.items():
            sound, rate_hz = soundfile.read(told[kind], dtype="float32", always_2d=True)
            about = made_by if kind == "mix" else {}
            yield Scene(f"demo song, {kind}", sentence, sound.T.copy(), rate_hz, about)


def _decisions(path: Path) -> dict[str, str]:
    from tonmeister.studio import read_sheet

    moves = [move for strip in read_sheet(path).strips for move in strip.decisions]
    return {
        move.id: f"{move.effect} {dict(move.settings)}. {move.reason}" for move in moves
    }  # fmt: skip
