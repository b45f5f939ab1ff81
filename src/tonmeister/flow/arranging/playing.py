"""The band plays: one stem a part, all together no louder than a file can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tonmeister.flow.arranging.players import Hired
from tonmeister.flow.tell import Teller
from tonmeister.model import Arrangement, Clip
from tonmeister.music.clock import bar_count, bar_start, end_quarters, seconds
from tonmeister.signal import Samples, gain
from tonmeister.studio.float_file import FloatFile

TAIL_S = 3.0
PEAK_DBFS = -1.0
BITS = 24
ROUGH_MIX = "Rough Mix.wav"
LEAD = "Lead"


@dataclass(frozen=True)
class Played:
    """The files of a band: stems by the name of their clip, and their sum."""

    stems: Mapping[str, Path]
    rough_mix: Path
    turned_db: float
    """How much all stems were turned down together so that the sum fits."""


def length_of(arrangement: Arrangement) -> float:
    """Return how long the recording runs, the last chord rung out."""
    chart = arrangement.chart
    end = max(end_quarters(chart), bar_start(chart, bar_count(chart)))
    return seconds(chart, end) + TAIL_S


def play(
    arrangement: Arrangement,
    hired: Mapping[str, Hired],
    folder: Path,
    tell: Teller,
    *,
    rate_hz: int,
    voice: str | None = None,
) -> Played:
    """Play all parts into ``folder``: "01 Drums.wav" and so on, 24 bits, and their exact sum."""
    length_s = length_of(arrangement)
    sounds: dict[str, Samples] = {}
    with tell.stage("play", "The band plays") as on:
        for at, clip in enumerate(arrangement.clips):
            on(at / len(arrangement.clips))
            sounds[clip.name] = _stem(arrangement, clip, hired[clip.name], length_s, rate_hz, voice)
    total = sum(sounds.values(), np.zeros((2, round(length_s * rate_hz))))
    over = float(np.abs(total).max()) / gain(PEAK_DBFS)
    turned = 1.0 if over <= 1.0 else 1.0 / over
    grid = float(1 << (BITS - 1))
    stems: dict[str, Path] = {}
    mix = np.zeros_like(total)
    for number, (name, sound) in enumerate(sounds.items(), start=1):
        whole = np.round(sound * turned * grid) / grid  # what the file will hold
        mix += whole
        stems[name] = folder / f"{number:02d} {_track_name(name, hired[name])}.wav"
        _write(stems[name], whole, rate_hz)
    rough = folder / ROUGH_MIX
    _write(rough, mix, rate_hz)
    return Played(stems, rough, 20.0 * float(np.log10(turned)))


def _track_name(name: str, player: Hired) -> str:
    """Call the melody's track what it is, so that the mix gives it its place."""
    if name != LEAD:
        return name
    return "Lead Vox" if player.player is None else "Lead Melody"


def _stem(
    arrangement: Arrangement,
    clip: Clip,
    player: Hired,
    length_s: float,
    rate_hz: int,
    voice: str | None,
) -> Samples:
    from tonmeister.instruments.stems import levelled, stem

    seed = arrangement.seed
    if player.player is not None:
        return stem(
            clip, arrangement.chart, player.player, rate_hz=rate_hz, length_s=length_s, seed=seed
        )
    from tonmeister.flow.singing import guide_vocal

    sung = guide_vocal(
        arrangement.chart, rate_hz=rate_hz, length_s=length_s, seed=seed, voice=voice or "alto"
    )
    return levelled(sung, clip.part, rate_hz)


def _write(path: Path, sound: Samples, rate_hz: int) -> None:
    with FloatFile(path, rate_hz, 2, BITS) as file:
        file.write(np.ascontiguousarray(sound.T))
