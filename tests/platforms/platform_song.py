"""A little loud song, and a sheet that masters it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from tonmeister.flow.mastering import Measured, play_master
from tonmeister.model import Decision, RecallSheet, Strip, Target
from tonmeister.signal import Audio
from tonmeister.studio import WavSink

RATE_HZ = 44100
Render = Callable[[RecallSheet, Path], Measured]


def little_song(seconds: float = 3.0, rate_hz: int = RATE_HZ, seed: int = 1) -> Audio:
    """Return drums, a bass and bright noise: something whose peaks come back everywhere."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    beat = np.exp(-((t * 2.1) % 1.0) * 18)
    hat = np.exp(-((t * 8.4) % 1.0) * 30)
    hz = np.fft.rfftfreq(t.size, 1 / rate_hz)
    pink = np.where(hz < 12000, 4.0 / np.sqrt(1.0 + (hz / 400.0)), 0.0)
    noise = np.fft.irfft(np.fft.rfft(rng.standard_normal((2, t.size))) * pink, t.size)
    bass = 0.25 * np.sin(2 * np.pi * 55 * t) + 0.12 * np.sin(2 * np.pi * 660 * t + 0.3)
    sound = 0.5 * np.sin(2 * np.pi * 60 * t) * beat + bass + 0.25 * noise * hat
    sound += 0.35 * noise[:1] * beat
    return Audio(np.ascontiguousarray(0.4 * sound), rate_hz)


def limiter(hold: bool = False, gain_db: float = 0.0, ceiling_dbtp: float = -1.0) -> Decision:
    return Decision(
        id="master/limiter/1", stage="master", effect="limiter",
        settings={
            "gain_db": gain_db, "ceiling_dbtp": ceiling_dbtp, "release_ms": 120.0,
            "release_fast_ms": 8.0, "lookahead_ms": 5.0,
        },
        rule="print/level", because=(), reason="", hold=hold,
    )  # fmt: skip


def sheet_for(song: Audio, *moves: Decision, loudness_lufs: float = -12.0) -> RecallSheet:
    return RecallSheet(
        song="Little", rate_hz=song.rate_hz, length_s=song.length_s, genre="rock",
        target=Target(loudness_lufs=loudness_lufs, ceiling_dbtp=-1.0),
        strips=(Strip(name="master", kind="master", decisions=moves or (limiter(),)),),
    )  # fmt: skip


def renderer(song: Audio, channels: int = 2) -> Render:
    def render(sheet: RecallSheet, path: Path) -> Measured:
        with WavSink(path, sheet.rate_hz, bits=32, channels=channels) as sink:
            return play_master(sheet, song, lambda block: sink.write(block[:channels]))

    return render
