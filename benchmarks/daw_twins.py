"""Effects of ours against the plug-ins that stand for them in an exported session.

``python -m benchmarks.daw_twins MATERIAL``. Each effect at settings drawn at random over its
ranges (``WITHIN`` narrows some to what a plug-in's knobs reach), played by our own effect and by
its twin in a process of its own: noise and low end at 48 kHz, real recordings at 44.1 kHz, one
and two channels. ``worst``: the highest peak of the difference, in dBFS; ``gain apart``: how far
the levels go apart in windows of 50 ms; ``nearest``: how far the difference stayed under what the
twin promises, at least; ``none``: how often there was no twin (a room on one
channel has none). Then the plug-ins that we looked at and do not call twins.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.daw_twins_near import near
from benchmarks.daw_twins_playing import (
    Real,
    apart_db,
    hosted,
    job,
    left_dbfs,
    low_end,
    noise,
    ours,
    recorded,
    settings,
)
from tonmeister.exchange.twins import Twin, twin_of
from tonmeister.model.daw import DawDevice

SECONDS = 3.0
EACH = 20
_COMPRESSOR = {
    "threshold_db": (-60.0, 0.0), "ratio": (1.0, 20.0), "attack_ms": (0.1, 100.0),
    "release_ms": (1.0, 2000.0), "makeup_db": (0.0, 24.0), "lookahead_ms": (0.0, 0.0),
    "key_highpass_hz": (10.0, 10.0), "mix_percent": (100.0, 100.0),
}  # fmt: skip
WITHIN: dict[str, dict[str, tuple[float, float]]] = {
    "bell": {"gain_db": (-15.0, 15.0)},
    "low_shelf": {"gain_db": (-15.0, 15.0)},
    "high_shelf": {"gain_db": (-15.0, 15.0)},
    "highpass": {},
    "lowpass": {},
    "width": {},
    "compressor": _COMPRESSOR,
    "room": {"decay_s": (0.1, 4.0)},
    "plate": {"decay_s": (0.1, 4.0)},
    "convolution": {},
    "delay": {"feedback_percent": (0.0, 60.0)},
}
RECORDINGS = (
    "mdbdrums/Rock/MusicDelta_Rock_MIX.wav",
    "mdbdrums/Punk/raw/MusicDelta_Punk_RAW_01_01.wav",
    "megami/2_rock/vocals_1.wav",
    "megami/2_rock/bass.wav",
)


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table: a row an effect and plug-in, then a row a plug-in that is no twin."""
    sounds = list(_sounds(material))
    return [row for name in WITHIN for row in _rows(name, sounds)] + list(near(sounds))


def _sounds(material: Path) -> Iterator[tuple[Real, int]]:
    for channels in (1, 2):
        yield noise(48000, channels, SECONDS, seed=channels), 48000
        yield low_end(48000, channels, SECONDS, seed=10 + channels), 48000
    for path in RECORDINGS:
        if (material / path).is_file():
            yield recorded(material / path, SECONDS)


def _rows(name: str, sounds: list[tuple[Real, int]]) -> Iterator[dict[str, object]]:
    """Yield a row for each plug-in that plays this effect."""
    rng = random.Random(name)
    none, tried = 0, defaultdict[str, list[tuple[float, float, float, int]]](list)
    for sound, rate_hz in sounds:
        pairs: list[tuple[DawDevice, Twin]] = []
        for _ in range(EACH):
            device = DawDevice(name=name, effect=name, settings=settings(name, rng, WITHIN[name]))
            twin = twin_of(device, rate_hz, sound.shape[0])
            if twin is None:
                none += 1
            else:
                pairs.append((device, twin))
        played = hosted([job(twin, sound) for _, twin in pairs], rate_hz)
        for (device, twin), (back, frames) in zip(pairs, played, strict=True):
            mine = ours([device], sound, rate_hz)
            left = left_dbfs(mine, back)
            apart = apart_db(mine, back, rate_hz)
            tried[twin.title].append((left, apart, twin.tolerance_dbfs - left, frames))
    for title, found in sorted(tried.items()):
        left_all, apart_all, room_db, late = zip(*found, strict=True)
        yield {
            "effect": name,
            "plug-in": title,
            "settings": len(found),
            "none": none,
            "worst dBFS": round(max(left_all), 1),
            "median dBFS": round(statistics.median(left_all), 1),
            "gain apart dB": round(max(apart_all), 2),
            "nearest dB": round(min(room_db), 1),
            "latency frames": max(late),
        }


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1])):
        print(row)
