"""Effects of ours and the plug-ins that are their twins, played side by side."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from tonmeister.effects import OutOfRange, effects, knobs_of, recall
from tonmeister.exchange.twins import Twin
from tonmeister.model.daw import DawDevice

Real = np.ndarray[Any, np.dtype[np.float64]]

HOST = Path(__file__).with_name("daw_twins_host.py")
_WINDOW_S, _HEARD_DBFS = 0.05, -50.0
QUIET_S = 0.25
"""A sound begins with so much silence: a make-up gain glides in when a plug-in is started."""


@dataclass(frozen=True)
class Job:
    """A sound ``[channel, frame]`` to be played through a plug-in."""

    uri: str
    ports: Mapping[str, float]
    sound: Real
    state: Mapping[str, bytes]


def job(twin: Twin, sound: Real) -> Job:
    """Return the job of playing a twin."""
    return Job(twin.uri, twin.ports, sound, twin.state)


def hosted(jobs: Sequence[Job], rate_hz: int) -> list[tuple[Real, int]]:
    """Play all jobs in one process; what came back (its latency taken off), and the latency."""
    with tempfile.TemporaryDirectory() as told:
        room = Path(told)
        lines = []
        for at, one in enumerate(jobs):
            sound, into = room / f"{at}.wav", room / f"{at}-out.wav"
            soundfile.write(sound, one.sound.T.astype(np.float32), rate_hz, subtype="FLOAT")
            state = ""
            for name, data in one.state.items():
                (room / str(at)).mkdir(exist_ok=True)
                (room / str(at) / name).write_bytes(data)
                state = str(room / str(at) / "state.ttl")
            lines.append({"uri": one.uri, "ports": dict(one.ports), "state": state,
                          "sound": str(sound), "into": str(into)})  # fmt: skip
        (room / "jobs.json").write_text(json.dumps(lines))
        done = subprocess.run(
            [sys.executable, str(HOST), str(room / "jobs.json")], capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"the host of the plug-ins left with {done.returncode}: "
                               f"{done.stderr[-800:]}")  # fmt: skip
        late = json.loads(done.stdout.strip().splitlines()[-1])
        return [
            (soundfile.read(line["into"], always_2d=True)[0].T[:, frames:], frames)
            for line, frames in zip(lines, late, strict=True)
        ]


def ours(devices: Sequence[DawDevice], sound: Real, rate_hz: int) -> Real:
    """Play a sound through our own effects, their latency taken off."""
    out = np.ascontiguousarray(np.broadcast_to(sound, (2, sound.shape[1])), dtype=np.float64)
    for device in devices:
        if not device.enabled:
            continue
        effect = recall(device.effect, device.settings)
        processor = effect.start(rate_hz)
        late = processor.latency_frames
        block = np.concatenate([out, np.zeros((2, late))], axis=1)
        out = processor.process(block, None, lambda knob, e=effect: getattr(e, knob))[:, late:]
    return out[: sound.shape[0]]


def left_dbfs(a: Real, b: Real) -> float:
    """Return the peak of a difference; where the sound is over full scale, under its own peak."""
    frames = min(a.shape[1], b.shape[1])
    loudest = max(1.0, float(np.abs(a).max()))
    rest = float(np.abs(a[: b.shape[0], :frames] - b[: a.shape[0], :frames]).max())
    return 20 * math.log10(max(rest / loudest, 1e-10))


def apart_db(a: Real, b: Real, rate_hz: int) -> float:
    """Return how far apart two sounds' levels come, in windows of 50 ms that are heard."""
    size = round(_WINDOW_S * rate_hz)
    count = min(a.shape[1], b.shape[1]) // size
    cut = (x[:, : count * size].reshape(-1, count, size) for x in (a, b))
    levels = [10 * np.log10((piece**2).mean(axis=(0, 2)) + 1e-12) for piece in cut]
    heard = np.maximum(*levels) > _HEARD_DBFS
    return float(np.abs(levels[0] - levels[1])[heard].max(initial=0.0))


def noise(rate_hz: int, channels: int, seconds: float, seed: int) -> Real:
    """Return noise that swells and fades, after a moment of silence."""
    rng = np.random.default_rng(seed)
    count = round(rate_hz * seconds)
    sound = np.clip(0.3 * rng.standard_normal((channels, count)), -1.0, 1.0)
    return _breathing(sound, rate_hz, 1.3)


def low_end(rate_hz: int, channels: int, seconds: float, seed: int) -> Real:
    """Return sound that is nearly all under 100 Hz (noise summed up), at full scale."""
    rng = np.random.default_rng(seed)
    count = round(rate_hz * seconds)
    spectrum = np.fft.rfft(np.cumsum(rng.standard_normal((channels, count)), axis=1))
    spectrum[:, : round(15 * seconds)] = 0.0
    sound = np.fft.irfft(spectrum, count)
    return _breathing(sound / np.abs(sound).max(), rate_hz, 0.7)


def recorded(path: Path, seconds: float) -> tuple[Real, int]:
    """Return the loudest stretch of a recording, after a moment of silence."""
    sound, rate_hz = soundfile.read(path, always_2d=True)
    sound, frames = sound.T[:2], round(seconds * rate_hz)
    heard = np.concatenate([[0.0], np.cumsum((sound**2).sum(axis=0))])
    first = int(np.argmax(heard[frames:] - heard[:-frames]))
    quiet = np.zeros((sound.shape[0], round(QUIET_S * rate_hz)))
    return np.concatenate([quiet, sound[:, first : first + frames]], axis=1), int(rate_hz)


def settings(name: str, rng: random.Random, within: Mapping[str, tuple[float, float]]) -> Any:
    """Return settings at random over the effect's ranges, or those given ``within``."""
    cls = effects()[name]
    while True:
        made: dict[str, Any] = {}
        for knob in knobs_of(cls):
            if knob.is_number:
                low, high = within.get(knob.name, (knob.low, knob.high))
                if low == high:
                    made[knob.name] = low
                elif knob.curve == "log":
                    made[knob.name] = math.exp(rng.uniform(math.log(low), math.log(high)))
                else:
                    made[knob.name] = rng.uniform(low, high)
            elif isinstance(knob.default, bool):
                made[knob.name] = rng.random() < 0.5
            else:
                made[knob.name] = rng.choice(knob.choices or ("hall", "chamber", "spring"))
        if "slope_db" in made:
            made["slope_db"] = rng.choice((6.0, 12.0, 18.0, 24.0))
        try:
            return cls(**made).settings()
        except OutOfRange:
            continue


def _breathing(sound: Real, rate_hz: int, turns_hz: float) -> Real:
    time_s = np.arange(sound.shape[1]) / rate_hz
    out = sound * (0.05 + 0.95 * np.sin(2 * np.pi * turns_hz * time_s) ** 8)
    out[:, : round(QUIET_S * rate_hz)] = 0.0
    return out.astype(np.float32).astype(np.float64)
