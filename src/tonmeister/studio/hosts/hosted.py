"""A strip's sound through a plug-in, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tonmeister.signal import Samples
from tonmeister.studio.hosts.checked import Came, checked
from tonmeister.studio.hosts.ffmpeg_lv2 import check_values, play_lv2
from tonmeister.studio.hosts.found import CannotHost, Found
from tonmeister.studio.hosts.late import late_frames
from tonmeister.studio.hosts.lilv_host import has_lilv, late_told, play_lilv
from tonmeister.studio.hosts.lv2 import lv2_plugin
from tonmeister.studio.hosts.states import Preset, lv2_preset
from tonmeister.studio.hosts.vst3 import play_vst3, vst3_plugin
from tonmeister.studio.hosts.work import Work
from tonmeister.studio.sinks import WavSink
from tonmeister.studio.sources import FileSource

_BLOCK_FRAMES = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A sound (a stereo float WAV) and what is to be done with it.

    ``same_sides``: left and right are equal. ``late_frames``: how late the plug-in comes out, if
    a person has said so.
    """

    sound: Path
    frames: int
    rate_hz: int
    same_sides: bool
    values: Mapping[str, float]
    state: Path | None = None
    late_frames: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What came out, as long as what went in, and how late; ``None`` if that was not heard."""

    came: Came
    late_frames: int | None


def found_plugin(kind: str, address: str) -> Found:
    """Return a plug-in that is installed here; raises ``CannotHost``."""
    if not address:
        raise CannotHost("its id is missing: `tonmeister plugins` lists what is installed")
    return lv2_plugin(address) if kind == "lv2" else vst3_plugin(address)


def play_plugin(found: Found, asked: Asked, work: Work) -> Answered:
    """Play a sound through a plug-in; raises ``CannotHost`` in one line, whatever it did."""
    if found.refused:
        raise CannotHost(found.refused)
    if found.format == "lv2":
        return _lv2(found, asked, work)
    out = work.folder / "out.wav"
    late = play_vst3(
        found, asked.sound, out, asked.values, asked.state, asked.rate_hz, work
    )  # fmt: skip
    came = checked((out,), rate_hz=asked.rate_hz, frames=asked.frames, channels=2)
    return Answered(came, late if asked.late_frames is None else asked.late_frames)


def _lv2(found: Found, asked: Asked, work: Work) -> Answered:
    """Play an LV2 plug-in; one for a single channel plays left and right one after the other.

    What ffmpeg cannot play goes to our host on liblilv.
    """
    check_values(found, asked.values)
    preset = lv2_preset(asked.state) if asked.state is not None else Preset({}, is_all=True)
    if found.host != "ffmpeg" or (has_lilv() and not preset.is_all):
        return _lilv(found, asked, work)
    if not preset.is_all:
        raise CannotHost("its state holds more than values, for which liblilv is needed")
    values = {**preset.values, **asked.values}
    sounds = [asked.sound]
    if found.inputs == 1:
        sounds = _apart(asked, work.folder, middle=found.outputs == 2)
    outs = []
    for number, sound in enumerate(sounds):
        out = work.folder / f"out{number}.wav"
        play_lv2(found, sound, out, values, work)
        outs.append(out)
    came = checked(
        tuple(outs), rate_hz=asked.rate_hz, frames=asked.frames, channels=found.outputs
    )  # fmt: skip
    late = asked.late_frames if asked.late_frames is not None else _late(found, asked, values, work)
    return Answered(came, late)


def _late(found: Found, asked: Asked, values: Mapping[str, float], work: Work) -> int | None:
    """Return how late a plug-in comes out: as it says itself, else as it is heard."""
    if not found.is_late:
        return 0
    if has_lilv():
        return late_told(found, values, asked.rate_hz, work)

    def play(into: Path, out: Path) -> None:
        play_lv2(found, into, out, values, work)

    return late_frames(play, found.inputs, asked.rate_hz, work.folder)


def _lilv(found: Found, asked: Asked, work: Work) -> Answered:
    out = work.folder / "out.wav"
    late = play_lilv(found, asked.sound, out, asked.values, asked.state, work)
    came = checked((out,), rate_hz=asked.rate_hz, frames=asked.frames, channels=2)
    return Answered(came, late if asked.late_frames is None else asked.late_frames)


def _apart(asked: Asked, folder: Path, *, middle: bool) -> list[Path]:
    """Write a stereo sound as single channels: the middle, or left and (if it differs) right."""
    sides = ["left"] if asked.same_sides else ["left", "right"]
    names = ["middle"] if middle else sides
    source = FileSource(asked.sound)
    paths = [folder / f"{name}.wav" for name in names]
    for name, path in zip(names, paths, strict=True):
        with WavSink(path, asked.rate_hz, bits=32, channels=1, frames=asked.frames) as sink:
            for start in range(0, asked.frames, _BLOCK_FRAMES):
                block = source.read(start, min(_BLOCK_FRAMES, asked.frames - start))
                sink.write(_of(block, name))
    return paths


def _of(block: Samples, name: str) -> Samples:
    if name == "middle":
        return np.asarray(block.mean(axis=0, keepdims=True))
    return block[:1] if name == "left" else block[1:]
